#!/bin/sh
# Every test that needs no outside account: lint, the nlu's own, then ours, the fast ones first; all that fails is told.
set -eu
cd "$(dirname "$0")/.."

# What the caller has set must not decide what the tests find, and what they start here is behind no proxy.
unset PYTHONDONTWRITEBYTECODE # each of the many processes started here would compile all it imports
for name in $(env | sed -n 's/^\(CONCILIA_[A-Z_]*\)=.*/\1/p; s/^\(TWILIO_[A-Z_]*\)=.*/\1/p; s/^\(PYTEST_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done

failed=''
told=$(mktemp)
(cd nlu && exec .venv/bin/python -m pytest -q tests) > "$told" 2>&1 & # beside what follows, and told at the end
nlu=$!
trap 'kill "$nlu" 2> /dev/null || :; rm -f "$told"' EXIT
trap 'exit 130' INT TERM
scripts/lint.sh || failed="$failed lint"
scripts/chromium.sh > /dev/null || failed="$failed chromium"

NO_PROXY=127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}
export NO_PROXY no_proxy="$NO_PROXY"
# Four processes on two cores, as many tests wait for processes of their own.
.venv/bin/pytest -n 4 --dist loadfile --no-loadscope-reorder --durations=30 --durations-min=5 \
    tests/unit tests/integration tests/service tests/faults tests/conversations tests/browser || failed="$failed tests"
wait "$nlu" || failed="$failed nlu"
cat "$told"
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }

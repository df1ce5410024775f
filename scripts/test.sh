#!/bin/sh
# Every test that needs no outside account: lint, the nlu's own, then ours, the fast ones first.
set -eu
cd "$(dirname "$0")/.."

# What the caller has set must not decide what the tests find.
for name in $(env | sed -n 's/^\(CONCILIA_[A-Z_]*\)=.*/\1/p; s/^\(TWILIO_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done

scripts/lint.sh
scripts/chromium.sh > /dev/null
(cd nlu && .venv/bin/python -m pytest -q tests)
exec .venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder tests/unit tests/integration tests/service tests/conversations tests/browser

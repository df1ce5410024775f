#!/bin/sh
# Makes the environments the lock files describe, and does nothing when they are there: setup.sh [service] [nlu]
set -eu
cd "$(dirname "$0")/.."
root=$PWD

say() { printf 'concilia: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# What an environment was made from: its lock, its package and its place (a copied checkout makes its own).
fingerprint() {
    { printf '%s\n' "$root"; cat "$1/requirements.lock"; sed '/^\[tool/,$d' "$1/pyproject.toml"; } | cksum
}

is_made() { # FOLDER
    [ -x "$1/.venv/bin/python" ] && [ "$(cat "$1/.venv/.made-from" 2>/dev/null)" = "$(fingerprint "$1")" ]
}

# Answers only when the interpreter really starts (a pyenv shim may exist for a version that is not chosen).
is_python() { # COMMAND VERSION
    "$1" -c "import ctypes, sqlite3, ssl, sys; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" >/dev/null 2>&1
}

find_python() { # VERSION
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/"python$1" python3 python; do
        if is_python "$candidate" "$1"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    uv python find --managed-python "$1" 2>/dev/null && return
    say "fetching Python $1"
    uv python install "$1" >&2 || fail "no Python $1 on PATH or among pyenv's versions, and it could not be fetched"
    uv python find --managed-python "$1"
}

make_tools() { # the first interpreter that can make an environment with pip
    for candidate in python3 python3.12 python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1 && "$candidate" -m venv .tools >/dev/null 2>&1; then
            return
        fi
    done
    fail "no uv on PATH, and no python3 here can make an environment to install it in (ensurepip is missing)"
}

find_uv() {
    if uv --version >/dev/null 2>&1; then
        return
    fi
    PATH="$root/.tools/bin:$PATH"
    export PATH
    if .tools/bin/uv --version >/dev/null 2>&1; then
        return
    fi
    say "installing uv under .tools"
    make_tools
    .tools/bin/python -m pip install --quiet --disable-pip-version-check uv >&2 || fail "uv could not be installed"
}

make_environment() { # FOLDER VERSION
    say "making the environment in ${1#./}/.venv (Python $2)"
    started=$(date +%s)
    python=$(find_python "$2")
    # Kept when it is this place's own and of the right version: then only what changed is installed.
    if ! is_python "$1/.venv/bin/python" "$2" || [ "$(cat "$1/.venv/.made-in" 2>/dev/null)" != "$root" ]; then
        uv venv --quiet --clear --python "$python" "$1/.venv" >&2 || fail "$1/.venv could not be made"
    fi
    rm -f "$1/.venv/.made-from"
    # Compiled now: read from source, what Rasa imports takes 17 s at each start instead of 6.
    uv pip sync --compile-bytecode --python "$1/.venv/bin/python" --require-hashes "$1/requirements.lock" >&2 ||
        fail "the packages of $1/requirements.lock could not be installed"
    if [ "$1" = . ]; then
        uv pip install --quiet --python .venv/bin/python --no-deps -e . >&2 || fail "the package itself could not be installed"
    fi
    printf '%s\n' "$root" > "$1/.venv/.made-in"
    fingerprint "$1" > "$1/.venv/.made-from"
    say "${1#./}/.venv is ready after $(($(date +%s) - started)) s"
}

# One set-up at a time in a checkout. Python's flock on our descriptor is held until this shell ends, however it ends.
take_turn() {
    mkdir -p .tools
    exec 9> .tools/setup.lock
    python3 -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)' 2>/dev/null || flock 9 || fail "the set-up could not be locked"
}

ensure() { # FOLDER VERSION
    is_made "$1" && return
    take_turn
    is_made "$1" && return # another set-up made it meanwhile
    find_uv
    make_environment "$1" "$2"
}

[ $# -gt 0 ] || set -- service nlu
for environment in "$@"; do
    case $environment in
        service) ensure . 3.12 ;;
        nlu) ensure nlu 3.10 ;;
        *) fail "no environment $environment: service or nlu" ;;
    esac
done

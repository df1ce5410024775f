#!/bin/sh
# Pins what is installed, for both environments: hashes, and no index address (docs/decisions/0001-lock-without-addresses.md).
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.tools/bin:$PATH"

lock() { # FOLDER VERSION
    (cd "$1" && uv pip compile pyproject.toml --quiet --extra dev --python-version "$2" --universal --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file requirements.lock)
}

lock . 3.12
lock nlu 3.10

#!/bin/sh
# Format, rules, types and the direction of imports; nothing is changed.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/ruff format --check --quiet .
.venv/bin/ruff check --quiet .
.venv/bin/mypy
.venv/bin/lint-imports

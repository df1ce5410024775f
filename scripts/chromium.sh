#!/bin/sh
# Prints the path of a Chromium that starts: the system's, else Playwright's own, else the distribution's package.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'concilia: %s\n' "$*" >&2; }

# Prints the path only when the browser really starts: a download may lack the system's libraries.
try() {
    path=$(command -v "$1" 2>/dev/null) || return 1
    "$path" --version >/dev/null 2>&1 || return 1
    printf '%s\n' "$path"
}

system() {
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        try "$name" && return
    done
    return 1
}

playwright_path() {
    .venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)'
}

downloaded() {
    [ -x .venv/bin/python ] && try "$(playwright_path)"
}

download() {
    say "no Chromium here: asking Playwright for its own"
    .venv/bin/playwright install chromium >&2 && downloaded
}

package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "installing the distribution's chromium"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2 && system
}

system && exit
downloaded && exit
download && exit
package && exit
say "the browser tests need Chromium: none is installed, Playwright could not fetch its own, and no package could be installed"
exit 1

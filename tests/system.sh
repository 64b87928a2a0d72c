#!/bin/sh
# What the tests need from the system: a browser for the tests of graph.html, and fonts for Chinese, Japanese, Korean,
# Arabic and Hebrew names in it. Installed where that is allowed; said where it is not, and with CI=true a failure.

set -u

browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

fonts() {
  # Without fontconfig there is no way to ask; a browser brings it along.
  command -v fc-list >/dev/null 2>&1 || return 1
  for language in zh ar he; do
    [ -n "$(fc-list ":lang=$language" family 2>/dev/null | head -n 1)" ] || return 1
  done
}

not_run() {
  echo "not run: $1: $2"
  [ "${CI:-}" != true ]
}

missing=
browser || missing="chromium"
fonts || missing="$missing fonts-droid-fallback fonts-noto-core"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  why="there is no apt-get here to install: $missing"
elif [ "$(id -u)" -ne 0 ]; then
  why="only root may install: $missing (sudo sh tests/system.sh)"
else
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # the names are words
  if { apt-get -qq update && apt-get -qq -y --no-install-recommends install $missing fontconfig; } >/dev/null 2>&1 \
    && browser && fonts; then
    exit 0
  fi
  why="apt-get could not install: $missing"
fi

# A machine with a browser and without the fonts can run the tests; only what they show is poorer.
browser && exit 0
not_run "browser tests" "$why"

#!/usr/bin/env bash
# Fetches Chromium's headless shell for the page tests into the user's cache, from Debian's packages, without installing
# anything on the machine: a page costs 0.45 core-seconds in it, and 1.3 in the whole Chromium, which draws windows nobody
# sees. Where there is none to be had, or it does not start, the tests use the Chromium of the machine (tests/browser.py).
set -uo pipefail
folder="${XDG_CACHE_HOME:-$HOME/.cache}/motcua/headless-shell"
command -v chromium-headless-shell >/dev/null && exit 0
[ -d "$folder" ] && exit 0
command -v apt-get >/dev/null && command -v dpkg >/dev/null || exit 0
mkdir -p "$(dirname "$folder")" && draft="$(mktemp -d "$folder.XXXXXX")" && cd "$draft" || exit 0
trap 'rm -rf "$draft"' EXIT
fetch() { apt-get download -qq chromium-headless-shell chromium-common; }
{ fetch || { apt-get update -qq && fetch; }; } >fetch.log 2>&1
for package in *.deb; do dpkg -x "$package" . 2>/dev/null; done
rm -f -- *.deb fetch.log
if usr/lib/chromium/chromium-headless-shell --version >/dev/null 2>&1; then
  mv -T "$draft" "$folder" 2>/dev/null  # another run may have been faster
else
  echo "· no headless shell of Chromium starts here with what is installed: the page tests install it, or use the whole Chromium"
fi
exit 0

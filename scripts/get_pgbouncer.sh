#!/usr/bin/env bash
# Fetches PgBouncer for the tests into .tools/pgbouncer, from Debian's packages, without installing anything on the machine.
# Where there is none to be had the tests use a pooler of their own instead (tests/pooler.py), and say so.
set -uo pipefail
folder="$(cd "$(dirname "$0")/.." && pwd)/.tools/pgbouncer"
command -v pgbouncer >/dev/null && exit 0
[ -x "$folder/usr/sbin/pgbouncer" ] && exit 0
mkdir -p "$folder/packages" && cd "$folder/packages" || exit 0
fetch() { apt-get download -qq pgbouncer libc-ares2 libevent-2.1-7; }
{ fetch || { apt-get update -qq && fetch; }; } >fetch.log 2>&1
for package in *.deb; do dpkg -x "$package" "$folder" 2>/dev/null; done
[ -x "$folder/usr/sbin/pgbouncer" ] || echo "· no PgBouncer to be had here: the tests use a pooler of their own"
exit 0

#!/usr/bin/env bash
# Checks the types of the code and of the NLU project. A fresh clone begins with what mypy found out about the files of the
# last one: it looks at each file's content again, and at what imports a changed one. 4 core-seconds instead of 35.
set -euo pipefail
cd "$(dirname "$0")/.."
known="${XDG_CACHE_HOME:-$HOME/.cache}/motcua/mypy"
fresh=
if [ ! -d .mypy_cache ]; then
  fresh=yes
  cp -r "$known/bot" .mypy_cache 2>/dev/null || rm -rf .mypy_cache
  cp -r "$known/nlu" nlu/.mypy_cache 2>/dev/null || rm -rf nlu/.mypy_cache
fi
.venv/bin/mypy
(cd nlu && ../.venv/bin/mypy)
if [ -n "$fresh" ] && mkdir -p "$(dirname "$known")" && draft="$(mktemp -d "$known.XXXXXX")"; then
  trap 'rm -rf "$draft"' EXIT
  cp -r .mypy_cache "$draft/bot" && cp -r nlu/.mypy_cache "$draft/nlu" && rm -rf "$known" && mv -T "$draft" "$known"
fi
exit 0

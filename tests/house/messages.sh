#!/usr/bin/env bash
# Every message of the program has a Vietnamese text.
set -eu
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
xgettext -k_ -kN_ --from-code=UTF-8 -o "$work/now.pot" tools/coverage_report/*.c
msgcmp tools/po/vi.po "$work/now.pot"
msgfmt --check --statistics -o /dev/null tools/po/vi.po 2>&1 | tee "$work/statistics"
! grep -qE 'untranslated|fuzzy' "$work/statistics"

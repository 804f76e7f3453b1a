#!/usr/bin/env bash
# What the shared library exports is what the list says, and all of it is named htsc_.
set -u
library=$1 list=$2
now=$(nm -D --defined-only "$library" | awk '$2 ~ /[TDBRVW]/ { print $3 }' | grep -vE '^(__(asan|odr_asan|ubsan|tsan|gcov|llvm).*|__bss_start|_edata|_end)$' | LC_ALL=C sort)
stray=$(grep -v '^htsc_[a-z]' <<<"$now") && { echo "exported without htsc_: $stray"; exit 1; }
diff -u "$list" <(echo "$now") && exit 0
echo "update the list on purpose: nm -D --defined-only LIBRARY | awk '\$2 == \"T\" { print \$3 }' | LC_ALL=C sort"
exit 1

#!/usr/bin/env bash
# The examples run and say what they should.
set -eu
bin=$1 data=$2
ratio=$("$bin/coverage_ratio" "$data/sites_lam_son.csv" "$data/villages.gpkg" "$data/households.csv")
tail -n 2 <<<"$ratio"
# 50 villages and outside; nobody lost; some covered, not all.
awk -F, 'NF == 3 { rows++; covered += $2; persons += $3 }
    END { exit !(rows == 51 && persons == 28017 && covered > 0 && covered < persons) }' <<<"$ratio"
grep -q '^Phố Lê Lợi,' <<<"$ratio"
grep -q '^rows refused: 0$' <<<"$ratio"
! "$bin/coverage_ratio" no_such_file.csv "$data/villages.gpkg" "$data/households.csv" 2>/dev/null

near=$("$bin/own_model" "$data/sites_lam_son.csv" 3.5 105.36 20.09)
far=$("$bin/own_model" "$data/sites_lam_son.csv" 3.5 105.30 20.15)
steep=$("$bin/own_model" "$data/sites_lam_son.csv" 5 105.36 20.09)
echo "$near"
grep -q '^model,log-distance$' <<<"$near"
level() { awk -F, '$1 == "rsrp_dbm" { print $2 }' <<<"$1"; }
# Farther, or with a steeper exponent, the level is lower.
awk -v a="$(level "$near")" -v b="$(level "$far")" -v c="$(level "$steep")" 'BEGIN { exit !(a > b && a > c) }'

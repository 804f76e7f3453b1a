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

# Five points in a row, 10 m apart, each a candidate: with 10 m of radius one site covers three, two cover five.
points=$(mktemp)
trap 'rm -f "$points"' EXIT
printf 'x_m,y_m,weight\n0,0,1\n10,0,1\n20,0,1\n30,0,1\n40,0,5\n' >"$points"
site() { "$bin/site_points" --demand "$points" --candidates "$points" --radius-m 10 "$@"; }
two=$(site --sites 2)
echo "$two"
head -n 1 <<<"$two" | grep -qx 'covered,total,upper_bound,gap_pct,seconds'
sed -n 2p <<<"$two" | grep -q '^9,9,9,0.000000,[0-9.]*$'
tail -n 1 <<<"$two" | grep -qx 'chosen,3,1'
# One end is fixed: row 1 is what it lacks, and the points it covers count.
printf 'x_m,y_m\n40,0\n' >"$points.fixed"
trap 'rm -f "$points" "$points.fixed"' EXIT
one=$(site --sites 1 --fixed "$points.fixed")
sed -n 2p <<<"$one" | grep -q '^9,9,9,'
tail -n 1 <<<"$one" | grep -qx 'chosen,1'
if site --sites -1 2>/dev/null; then exit 1; fi
if "$bin/site_points" --demand no_such.csv --candidates "$points" --radius-m 1 --sites 1 2>/dev/null; then exit 1; fi
printf 'x_m,y_m,weight\n0,zero,1\n' >"$points"
said=$(site --sites 1 2>&1 || true)
grep -q ':2: y_m is no number: zero' <<<"$said"

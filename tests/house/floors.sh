#!/usr/bin/env bash
# Floors use only the floors under them, and the parts' headers stay on their floor. (That calls do too is proved by
# the htsc_proof_* libraries, which do not link otherwise.)
set -u
root=$1 failed=0
floors=(base geo radio data analysis report)
say() { echo "$1"; failed=1; }

for i in "${!floors[@]}"; do
    for j in "${!floors[@]}"; do
        [ "$j" -gt "$i" ] || continue
        hits=$(grep -nE "#include \"${floors[$j]}/" -r "$root/lib/${floors[$i]}") && say "floor ${floors[$i]} looks up: $hits"
    done
done
hits=$(grep -nE '#include "(geo|data|analysis|report|base|radio)/' -r "$root/tools" "$root/examples" "$root/bench") &&
    say "a private header outside lib: $hits"
hits=$(grep -nE '#include [<"](gdal|ogr|cpl_|proj\.h|geodesic|geos_c|shapefil|csv\.h)' -r "$root/lib" "$root/include" \
    "$root/tools" "$root/examples" "$root/bench" --include='*.[ch]' | grep -v "^$root/lib/geo/") &&
    say "a GDAL, PROJ, GEOS, Shapelib or CSV header outside lib/geo: $hits"
hits=$(grep -nE '#include <(cairo|pango/|fontconfig/)' -r "$root/lib" "$root/include" "$root/tools" "$root/examples" "$root/bench" \
    --include='*.[ch]' | grep -vE "^$root/lib/report/(canvas|map)") && say "a Cairo or Pango header outside the maps: $hits"
hits=$(grep -LE '@file' "$root"/include/htscover/*.h)
[ -z "$hits" ] || say "a public header without @file: $hits"
for header in "$root"/include/htscover/*.h; do
    name=$(basename "$header")
    [ "$name" = htscover.h ] || grep -q "<htscover/$name>" "$root/include/htscover/htscover.h" ||
        say "htscover.h does not include $name"
done
for file in $(find "$root/lib" "$root/tools" "$root/include" "$root/examples" "$root/bench" "$root/tests" -name '*.[ch]'); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 800 ] || say "$file has $lines lines"
done
exit $failed

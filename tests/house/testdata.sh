#!/usr/bin/env bash
# testdata is what its generator makes, byte for byte. Skipped where the generator's parts are not installed.
set -eu
data=$1
/usr/bin/python3 -c 'from osgeo import gdal' 2>/dev/null || { echo "skipped: python3-gdal is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$data/generate.py" "$work"
for file in "$work"/*; do cmp "$file" "$data/$(basename "$file")"; done
echo "$(ls "$work" | wc -l) files are the same"

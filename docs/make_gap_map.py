#!/usr/bin/python3
"""Draws docs/gap_map.svg from the results of tools/demo: the 5G zones of the synthetic commune.

/usr/bin/python3 docs/make_gap_map.py [RESULTS] [OUT]     (Debian: python3-gdal)
"""
import csv
import json
import sys
from html import escape
from pathlib import Path

from osgeo import ogr

ogr.UseExceptions()
root = Path(__file__).resolve().parent.parent
results = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "out/ngoclac"
out = Path(sys.argv[2]) if len(sys.argv) > 2 else root / "docs/gap_map.svg"
summary = json.loads((results / "summary.json").read_text())

WIDTH, MARGIN, SIDE = 1120, 24, 300
GOOD, WEAK, NONE = "#e8f3ec", "#f6b26b", "#7b4b94"  # told apart in grey and by colour-blind eyes
SITE = {"Lam Sơn Telecom": "#0b5394", "Sông Âm Mobile": "#cc0000", "Hàm Rồng Net": "#38761d"}


def layer(name):
    source = ogr.Open(str(results / name))
    return source, source.GetLayer(0)


source, villages = layer("villages.shp")
west, east, south, north = villages.GetExtent()
scale = (WIDTH - 2 * MARGIN - SIDE) / (east - west)
height = 2 * MARGIN + 46 + (north - south) * scale


def at(x, y):
    return MARGIN + (x - west) * scale, MARGIN + 46 + (north - y) * scale


def path(geometry):
    rings = []
    polygons = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
    for polygon in polygons:
        for ring in polygon:
            points = " ".join("%.1f,%.1f" % at(*p[:2]) for p in ring.GetPoints())
            rings.append(f"M{points}Z")
    return "".join(rings)


def text(x, y, value, size=12, anchor="start", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" {extra}>{escape(value)}</text>'


svg = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="DejaVu Sans, Noto Sans, Arial, sans-serif" fill="#222">',
    f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
    text(MARGIN, MARGIN + 14, f'{summary["project"]["name"]}: vùng sóng 5G yếu, {summary["project"]["period"]}', 19, extra='font-weight="bold"'),
    text(MARGIN, MARGIN + 34, "5G weak-signal zones of a synthetic commune", 13, extra='fill="#666"'),
]
labels = []
for feature in villages:
    svg.append(f'<path d="{path(feature.geometry())}" fill="{GOOD}" stroke="none"/>')
zone_source, zones = layer("weak_zones_5g.shp")
worst = []
for feature in zones:
    colour = WEAK if feature["CLASS"] == "weak" else NONE
    svg.append(f'<path d="{path(feature.geometry())}" fill="{colour}" fill-rule="evenodd"/>')
    if feature["RANK"] <= 10:
        worst.append(feature)
        lon, lat = feature["LON_DEG"], feature["LAT_DEG"]
        inner = feature.geometry().PointOnSurface()
        labels.append((inner.GetX(), inner.GetY(), str(feature["RANK"])))
villages.ResetReading()
for feature in villages:
    svg.append(f'<path d="{path(feature.geometry())}" fill="none" stroke="#fff" stroke-width="2"/>')
    svg.append(f'<path d="{path(feature.geometry())}" fill="none" stroke="#555" stroke-width="0.7"/>')


def sites():
    """Places of the masts with 5G on air, by operator."""
    from osgeo import osr
    to = osr.SpatialReference()
    to.ImportFromEPSG(5897)
    for name, code in (("sites_lam_son.csv", 4326), ("sites_song_am.gpkg", 5897), ("sites_ham_rong.csv", 3405)):
        frm = osr.SpatialReference()
        frm.ImportFromEPSG(code)
        for s in (frm, to):
            s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        move = osr.CoordinateTransformation(frm, to)
        file = root / "testdata/ngoclac" / name
        if name.endswith(".gpkg"):
            held = ogr.Open(str(file))
            rows = [(f["operator"], f["technology"], f["status"], f.GetField("on_air_date"), f.geometry().GetX(), f.geometry().GetY())
                    for f in held.GetLayer(0)]
        else:
            with open(file, encoding="utf-8-sig", newline="") as handle:
                sample = handle.readline()
                handle.seek(0)
                rows = []
                for row in csv.DictReader(handle, delimiter=";" if ";" in sample else ","):
                    try:
                        x = float(row.get("lon_deg") or row["x_m"])
                        y = float(row.get("lat_deg") or row["y_m"])
                    except (TypeError, ValueError):
                        continue
                    rows.append((row["operator"], row["technology"], row["status"], row["on_air_date"], x, y))
        for operator, technology, status, since, x, y in rows:
            late = (since or "").replace("/", "-") > summary["project"]["date"]
            if technology == "5G" and status in ("on_air", "", None) and not late and operator in SITE:
                px, py, _ = move.TransformPoint(x, y)
                if west <= px <= east and south <= py <= north:
                    yield operator, round(px), round(py)


for operator, x, y in sorted(set(sites())):
    px, py = at(x, y)
    svg.append(f'<path d="M{px:.1f},{py - 9:.1f}l7,13h-14Z" fill="{SITE[operator]}" stroke="#fff" stroke-width="1.2"/>')
for x, y, label in labels:
    px, py = at(x, y)
    svg.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="9" fill="#fff" stroke="#222"/>')
    svg.append(text(px, py + 4, label, 11, "middle", 'font-weight="bold"'))

left, top = WIDTH - SIDE, MARGIN + 60
for colour, name in ((GOOD, "Sóng tốt / good"), (WEAK, "Sóng yếu / weak"), (NONE, "Không có sóng / none")):
    svg.append(f'<rect x="{left}" y="{top - 12}" width="22" height="15" fill="{colour}" stroke="#555" stroke-width="0.7"/>')
    svg.append(text(left + 30, top, name, 13))
    top += 24
for operator, colour in SITE.items():
    svg.append(f'<path d="M{left + 11},{top - 13}l7,13h-14Z" fill="{colour}"/>')
    svg.append(text(left + 30, top, f"Trạm 5G: {operator}", 13))
    top += 24
top += 8
svg.append(text(left, top, "Mười vùng đông dân nhất / ten largest", 13, extra='font-weight="bold"'))
for feature in worst:
    top += 19
    svg.append(text(left, top, f'{feature["RANK"]}. {feature["VIL_NAME"]}', 12))
    svg.append(text(WIDTH - MARGIN, top, f'{feature["PERSONS"]:.0f} người', 12, "end"))
five_g = next(s for s in summary["scoreboard"] if s["id"] == "pop_5g")
top += 34
svg.append(text(left, top, f'{five_g["value_pct"]:.1f} % dân số có 5G (chỉ tiêu {five_g["target_pct"]:.0f} %)'.replace(".", ","), 13, extra='font-weight="bold"'))
top += 28
bar = 2000 * scale
svg.append(f'<path d="M{left},{top - 6}v6h{bar:.1f}v-6" fill="none" stroke="#222" stroke-width="1.5"/>')
svg.append(text(left + bar + 8, top, "2 km", 12))
method = summary["method"]
five = next(t for t in method["technologies"] if t["technology"] == "5G")
for line in (f'{method["model"]}, {method["resolution_m"]:.0f} m, {summary["project"]["working_crs"]}',
             f'Không vẽ vùng dưới {method["min_zone_area_m2"] / 10000:g} ha / smaller zones not drawn',
             f'RSRP ≥ {five["covered_dbm"]:.0f} / {five["good_dbm"]:.0f} dBm, P ≥ {method["location_probability_frac"]:g}',
             f'libhtscover {summary["tool"]["version"]}, {summary["project"]["date"]}'):
    top += 20
    svg.append(text(left, top, line, 11, extra='fill="#666"'))
svg.append("</svg>")
out.write_text("\n".join(svg) + "\n", encoding="utf-8")

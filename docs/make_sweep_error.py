#!/usr/bin/python3
"""Draws docs/sweep_error.svg: how often the sweep's loss is how far from the exact function's.

build/release/bench/sweep_error --csv FILE
python3 docs/make_sweep_error.py FILE [OUT]
"""
import csv
import math
import sys
from html import escape
from pathlib import Path

if len(sys.argv) < 2:
    sys.exit("usage: make_sweep_error.py FILE [OUT]")
root = Path(__file__).resolve().parent.parent
out = Path(sys.argv[2]) if len(sys.argv) > 2 else root / "docs/sweep_error.svg"

TITLES = {"thanh_hoa_standin": "Hills (SRTM, north of Thanh Hóa)", "pyrenees": "Mountains (SRTM, Pyrenees)"}
DASHES = {"700": "", "2600": "8 4", "3500": "2 3"}
WIDTHS = {"35": 1.4, "15": 2.8}
SHADES = {"35": "#000", "15": "#888"}
X = (0.001, 100)
Y = (0.0001, 1)
WIDTH, HEIGHT, LEFT, TOP, GAP, BELOW = 1000, 430, 70, 84, 60, 60

curves = {}
with open(sys.argv[1], newline="") as handle:
    for row in csv.DictReader(handle):
        case = curves.setdefault(row["terrain"], {}).setdefault((row["mast_m"], row["freq_mhz"]), [])
        case.append((float(row["difference_db"]), 1 - float(row["share_within_frac"])))

panel_width = (WIDTH - LEFT - 20 - GAP * (len(curves) - 1)) / len(curves)
panel_height = HEIGHT - TOP - BELOW


def text(x, y, value, size=12, anchor="start", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" {extra}>{escape(value)}</text>'


def line(points, colour, width, dash=""):
    path = "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'


def share(value, bounds):
    return math.log10(value / bounds[0]) / math.log10(bounds[1] / bounds[0])


def panel(left, title, cases):
    def at(x_db, y_frac):
        return left + panel_width * share(x_db, X), TOP + panel_height * (1 - share(y_frac, Y))

    yield text(left, TOP - 12, title, 14, extra='font-weight="bold"')
    for x_db in (0.001, 0.01, 0.1, 1, 10, 100):
        yield line([at(x_db, Y[0]), at(x_db, Y[1])], "#ddd", 1)
        yield text(at(x_db, Y[0])[0], TOP + panel_height + 18, f"{x_db:g}", 12, "middle")
    for y_frac, label in ((1, "100 %"), (0.5, "50 %"), (0.1, "10 %"), (0.05, "5 %"), (0.01, "1 %"), (0.001, "0.1 %"), (0.0001, "0.01 %")):
        yield line([at(X[0], y_frac), at(X[1], y_frac)], "#aaa" if y_frac in (0.5, 0.05) else "#ddd", 1)
        yield text(left - 6, at(X[0], y_frac)[1] + 4, label, 11, "end")
    yield text(left + panel_width / 2, TOP + panel_height + 40, "difference from the exact function, dB", 12, "middle")
    for (mast_m, freq_mhz), points in sorted(cases.items(), key=lambda case: -WIDTHS[case[0][0]]):
        shown = [at(x, y) for x, y in points if X[0] <= x <= X[1] and y >= Y[0]]
        yield line(shown, SHADES[mast_m], WIDTHS[mast_m], DASHES[freq_mhz])


svg = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans, Noto Sans, Arial, sans-serif" fill="#222">',
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    text(LEFT, 24, "Share of pixels whose loss is off by more than so many dB", 16, extra='font-weight="bold"'),
]
x = LEFT
for mast_m in ("35", "15"):
    for freq_mhz, dash in DASHES.items():
        svg.append(line([(x, 42), (x + 34, 42)], SHADES[mast_m], WIDTHS[mast_m], dash))
        svg.append(text(x + 40, 46, f"{mast_m} m, {freq_mhz} MHz", 12))
        x += 152
for i, (terrain, cases) in enumerate(curves.items()):
    svg.extend(panel(LEFT + i * (panel_width + GAP), TITLES.get(terrain, terrain), cases))
svg.append("</svg>")
out.write_text("\n".join(svg) + "\n", encoding="utf-8")

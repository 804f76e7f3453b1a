"""Seeded streams, coordinates and plane geometry shared by the parts of generate.py."""
import math
import random

from osgeo import osr

SEED = 15061
ORIGIN_LON_DEG, ORIGIN_LAT_DEG = 105.336, 20.110
# Metres in a degree at the origin. The made-up landscape lives in this local plane: u_m east, v_m north.
U_PER_DEG_M, V_PER_DEG_M = 104560.0, 110720.0
TOWN_UV = (2500.0, -2200.0)

osr.UseExceptions()


def stream(topic):
    """An own random stream a topic, so that changing one part leaves the others as they were."""
    return random.Random(f"{SEED}/{topic}")


def srs(code):
    made = osr.SpatialReference()
    made.ImportFromEPSG(code)
    made.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return made


WGS84, TM3, UTM48 = srs(4326), srs(5897), srs(3405)
_TO_TM3 = osr.CoordinateTransformation(WGS84, TM3)
_TO_UTM48 = osr.CoordinateTransformation(WGS84, UTM48)


def to_tm3(lon_deg, lat_deg):
    return _TO_TM3.TransformPoint(lon_deg, lat_deg)[:2]


def to_utm48(lon_deg, lat_deg):
    return _TO_UTM48.TransformPoint(lon_deg, lat_deg)[:2]


def check_datum_shift():
    """The control point that a forgotten WGS 84 - VN-2000 shift would miss by 224 m."""
    x, y = to_tm3(105.37, 20.08)
    if abs(x - 538500.127) > 0.001 or abs(y - 2221151.985) > 0.001:
        raise SystemExit(f"EPSG:4326 to EPSG:5897 gives {x:.3f} {y:.3f}: not EPSG:6960")


def uv_to_e7(u, v):
    """Local metres to whole 1e-7 degrees: what a file with 7 decimals can hold."""
    return (round((ORIGIN_LON_DEG + u / U_PER_DEG_M) * 1e7), round((ORIGIN_LAT_DEG + v / V_PER_DEG_M) * 1e7))


def e7_to_uv(e7):
    return ((e7[0] / 1e7 - ORIGIN_LON_DEG) * U_PER_DEG_M, (e7[1] / 1e7 - ORIGIN_LAT_DEG) * V_PER_DEG_M)


def e7_to_tm3(e7):
    return to_tm3(e7[0] / 1e7, e7[1] / 1e7)


def e7_text(value):
    return f"{value // 10**7}.{value % 10**7:07d}"


def distance(a, b):
    return math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def lerp(a, b, t):
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def densify(a, b, step):
    """Points from a to b, both included, no further apart than step."""
    n = max(1, math.ceil(distance(a, b) / step))
    return [a] + [lerp(a, b, k / n) for k in range(1, n)] + [b]


def resample(line, step):
    out = [line[0]]
    for a, b in zip(line, line[1:]):
        out += densify(a, b, step)[1:]
    return out


def chaikin(line, rounds):
    """Corner cutting with fixed ends."""
    for _ in range(rounds):
        cut = [line[0]]
        for a, b in zip(line, line[1:]):
            cut += [lerp(a, b, 0.25), lerp(a, b, 0.75)]
        line = cut + [line[-1]]
    return line


def inside(ring, p):
    """Even-odd rule; ring is open or closed."""
    x, y = p
    hit = False
    x0, y0 = ring[-1]
    for x1, y1 in ring:
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            hit = not hit
        x0, y0 = x1, y1
    return hit


def ring_area(ring):
    return 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))


def distance_to_segment(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    t = 0.0 if length2 == 0.0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2))
    return distance(p, (a[0] + t * dx, a[1] + t * dy))

"""Hamlets and household points, and which village each point is in."""

from osgeo import ogr

from common import (TM3, distance, distance_to_segment, e7_to_tm3, e7_to_uv, inside, lerp, resample, stream,
                    uv_to_e7)
from partition import TOWN_VILLAGES

HOUSEHOLDS, PERSONS = 7004, 28017
TIE_NODES, TIE_VERTICES, TIE_MIDDLES, NEAR_BORDER = 2, 6, 4, 32  # households on and beside shared borders
PERSON_WEIGHTS = (5, 12, 20, 27, 18, 10, 5, 2, 1)  # of 1 to 9 persons in a household
LONE_SHARE = 0.035

NAMES = """
Phố Lê Lợi|Phố Lê Hoàn|Phố Nguyễn Trãi|Phố Trần Phú|Phố Hưng Sơn|Phố Quang Trung|Phố Cao Thượng|
Phố Lê Đình Chinh|Phố Tân Thành|Phố Đồng Tâm|Phố Vân Hòa|Phố Hạ Sơn|Thôn Cao Nguyên|Làng Ngọc Minh|
Thôn Thúy Lĩnh|Thôn Đồi Sim|Làng Bái E|Thôn Hón Sung|Thôn Mỹ Lâm|Làng Cò Mót|Thôn Xuân Thắng|
Thôn Quế Sơn|Làng Đầm Ếch|Thôn Khe Ươi|Thôn Lương Ngọ|Làng Giềng Cả|Thôn Đông Xuân|Thôn Ngọc Tảo|
Làng Mống|Thôn Thuận Hòa|Thôn Bãi Bằng|Làng Chả Thượng|Làng Chả Hạ|Thôn Vĩnh Thịnh|Thôn Hồng Phong|
Làng Sỏi|Thôn Trường Sơn|Làng Ưng Rặc|Thôn Phúc Địa|Thôn Yên Lược|Làng Đô Quăn|Thôn Minh Tiến|
Thôn Ngã Ba|Làng Trám|Thôn Hạnh Phúc|Thôn Thạch Lẫm|Làng Muỗng|Thôn Tiền Phong|Thôn Suối Nghệ|
Làng Đắng
""".replace("\n", "").split("|")


class Villages:
    """Which village a household is in: the geometry of villages.gpkg, decided by GEOS on full doubles."""

    def __init__(self, villages):
        self.shapes, self.boxes = [], []
        for rings in villages:
            shape = ogr.Geometry(ogr.wkbMultiPolygon)
            for ring in rings:
                line = ogr.Geometry(ogr.wkbLinearRing)
                for e7 in ring:
                    line.AddPoint_2D(*e7_to_tm3(e7))
                part = ogr.Geometry(ogr.wkbPolygon)
                part.AddGeometry(line)
                shape.AddGeometry(part)
            shape.AssignSpatialReference(TM3)
            self.shapes.append(shape)
            self.boxes.append(shape.GetEnvelope())

    def of(self, e7):
        """The first village in file order that holds the point or its border; None outside all."""
        x, y = e7_to_tm3(e7)
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(x, y)
        for n, (x0, x1, y0, y1) in enumerate(self.boxes):
            if x0 <= x <= x1 and y0 <= y <= y1 and self.shapes[n].Intersects(point):
                return n
        return None


def hearts_of(villages, ground):
    """One place a village, low and well inside: where its road ends and its main hamlet lies."""
    rng = stream("hearts")
    hearts = []
    for rings in villages:
        ring = [e7_to_uv(p) for p in max(rings, key=len)]
        (u0, u1), (v0, v1) = ((min(c), max(c)) for c in zip(*ring))
        best, best_score = None, -1e30
        while best is None:
            for _ in range(160):
                p = (rng.uniform(u0, u1), rng.uniform(v0, v1))
                if inside(ring, p):
                    margin = min(distance_to_segment(p, a, b) for a, b in zip(ring, ring[1:]))
                    score = min(margin, 420.0) - 3.0 * ground.at(p)
                    if margin > 60.0 and score > best_score:
                        best, best_score = p, score
        hearts.append(best)
    return hearts


def hamlets_of(rings, heart, roads, ground, count, rng):
    """Hamlet centres of a village, mostly on its roads, else on low ground."""
    ring = [e7_to_uv(p) for p in max(rings, key=len)]
    (u0, u1), (v0, v1) = ((min(c), max(c)) for c in zip(*ring))
    on_roads = [p for p in roads if u0 < p[0] < u1 and v0 < p[1] < v1 and inside(ring, p)]
    hamlets = [heart]
    while len(hamlets) < count:
        best, best_score = None, -1e30
        for _ in range(40):
            if on_roads and rng.random() < 0.6:
                p = on_roads[rng.randrange(len(on_roads))]
            else:
                p = (rng.uniform(u0, u1), rng.uniform(v0, v1))
                if not inside(ring, p):
                    continue
            score = min(distance(p, h) for h in hamlets) - 4.0 * ground.at(p) + rng.uniform(0.0, 200.0)
            if score > best_score:
                best, best_score = p, score
        if best:
            hamlets.append(best)
    return hamlets


def split(total, weights):
    """Whole parts of total in proportion to the weights; the largest remainders get the rest."""
    scale = total / sum(weights)
    parts = [int(w * scale) for w in weights]
    by_rest = sorted(range(len(weights)), key=lambda n: (parts[n] - weights[n] * scale, n))
    for n in by_rest[:total - sum(parts)]:
        parts[n] += 1
    return parts


def points_on_borders(borders, hearts):
    """Places on shared borders as exactly as 7 decimals allow, then places 3 to 15 cm beside them."""
    rng = stream("border households")
    sides = {}
    for i, j, chain in borders:
        for end in (chain[0], chain[-1]):
            sides.setdefault(end, set()).update((i, j))

    def settled(p, i, j):
        return min(distance(e7_to_uv(p), hearts[i]), distance(e7_to_uv(p), hearts[j])) < 900.0

    nodes = sorted(p for p, s in sides.items() if len(s) == 3 and settled(p, *sorted(s)[:2]))
    vertices = sorted({p for i, j, chain in borders for p in chain[1:-1] if settled(p, i, j)})
    edges = sorted((a, b) for i, j, chain in borders for a, b in zip(chain[1:-2], chain[2:-1]) if settled(a, i, j))
    halves = [((a[0] + b[0]) // 2, (a[1] + b[1]) // 2) for a, b in edges
              if (a[0] + b[0]) % 2 == 0 and (a[1] + b[1]) % 2 == 0]
    out = rng.sample(nodes, TIE_NODES) + rng.sample(vertices, TIE_VERTICES) + rng.sample(halves, TIE_MIDDLES)
    for a, b in rng.sample(edges, NEAR_BORDER):
        p, q = e7_to_uv(a), e7_to_uv(b)
        length, middle = distance(p, q), lerp(p, q, rng.uniform(0.3, 0.7))
        off = rng.choice((-1.0, 1.0)) * rng.uniform(0.03, 0.15)
        out.append(uv_to_e7(middle[0] - off * (q[1] - p[1]) / length, middle[1] + off * (q[0] - p[0]) / length))
    return out


def _draw_persons(rng, count):
    persons = rng.choices(range(1, 10), PERSON_WEIGHTS, k=count)
    while sum(persons) != PERSONS:
        n, step = rng.randrange(count), 1 if sum(persons) < PERSONS else -1
        if 1 <= persons[n] + step <= 9:
            persons[n] += step
    return persons


def settle(ground, shape, villages, borders, hearts, roads):
    """Rows (e7, village, hamlet or None, persons) in village order, border households last."""
    rng = stream("households")
    extra = points_on_borders(borders, hearts)
    road_points = [p for _, _, line in roads for p in resample(line, 25.0)]
    river = ground.river
    weights = [rng.uniform(1.25, 1.9) if n < TOWN_VILLAGES else rng.uniform(0.55, 1.15) for n in range(len(villages))]
    counts = split(HOUSEHOLDS - len(extra), weights)
    rows, all_hamlets = [], []
    for n, rings in enumerate(villages):
        ring = [e7_to_uv(p) for p in max(rings, key=len)]
        (u0, u1), (v0, v1) = ((min(c), max(c)) for c in zip(*ring))
        count = rng.randint(3, 4) if n < TOWN_VILLAGES else rng.randint(3, 6)
        hamlets = hamlets_of(rings, hearts[n], road_points, ground, count, rng)
        first = len(all_hamlets)
        all_hamlets += [(n, h) for h in hamlets]
        shares = [(2.2 if k == 0 else 1.0) * rng.uniform(0.5, 1.3) for k in range(len(hamlets))]
        near = [[p for p in road_points if distance(p, h) < 260.0] or [h] for h in hamlets]
        placed = 0
        while placed < counts[n]:
            if rng.random() < LONE_SHARE:
                k, p = None, (rng.uniform(u0, u1), rng.uniform(v0, v1))
                if ground.at(p) > ground.at(hearts[n]) + 90:
                    continue
            else:
                k = rng.choices(range(len(hamlets)), shares)[0]
                base = near[k][rng.randrange(len(near[k]))] if rng.random() < 0.5 else hamlets[k]
                spread = 34.0 if base is not hamlets[k] else (120.0 if n < TOWN_VILLAGES else 75.0)
                p = (base[0] + rng.gauss(0.0, spread), base[1] + rng.gauss(0.0, spread))
            if not inside(ring, p) or any(distance_to_segment(p, a, b) < 45.0 for a, b in zip(river, river[1:])):
                continue
            e7 = uv_to_e7(*p)
            if shape.of(e7) != n:
                continue
            rows.append((e7, n, None if k is None else first + k))
            placed += 1
    for e7 in extra:
        rows.append((e7, shape.of(e7), None))
    persons = _draw_persons(rng, len(rows))
    return [(e7, n, k, p) for (e7, n, k), p in zip(rows, persons)]

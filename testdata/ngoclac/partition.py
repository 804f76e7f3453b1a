"""The outline of the commune and the 50 villages that fill it.

Built as a graph of chains, each shared by its two sides: borders hold the same vertices bit for bit. Every vertex is
a whole number of 1e-7 degrees, and villages hold its image in EPSG:5897: the outline, transformed, is their outer edge.
"""
import itertools
import math

from common import (TOWN_UV, densify, distance, e7_to_uv, inside, lerp, ring_area, stream, uv_to_e7)
from ground import Warp

OUTLINE = "outline 17"  # the seeded try whose ring has about 90 km2 and holds the town
VILLAGES = 50
TOWN_VILLAGES = 12
OUTLINE_STEP_M, BORDER_STEP_M = 100.0, 42.0
HALF_WIDTH_M, HALF_HEIGHT_M = 6640.0, 5710.0


def rough_outline():
    """An irregular ring in the local plane, filling the box of the commune."""
    rng = stream(OUTLINE)
    waves = [(0.26 / k**0.8 * rng.uniform(0.5, 1.0), k, rng.uniform(0.0, 2.0 * math.pi)) for k in range(2, 30)]
    warp = Warp("outline", [(420.0, 3600.0), (130.0, 1300.0)])
    ring = []
    for n in range(560):
        angle = 2.0 * math.pi * n / 560
        r = 5200.0 * (1.0 + sum(a * math.cos(k * angle + phase) for a, k, phase in waves))
        ring.append(warp((r * math.cos(angle), r * math.sin(angle))))
    (u0, u1), (v0, v1) = ((min(c), max(c)) for c in zip(*ring))
    return [((2.0 * (u - u0) / (u1 - u0) - 1.0) * HALF_WIDTH_M, (2.0 * (v - v0) / (v1 - v0) - 1.0) * HALF_HEIGHT_M)
            for u, v in ring]


def spacing_m(p, ground):
    """Wished distance between village centres: small in the town, large in the hills."""
    town = distance(p, TOWN_UV)
    return 330.0 + 0.27 * min(town, 3200.0) + 2.6 * min(max(ground.at(p) - 70.0, 0.0), 200.0)


def seeds_in(ring, ground):
    rng = stream("villages")
    seeds = [TOWN_UV]
    while len(seeds) < VILLAGES:
        best, best_score = None, -1.0
        for _ in range(600):
            p = (rng.uniform(-HALF_WIDTH_M, HALF_WIDTH_M), rng.uniform(-HALF_HEIGHT_M, HALF_HEIGHT_M))
            if not inside(ring, p):
                continue
            score = min(distance(p, s) for s in seeds) / spacing_m(p, ground)
            if score > best_score:
                best, best_score = p, score
        seeds.append(best)
    by_town = sorted(seeds, key=lambda s: distance(s, TOWN_UV))
    town, rest = by_town[:TOWN_VILLAGES], by_town[TOWN_VILLAGES:]
    return town + sorted(rest, key=lambda s: (-round(s[1] / 2000.0), s[0]))


def circumcircle(a, b, c):
    bx, by, cx, cy = b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]
    d = 2.0 * (bx * cy - by * cx)
    if abs(d) < 1e-9:
        return None
    b2, c2 = bx * bx + by * by, cx * cx + cy * cy
    return (a[0] + (cy * b2 - by * c2) / d, a[1] + (bx * c2 - cx * b2) / d)


def voronoi_edges(seeds):
    """(i, j, (key, point), (key, point)) of the border between cells i and j."""
    far = [(60000.0 * math.cos(a * math.pi / 4), 60000.0 * math.sin(a * math.pi / 4)) for a in range(8)]
    points = seeds + far
    ends = {}
    for triple in itertools.combinations(range(len(points)), 3):
        a, b, c = (points[t] for t in triple)
        centre = circumcircle(a, b, c)
        if centre is None:
            continue
        radius = distance(centre, a) * (1.0 - 1e-9)
        if any(n not in triple and distance(p, centre) < radius for n, p in enumerate(points)):
            continue
        for pair in itertools.combinations(triple, 2):
            ends.setdefault(pair, []).append((("v",) + triple, centre))
    return [(i, j, e[0], e[1]) for (i, j), e in sorted(ends.items()) if j < len(seeds) and len(e) == 2]


def crossing(a, b, c, d):
    """Where segment a-b meets c-d: their parameters, or None."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if cross == 0.0:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    s = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    return (t, s) if 0.0 <= t < 1.0 and 0.0 <= s < 1.0 else None


def chains_of(seeds, ring):
    """Inner borders (i, j, points) and outline pieces (i, points), unwarped; they share their end points exactly."""
    inner, on_ring = [], {}
    for i, j, (_, a), (_, b) in voronoi_edges(seeds):
        cuts = []
        for n in range(len(ring)):
            hit = crossing(a, b, ring[n], ring[(n + 1) % len(ring)])
            if hit:
                p = lerp(ring[n], ring[(n + 1) % len(ring)], hit[1])
                cuts.append((hit[0], p))
                on_ring.setdefault(n, []).append((hit[1], p))
        stops = [(0.0, a)] + sorted(cuts) + [(1.0, b)]
        for (t0, p), (t1, q) in zip(stops, stops[1:]):
            if inside(ring, lerp(a, b, 0.5 * (t0 + t1))):
                inner.append((i, j, densify(p, q, BORDER_STEP_M)))
    whole = []
    for n, p in enumerate(ring):
        whole.append((p, False))
        whole += [(q, True) for _, q in sorted(on_ring.get(n, []))]
    first = next(k for k, (_, node) in enumerate(whole) if node)
    whole = whole[first:] + whole[:first + 1]
    outer, piece = [], [whole[0][0]]
    for p, node in whole[1:]:
        piece += densify(piece[-1], p, OUTLINE_STEP_M)[1:]
        if node:
            middle = piece[len(piece) // 2] if len(piece) > 2 else lerp(piece[0], piece[1], 0.5)
            outer.append((min(range(len(seeds)), key=lambda s: distance(seeds[s], middle)), piece))
            piece = [p]
    return inner, outer


def rings_from(chains):
    """Joins directed chains end to start into closed rings (first vertex repeated)."""
    by_start = {}
    for chain in chains:
        if chain[0] in by_start:
            raise SystemExit("two borders of one village start in one point: change the seed")
        by_start[chain[0]] = chain
    rings = []
    while by_start:
        start = min(by_start)
        ring = list(by_start.pop(start))
        while ring[-1] != start:
            ring += by_start.pop(ring[-1])[1:]
        rings.append(ring)
    return rings


def build(ground):
    """Outline ring, list of villages (each a list of rings) and the inner borders; all in whole 1e-7 degrees."""
    ring = rough_outline()
    seeds = seeds_in(ring, ground)
    warp = Warp("borders", [(70.0, 900.0), (22.0, 260.0), (6.0, 80.0)])
    inner, outer = chains_of(seeds, ring)

    def settle(points):
        return [uv_to_e7(*warp(p)) for p in points]

    sides = [[] for _ in seeds]
    borders, outline = [], []
    for i, j, points in inner:
        middle = lerp(points[0], points[-1], 0.5)
        ahead = (points[-1][0] - points[0][0], points[-1][1] - points[0][1])
        to_i = (seeds[i][0] - middle[0], seeds[i][1] - middle[1])
        left, right = (i, j) if ahead[0] * to_i[1] - ahead[1] * to_i[0] > 0.0 else (j, i)
        chain = settle(points)
        sides[left].append(chain)
        sides[right].append(chain[::-1])
        borders.append((min(i, j), max(i, j), chain))
    for i, points in outer:  # the ring runs counter-clockwise, the commune on its left
        chain = settle(points)
        sides[i].append(chain)
        outline += chain[:-1]
    outline.append(outline[0])
    villages = [rings_from(chains) for chains in sides]
    for rings in villages:
        if any(ring_area([e7_to_uv(p) for p in r[:-1]]) <= 0.0 for r in rings):
            raise SystemExit("a village has a hole or a turned ring: change the seed")
    return outline, villages, borders

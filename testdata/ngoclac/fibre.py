"""Fibre routes along the roads and access points among the households."""
from common import distance, e7_to_uv, stream, uv_to_e7
from partition import TOWN_VILLAGES
from radio import LAM_SON, SONG_AM

CAU_KIEU = "Cầu Kiệu Fiber"
ROUTE_OPERATORS = (CAU_KIEU, LAM_SON, CAU_KIEU, SONG_AM, LAM_SON)
ROUTES = 25  # the ways out of the town carry a second operator until there are so many
ROUTE_EDGES = 4  # a longer way is several routes, end to end
PLANNED_ENDS = (17, 26, 39)  # routes that end in these villages are planned

ACCESS_POINTS = 180
PLANNED_POINTS, OFF_POINTS = 9, 3
REACH_M = 275.0  # spacing of access points; the project's drop is 300 m
REACH_SHARE = 0.84  # of households
XGS_VILLAGES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 27, 34, 35, 36, 38, 40, 42, 44, 45, 46, 48)
XGS_MBPS = (2000, 2500, 2500, 5000, 10000)
GPON_MBPS = (1000, 1000, 800, 500, 300)


def paths_of(roads):
    """The tree of roads as ways outward, those from the town first, then the longest: (village list, line)."""
    children = {}
    for i, j, line in roads:
        children.setdefault(i, []).append((j, line))

    def length(line):
        return sum(distance(a, b) for a, b in zip(line, line[1:]))

    def depth(n):
        return max((length(line) + depth(j) for j, line in children.get(n, [])), default=0.0)

    paths = []

    def walk(start):
        branches = sorted(children.get(start, []), key=lambda c: (-length(c[1]) - depth(c[0]), c[0]))
        for j, line in branches:
            villages, points, here, passed = [start, j], list(line), j, [j]
            while children.get(here):
                onward = max(children[here], key=lambda c: (length(c[1]) + depth(c[0]), -c[0]))
                children[here] = [c for c in children[here] if c is not onward]
                if len(villages) > ROUTE_EDGES:
                    paths.append((villages, points))
                    villages, points = [here], onward[1][:1]
                points += onward[1][1:]
                here = onward[0]
                villages.append(here)
                passed.append(here)
            paths.append((villages, points))
            for n in passed:
                if children.get(n):
                    walk(n)
                    children[n] = []

    walk(0)
    return sorted(paths, key=lambda p: (p[0][0] != 0, -length(p[1]), p[0]))


def beside(line, offset):
    """The line moved sideways, so that two operators do not share a trench."""
    out = []
    for k, p in enumerate(line):
        a, b = line[max(k - 1, 0)], line[min(k + 1, len(line) - 1)]
        d = distance(a, b) or 1.0
        out.append((p[0] - offset * (b[1] - a[1]) / d, p[1] + offset * (b[0] - a[0]) / d))
    return out


def routes(roads):
    """(properties, points in 1e-7 degrees, villages)"""
    paths = paths_of(roads)
    laid = [(k, 0) for k in range(len(paths))]
    laid += [(n % 5, 1 + n // 5) for n in range(ROUTES - len(paths))]
    out = []
    for k, (path, lane) in enumerate(laid):
        villages, line = paths[path]
        xgs = path < 4 and lane < 2
        planned = villages[-1] + 1 in PLANNED_ENDS
        out.append(({
            "route_id": f"TQ-{k + 1:02d}", "operator": ROUTE_OPERATORS[(path + 2 * lane) % 5],
            "technology": "XGS-PON" if xgs else "GPON", "max_down_mbps": 10000 if xgs else 1000,
            "status": "planned" if planned else "in_service"},
            [uv_to_e7(*p) for p in beside(line, 4.0 + 9.0 * lane)], villages))
    return out


def access_points(rows, laid):
    """Rows of access_points.csv; places are chosen where they reach most households not yet reached."""
    rng = stream("access points")
    homes = [e7_to_uv(r[0]) for r in rows]
    operators = {}
    for properties, _, villages in laid:
        for n in villages:
            if properties["status"] == "in_service":
                operators.setdefault(n, []).append(properties["operator"])
    boxes = {}
    for k, p in enumerate(homes):
        boxes.setdefault((int(p[0] // REACH_M), int(p[1] // REACH_M)), []).append(k)

    def near(p):
        i, j = int(p[0] // REACH_M), int(p[1] // REACH_M)
        return {k for di in (-1, 0, 1) for dj in (-1, 0, 1) for k in boxes.get((i + di, j + dj), ())
                if distance(homes[k], p) <= REACH_M}

    served, unserved = [], []
    for k in range(0, len(homes), 3):
        if rows[k][2] is not None:
            spot = (homes[k][0] + rng.uniform(-25.0, 25.0), homes[k][1] + rng.uniform(-25.0, 25.0))
            (served if rows[k][1] in operators else unserved).append((spot, near(spot), rows[k][1]))

    def greedy(spots, enough):
        left, chosen = set(range(len(homes))), []
        while not enough(len(homes) - len(left), len(chosen)):
            best = max(spots, key=lambda s: len(s[1] & left))
            left -= best[1]
            chosen.append(best)
        return chosen

    live = greedy(served, lambda reached, _: reached >= REACH_SHARE * len(homes))
    out = [(spot, n, operators[n][k % len(operators[n])], "in_service") for k, (spot, _, n) in enumerate(live)]
    planned = greedy(unserved, lambda _, count: count >= PLANNED_POINTS)
    out += [(spot, n, CAU_KIEU, "planned") for spot, _, n in planned]
    dense = [s for s in live if s[2] < TOWN_VILLAGES] + live
    for k in range(ACCESS_POINTS - len(out)):  # a second operator where there is one already
        spot, _, n = dense[k % len(dense)]
        mine = operators[n]
        others = [o for o in (CAU_KIEU, LAM_SON, SONG_AM) if o not in mine[:1]]
        out.append(((spot[0] + rng.uniform(-60.0, 60.0), spot[1] + rng.uniform(-60.0, 60.0)), n, others[k % 2],
                    "off" if k < OFF_POINTS else "in_service"))
    table = []
    for k, (spot, n, operator, status) in enumerate(sorted(out, key=lambda a: (a[1], a[0]))):
        xgs = n + 1 in XGS_VILLAGES and (n < TOWN_VILLAGES or operator != SONG_AM)
        technology, mbps = ("XGS-PON", rng.choice(XGS_MBPS)) if xgs else ("GPON", rng.choice(GPON_MBPS))
        table.append({"access_point_id": f"AP-{k + 1:03d}", "operator": operator, "technology": technology,
                      "max_down_mbps": mbps, "status": status, "e7": uv_to_e7(*spot)})
    # What declarations look like: an XGS-PON sold at 1000 only, two speeds not declared, one fibre of one's own.
    xgs = [t for t in table if t["technology"] == "XGS-PON"]
    xgs[3]["max_down_mbps"], xgs[9]["max_down_mbps"] = 1000, ""
    xgs[15]["technology"], xgs[15]["max_down_mbps"] = "P2P", 10000
    next(t for t in table if t["technology"] == "GPON")["max_down_mbps"] = ""
    return table

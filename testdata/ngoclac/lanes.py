"""Roads for one net: the ways between the villages, lanes to the houses off them, and the faults of real exports."""
from common import distance, distance_to_segment, e7_to_uv, lerp, resample, stream, uv_to_e7

STEP_M = 20.0       # between vertices while the net is made
JOIN_M = 30.0       # a way that comes so close to the net runs into it
NEAR_M = 45.0       # a house so close to a vertex needs no lane
LANE_M = 450.0      # longest lane
LONE_LANE_M = 80.0  # longest lane for one house
SIMPLIFY_M = 2.0
PIECE_M = 60.0      # how far the separate piece is from the rest
GAP_M, OVERSHOOT_M = 0.05, 3.0


class Net:
    """Vertices and lines over them. Lines meet in vertices and nowhere else."""

    def __init__(self):
        self.vertices, self.lines, self.boxes, self.beside = [], [], {}, []

    def box(self, p):
        return int(p[0] // 50.0), int(p[1] // 50.0)

    def around(self, p, reach):
        """Vertices at most `reach` boxes of 50 m away, in the order they were made."""
        i, j = self.box(p)
        return sorted(v for di in range(-reach, reach + 1) for dj in range(-reach, reach + 1)
                      for v in self.boxes.get((i + di, j + dj), ()))

    def nearest(self, p, limit_m):
        for reach in range(1, int(limit_m // 50.0) + 2):
            best = min(((distance(self.vertices[v], p), v) for v in self.around(p, reach)), default=(limit_m, None))
            if best[0] < min(50.0 * reach, limit_m):
                return best[1]
        return None

    def add(self, kind, chain):
        """A chain of vertex numbers and new points."""
        line = []
        for p in chain:
            if not isinstance(p, int):
                self.vertices.append(p)
                self.beside.append([])
                p = len(self.vertices) - 1
                self.boxes.setdefault(self.box(self.vertices[p]), []).append(p)
            line.append(p)
        for a, b in zip(line, line[1:]):
            self.beside[a].append(b)
            self.beside[b].append(a)
        self.lines.append((kind, line))

    def crossed(self, points, ends):
        """A vertex of an edge that the points' line meets outside `ends`, or None."""
        for a, b in zip(points, points[1:]):
            for v in self.around(lerp(a, b, 0.5), 1):
                for w in self.beside[v]:
                    free = v not in ends and w not in ends
                    if meet(a, b, self.vertices[v], self.vertices[w], 3.0 if free else 0.0):
                        return v
        return None


def meet(a, b, c, d, margin):
    """Whether a-b and c-d cross, or come nearer than the margin."""
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    if side(a, b, c) * side(a, b, d) < 0.0 and side(c, d, a) * side(c, d, b) < 0.0:
        return True
    return margin > 0.0 and min(distance_to_segment(a, c, d), distance_to_segment(b, c, d),
                                distance_to_segment(c, a, b), distance_to_segment(d, a, b)) < margin


def lay_main(net, line):
    """Where the way comes near the net it uses it; the rest is new."""
    points = resample(line, STEP_M)
    chains, chain, last = [], [], None
    for p, v in [(p, net.nearest(p, JOIN_M)) for p in points]:
        if v is None:
            chain += [p] if chain or last is None else [last, p]
        else:
            if chain:
                chains.append(chain + [v])
            chain, last = [], v
    for chain in chains + [chain]:
        if len(chain) > 3:
            net.add("main", chain)


def lay_lanes(net, homes):
    """Lanes to where most houses are that are still far from the net."""
    rng = stream("lanes")
    off = {k for k, p in enumerate(homes) if net.nearest(p, NEAR_M) is None}
    boxes = {}
    for k in sorted(off):
        boxes.setdefault(net.box(homes[k]), []).append(k)

    def close(p):
        i, j = net.box(p)
        return [k for di in (-1, 0, 1) for dj in (-1, 0, 1) for k in boxes.get((i + di, j + dj), ())
                if k in off and distance(homes[k], p) <= NEAR_M]

    gain = {k: len(close(homes[k])) for k in sorted(off)}
    while gain:
        k = max(gain, key=lambda k: (gain[k], -k))
        limit_m = LANE_M if gain[k] > 1 else LONE_LANE_M
        del gain[k]
        spot, start, points = homes[k], net.nearest(homes[k], limit_m), None
        for turn in range(6 if start is not None else 0):
            a = net.vertices[start]
            bend = rng.uniform(-0.12, 0.12) if turn == 0 else 0.0
            middle = lerp(a, spot, 0.5)
            middle = (middle[0] - bend * (spot[1] - a[1]), middle[1] + bend * (spot[0] - a[0]))
            points = resample([a, middle, lerp(a, spot, max(0.5, 1.0 - 8.0 / max(distance(a, spot), 9.0)))], STEP_M)
            hit = net.crossed(points, {start})
            if hit is None:
                break
            start, points = hit if turn else start, None
        if points is None:
            continue
        chain = [start] + points[1:]
        onward = [v for v in net.around(spot, 3) if 60.0 < distance(net.vertices[v], spot) < 140.0 and
                  (net.vertices[v][0] - spot[0]) * (spot[0] - a[0]) + (net.vertices[v][1] - spot[1]) * (spot[1] - a[1])
                  > 0.7 * distance(net.vertices[v], spot) * distance(a, spot)]
        if onward and rng.random() < 0.25:  # through to another road
            v = min(onward, key=lambda v: (distance(net.vertices[v], spot), v))
            rest = resample([points[-1], net.vertices[v]], STEP_M)
            if net.crossed(rest, {start, v}) is None:
                chain += rest[1:-1] + [v]
        net.add("lane", chain)
        for p in points:
            for n in close(p):
                off.discard(n)
                gain.pop(n, None)
                for m in close(homes[n]):
                    if m in gain:
                        gain[m] -= 1


def uses_of(lines):
    uses = {}
    for _, line in lines:
        for v in line:
            uses[v] = uses.get(v, 0) + 1
    return uses


def simplify(net):
    """Leaves out what a straight line shows as well; where lines meet nothing moves."""
    uses = uses_of(net.lines)

    def keep(line):
        if len(line) < 3:
            return line
        far, k = max((distance_to_segment(net.vertices[line[k]], net.vertices[line[0]], net.vertices[line[-1]]), k)
                     for k in range(1, len(line) - 1))
        return keep(line[:k + 1])[:-1] + keep(line[k:]) if far > SIMPLIFY_M else [line[0], line[-1]]

    out = []
    for kind, line in net.lines:
        stops = [0] + [k for k in range(1, len(line) - 1) if uses[line[k]] > 1] + [len(line) - 1]
        kept = [line[0]]
        for a, b in zip(stops, stops[1:]):
            kept += keep(line[a:b + 1])[1:]
        out.append((kind, kept))
    return out


def groups_of(lines):
    """Line numbers by connected piece, the largest first."""
    root = {}

    def find(v):
        while root.setdefault(v, v) != v:
            root[v] = root[root[v]]
            v = root[v]
        return v

    for _, line in lines:
        for v in line[1:]:
            root[find(v)] = find(line[0])
    groups = {}
    for n, (_, line) in enumerate(lines):
        groups.setdefault(find(line[0]), []).append(n)
    return sorted(groups.values(), key=lambda g: (-len(g), g))


def cut_off(net, lines):
    """Takes away the beginning of one lane that others hang on, so that they are a piece of their own."""
    uses = uses_of(lines)
    for n, (kind, line) in enumerate(lines):
        k = next((k for k in range(1, len(line) - 1) if uses[line[k]] > 1), 0)
        if kind != "lane" or k == 0 or distance(net.vertices[line[0]], net.vertices[line[k]]) < PIECE_M:
            continue
        out = lines[:n] + [(kind, line[k:])] + lines[n + 1:]
        groups = groups_of(out)
        if len(groups) != 2 or not 4 <= len(groups[1]) <= 12:
            continue
        here = {v for g in groups[1] for v in out[g][1]}
        rest = {v for g in groups[0] for v in out[g][1]}
        if min(distance(net.vertices[v], net.vertices[w]) for v in here for w in rest) >= PIECE_M:
            return out
    raise SystemExit("no lane to cut off: change the seed")


def hangs(lines, n):
    """Whether line n is joined to the largest piece by its beginning alone, and others are joined to it."""
    rest = lines[:n] + [(lines[n][0], lines[n][1][1:])] + lines[n + 1:]
    return any(n in g and len(g) > 1 for g in groups_of(rest)[1:])


def spoil(net, lines):
    """(kind, points in 1e-7 degrees): four lines broken as exports break them."""
    uses = uses_of(lines)
    first = set(groups_of(lines)[0])
    wanted = ["two_points", "reversed", "gap", "overshoot"]
    out = []
    for n, (kind, line) in enumerate(lines):
        points = [net.vertices[v] for v in line]
        middle = len(line) // 2
        fault = wanted[0] if wanted and n % 7 == 3 and n in first else ""
        inner = [k for k in range(middle, len(line) - 1) if uses[line[k]] == 1]
        if fault in ("two_points", "reversed") and len(line) >= 8 and kind == "main":
            parts = [points[:middle + 1], points[middle:middle + 2], points[middle + 1:]]
            if fault == "reversed":
                parts = [parts[0], points[middle:][::-1]]
        elif fault == "gap" and kind == "main" and len(line) >= 8 and inner:
            k = inner[0]
            parts = [points[:k + 1], [lerp(points[k], points[k + 1], GAP_M / distance(points[k], points[k + 1]))]
                     + points[k + 1:]]
        elif fault == "overshoot" and kind == "lane" and len(line) > 2 and hangs(lines, n):
            d = distance(points[0], points[1])
            parts = [[lerp(points[0], points[1], -OVERSHOOT_M / d)] + points[1:]]
        else:
            parts, fault = [points], ""
        if fault:
            wanted.pop(0)
        out += [(kind, [uv_to_e7(*p) for p in part]) for part in parts]
    if wanted:
        raise SystemExit("no line for a fault: change the seed")
    return out


def net_of(roads, households):
    """Roads as (properties, points in 1e-7 degrees)."""
    net = Net()
    for _, _, line in roads:
        lay_main(net, line)
    lay_lanes(net, [e7_to_uv(h[0]) for h in households])
    lines = spoil(net, cut_off(net, simplify(net)))
    return [({"road_id": f"D-{n + 1:04d}", "class": kind}, points) for n, (kind, points) in enumerate(lines)]

"""What hangs on the routes: OLTs, splitters and ports, the short lines between them, and who subscribes."""
from common import distance, e7_to_tm3, e7_to_uv, stream, uv_to_e7
from fibre import CAU_KIEU
from people import split
from radio import LAM_SON, SONG_AM

DROP_M = 300.0    # as the project has it
USED = 5120       # households, as the project declares
OVERUSED, OVERUSED_BY = 25, 19  # village that declares more use than it has reach
JOINT_M, LEAD_M = 40.0, 500.0   # longest line between two routes, and between a route and an access point

# (olt_id, operator, technology, budget_class, budget_db, village it stands in, from 1)
OLTS = (("OLT-CK-01", CAU_KIEU, "XGS-PON", "N2", "", 1), ("OLT-CK-02", CAU_KIEU, "GPON", "B+", "", 41),
        ("OLT-LS-01", LAM_SON, "", "C+", "", 1), ("OLT-SA-01", SONG_AM, "", "B+", 29.5, 1))
NO_PORTS, NO_PORTS_FREE, NO_SPLITTER = 4, 3, 6  # access points that do not declare them
SPLITTERS = {8: ("1x8", "1:8"), 16: ("1x16", "1:16", "1x4+1x4"), 32: ("1x32", "1x4+1x8", "1×32"),
             64: ("1x64", "1x4+1x16", "1x2+1x32", "64")}
SPEEDS = {"XGS-PON": ((150, 30), (300, 40), (1000, 20), (2000, 10)), "GPON": ((80, 15), (150, 45), (300, 40))}


def olts(hearts):
    """Rows of olts.csv."""
    return [{"olt_id": i, "operator": o, "technology": t, "budget_class": c, "budget_db": db, "status": "in_service",
             "e7": uv_to_e7(hearts[n - 1][0] + 6.0, hearts[n - 1][1] - 5.0 - 3.0 * k)}
            for k, (i, o, t, c, db, n) in enumerate(OLTS)]


class Plant:
    """The routes of one operator that are in service, and the lines that join them."""

    def __init__(self, operator, laid):
        self.routes = [(p, [(e7, e7_to_uv(e7)) for e7 in line]) for p, line, _ in laid
                       if p["operator"] == operator and p["status"] == "in_service"]
        self.piece = list(range(len(self.routes)))
        self.joints = []
        for n, (properties, line) in enumerate(self.routes):
            for end in (line[0], line[-1]):
                for d, e7, m in sorted(self.nearest(end[1], m) + (m,) for m in range(len(self.routes))):
                    if d <= JOINT_M and self.piece[m] != self.piece[n]:
                        old, new = self.piece[m], self.piece[n]
                        self.piece = [new if p == old else p for p in self.piece]
                        self.joints.append((properties, end[0], e7))

    def nearest(self, p, m):
        return min((distance(p, uv), e7) for e7, uv in self.routes[m][1])

    def lead(self, e7, piece=None):
        """The nearest vertex of a route (of one piece): distance, vertex, route."""
        return min(self.nearest(e7_to_uv(e7), m) + (m,) for m in range(len(self.routes))
                   if piece is None or self.piece[m] == piece)


def closed_of(table):
    """The point whose ports are all gone: the tenth that sells GPON."""
    return [k for k, t in enumerate(table) if t["technology"] == "GPON" and t["status"] == "in_service"][9]


def leads(table, terminals, laid):
    """Names the OLT of each access point, where there is a way to one; returns the lines of fiber_leads.geojson."""
    lines = []

    def line(properties, a, b):
        if a != b:
            lines.append(({"route_id": f"TN-{len(lines) + 1:03d}", **properties, "status": "in_service"}, [a, b]))

    for operator in (CAU_KIEU, LAM_SON, SONG_AM):
        plant, mine = Plant(operator, laid), [t for t in terminals if t["operator"] == operator]
        for properties, a, b in plant.joints:
            line({k: properties[k] for k in ("operator", "technology", "max_down_mbps")}, a, b)
        feeding = []
        for t in mine:
            _, e7, m = plant.lead(t["e7"])
            feeding.append((t, plant.piece[m]))
            line({"operator": operator, "technology": t["technology"], "max_down_mbps": None}, t["e7"], e7)
        ways = []
        for row in table:
            row.setdefault("olt", "")
            near = [(distance(e7_to_uv(t["e7"]), e7_to_uv(row["e7"])), t["olt_id"], piece) for t, piece in feeding
                    if row["operator"] == operator and t["technology"] in ("", row["technology"])
                    and row["technology"] != "P2P"]
            for _, olt, piece in sorted(near)[:1]:
                d, e7, _ = plant.lead(row["e7"], piece)
                if d <= LEAD_M:
                    row["olt"] = olt
                    ways.append((d, row, e7))
        farthest = max(d for d, row, _ in ways if row["status"] == "in_service")
        for d, row, e7 in ways:
            if d < farthest:  # that one has an OLT and no way to it
                line({"operator": operator, "technology": row["technology"],
                      "max_down_mbps": row["max_down_mbps"] or None}, row["e7"], e7)
    return lines


class Use:
    """Subscriptions that fit what is reached, and the ports they take."""

    def __init__(self, rows, table):
        self.rng, self.table = stream("subscriptions"), table
        homes = [e7_to_tm3(r[0]) for r in rows]
        self.reached, self.homes_of = {}, {}  # by village: households; by (village, operator): {point: households}
        by_operator = {}
        points = [(k, t["operator"], e7_to_tm3(t["e7"])) for k, t in enumerate(table) if t["status"] == "in_service"]
        for home, row in zip(homes, rows):
            near = [(k, o) for k, o, p in points if abs(p[0] - home[0]) <= DROP_M and distance(p, home) <= DROP_M]
            self.reached[row[1]] = self.reached.get(row[1], 0) + (1 if near else 0)
            for o in {o for _, o in near}:
                by_operator[row[1], o] = by_operator.get((row[1], o), 0) + 1
            for k, o in near:
                mine = self.homes_of.setdefault((row[1], o), {})
                mine[k] = mine.get(k, 0) + 1
        self.by_operator = by_operator

    def share_out(self):
        """Households that subscribe, by (village, operator)."""
        villages = sorted(v for v, n in self.reached.items() if n > 0 and v + 1 != OVERUSED)
        used = dict(zip(villages, split(USED - self.reached[OVERUSED - 1] - OVERUSED_BY,
                                        [self.reached[v] * self.rng.uniform(0.8, 0.93) for v in villages])))
        if any(used[v] > self.reached[v] for v in villages):
            raise SystemExit("a village uses more than it has: change the shares")
        used[OVERUSED - 1] = self.reached[OVERUSED - 1] + OVERUSED_BY
        out = {}
        for v in sorted(used):
            operators = [o for o in (CAU_KIEU, LAM_SON, SONG_AM) if (v, o) in self.by_operator]
            for o, n in zip(operators, split(used[v], [self.by_operator[v, o] for o in operators])):
                out[v, o] = n
        return out

    def declare_ports(self, used):
        """Fills ports, ports_free and splitter."""
        rng, closed, taken = stream("ports"), closed_of(self.table), [0] * len(self.table)
        for (v, o), count in sorted(used.items()):
            near = {k: n for k, n in sorted(self.homes_of[v, o].items()) if k != closed}
            if v + 1 == OVERUSED:
                count = min(count, self.by_operator[v, o])
            for k, n in zip(near, split(count, list(near.values())) if near else ()):
                taken[k] += n
        for k, row in enumerate(self.table):
            ways = 8 if k % 6 == 0 else next((w for w in (8, 16, 32) if taken[k] <= 0.9 * w), 64)
            ports = ways * max(1, -(-taken[k] // ways))
            row["ports"], row["ports_free"] = ports, ports - taken[k]
            row["splitter"] = "" if row["technology"] == "P2P" else rng.choice(SPLITTERS[ways])
            if k == closed:
                row["ports"] = row["ports_free"] = 0
        live = [k for k, row in enumerate(self.table) if row["status"] == "in_service" and k != closed]
        chosen = rng.sample(live, NO_PORTS + NO_PORTS_FREE + NO_SPLITTER)
        for n, k in enumerate(chosen):
            if n < NO_PORTS:
                self.table[k]["ports"] = self.table[k]["ports_free"] = ""
            elif n < NO_PORTS + NO_PORTS_FREE:
                self.table[k]["ports_free"] = ""
            else:
                self.table[k]["splitter"] = ""

    def faulty(self):
        """Rows of access_points_faulty.csv: what a reader refuses, and what it only remarks on."""
        spoilt = ({}, {"splitter": "1x12"}, {"ports": 16, "ports_free": 17}, {"ports": -8, "ports_free": ""},
                  {"ports": 16, "ports_free": 2.5}, {"olt": "OLT-CK-99"}, {"olt": "OLT-LS-01", "operator": CAU_KIEU})
        good = next(t for t in self.table if t["olt"] == "OLT-CK-01" and t["ports"] and t["ports_free"])
        return [{**good, "status": "in_service", **wrong, "access_point_id": f"AX-{k + 1}"}
                for k, wrong in enumerate(spoilt)]

    def rows_of(self, code, used):
        """Rows of subscriptions.csv."""
        out = []
        for (v, o), count in sorted(used.items()):
            mine = [self.table[k] for k in self.homes_of[v, o]]
            technology = "XGS-PON" if any(t["technology"] == "XGS-PON" for t in mine) else "GPON"
            offered = max(int(t["max_down_mbps"] or 1000) for t in mine)
            speeds = [(s, w) for s, w in SPEEDS[technology] if s <= offered]
            parts = split(count, [w * self.rng.uniform(0.7, 1.3) for _, w in speeds])
            date = "2026-08-31" if o == SONG_AM else "2026-09-30"
            if (v + 1, o) == (20, LAM_SON):  # speeds not declared
                speeds, parts, date = [("", 1)], [count], ""
            out += [{"village_code": f"{code}-{v + 1:03d}", "operator": o, "technology": technology, "speed_mbps": s,
                     "households_count": n, "date": date} for (s, _), n in zip(speeds, parts) if n > 0]
        return out

"""Relief, river and roads. The relief uses + - * / and square roots alone: the same on every processor."""
import heapq

import numpy as np
from osgeo import gdal

from common import (ORIGIN_LAT_DEG, ORIGIN_LON_DEG, TOWN_UV, U_PER_DEG_M, V_PER_DEG_M, WGS84, chaikin, distance, stream)

gdal.UseExceptions()

PER_DEG = 3600  # cells a degree: one arc-second
WEST, EAST, SOUTH, NORTH = 378870, 379548, 72100, 72692  # edges in arc-seconds: outline + 0.03 degrees
COLUMNS, ROWS = EAST - WEST, NORTH - SOUTH
NODATA = -32768

# Local metres. (line, metres above sea at its two ends)
RIVER = [(-12000, 5600), (-7200, 3700), (-4200, 2800), (-1900, 900), (700, -500), (2500, -2500), (4700, -3700),
         (7000, -5700), (13000, -8200)]
STREAMS = [
    (RIVER, 92.0, 44.0),
    ([(7400, 7600), (4600, 4700), (3200, 2100), (1300, 600), (700, -500)], 150.0, 66.0),
    ([(-8200, -6200), (-4300, -4300), (-1300, -3400), (1200, -3000), (2500, -2500)], 140.0, 61.0),
]


class Noise:
    """Value noise on a seeded lattice, in [-1, 1], with a quintic blend: continuous to its second derivative."""

    SIZE = 256

    def __init__(self, topic, wavelength_m):
        rng = stream(f"noise/{topic}/{wavelength_m}")
        self.values = np.array([rng.uniform(-1.0, 1.0) for _ in range(self.SIZE**2)]).reshape(self.SIZE, self.SIZE)
        self.wavelength_m = wavelength_m

    def __call__(self, u, v):
        u, v = 0.8 * np.asarray(u) - 0.6 * np.asarray(v), 0.6 * np.asarray(u) + 0.8 * np.asarray(v)  # off the compass
        x, y = u / self.wavelength_m + 1000.5, v / self.wavelength_m + 1000.5
        i, j = np.floor(x).astype(int), np.floor(y).astype(int)
        x, y = x - i, y - j
        x, y = (x * x * x * (x * (x * 6.0 - 15.0) + 10.0), y * y * y * (y * (y * 6.0 - 15.0) + 10.0))
        i0, i1, j0, j1 = i % self.SIZE, (i + 1) % self.SIZE, j % self.SIZE, (j + 1) % self.SIZE
        low = self.values[j0, i0] * (1.0 - x) + self.values[j0, i1] * x
        high = self.values[j1, i0] * (1.0 - x) + self.values[j1, i1] * x
        return low * (1.0 - y) + high * y


class Warp:
    """Moves points of the plane a little; its gradient stays below 1, so lines that do not cross never will."""

    def __init__(self, topic, layers):
        self.layers = [(amplitude, Noise(f"{topic}/u", wavelength), Noise(f"{topic}/v", wavelength))
                       for amplitude, wavelength in layers]

    def __call__(self, p):
        u, v = p
        for amplitude, noise_u, noise_v in self.layers:
            u, v = u + amplitude * float(noise_u(*p)), v + amplitude * float(noise_v(*p))
        return (u, v)


def nearest_on(line, u, v):
    """Distance to a line and how far along it (0 to 1), for arrays of points."""
    lengths = [distance(a, b) for a, b in zip(line, line[1:])]
    total, before = sum(lengths), 0.0
    best, along = np.full(u.shape, np.inf), np.zeros(u.shape)
    for (a, b), length in zip(zip(line, line[1:]), lengths):
        du, dv = (b[0] - a[0]) / length, (b[1] - a[1]) / length
        t = np.clip((u - a[0]) * du + (v - a[1]) * dv, 0.0, length)
        d = np.sqrt((u - a[0] - t * du) ** 2 + (v - a[1] - t * dv) ** 2)
        near = d < best
        best, along = np.where(near, d, best), np.where(near, (before + t) / total, along)
        before += length
    return best, along


def centres():
    """Local metres of the cells' centres, as two arrays."""
    lon = (WEST + 0.5 + np.arange(COLUMNS)) / PER_DEG
    lat = (NORTH - 0.5 - np.arange(ROWS)) / PER_DEG
    return np.meshgrid((lon - ORIGIN_LON_DEG) * U_PER_DEG_M, (lat - ORIGIN_LAT_DEG) * V_PER_DEG_M)


class Ground:
    def __init__(self):
        u, v = centres()
        self.river = chaikin([(float(x), float(y)) for x, y in RIVER], 3)
        bend = Noise("bend", 1700.0)
        fold_u, fold_v = u + 520.0 * Noise("fold/u", 1600.0)(u, v), v + 520.0 * Noise("fold/v", 1600.0)(u, v)
        ridge = 1.0 - np.abs(Noise("ridge", 2600.0)(fold_u, fold_v))
        spur = 1.0 - np.abs(Noise("spur", 900.0)(fold_u, fold_v))
        ridge, spur = ridge * ridge, spur * spur
        hills = (30.0 + 215.0 * ridge * (1.0 + 0.6 * Noise("range", 6500.0)(u, v)) + 110.0 * spur * (0.25 + ridge)
                 + 26.0 * Noise("knoll", 420.0)(fold_u, fold_v))
        height = None
        for line, upper_m, lower_m in STREAMS:
            d, along = nearest_on(chaikin([(float(x), float(y)) for x, y in line], 3), u, v)
            half_width = 900.0 + 420.0 * bend(u, v)
            rise = d * d / (d * d + half_width * half_width)
            here = upper_m + (lower_m - upper_m) * along + rise * hills
            height = here if height is None else np.minimum(height, here)
        # The town lies on a wide flat.
        d2 = (u - TOWN_UV[0]) ** 2 + (v - TOWN_UV[1]) ** 2
        flat = 1.0 / (1.0 + d2 * d2 / 1500.0**4)
        height = height * (1.0 - 0.8 * flat) + 60.0 * 0.8 * flat
        rough = np.clip((height - 55.0) / 100.0, 0.15, 1.0)
        height = height + rough * (9.0 * Noise("bush", 190.0)(u, v) + 2.0 * Noise("clod", 70.0)(u, v))
        self.height = np.rint(height).astype(np.int16)

    def cell(self, p):
        column = int((ORIGIN_LON_DEG + p[0] / U_PER_DEG_M) * PER_DEG - WEST)
        row = int(NORTH - (ORIGIN_LAT_DEG + p[1] / V_PER_DEG_M) * PER_DEG)
        return min(max(row, 0), ROWS - 1), min(max(column, 0), COLUMNS - 1)

    def at(self, p):
        return int(self.height[self.cell(p)])

    def write(self, path):
        cells = self.height.copy()
        rng = stream("voids")
        for _ in range(60):  # in the north-east corner of the margin, far outside the commune
            cells[rng.randrange(2, 14), COLUMNS - 1 - rng.randrange(2, 14)] = NODATA
        options = ["COMPRESS=DEFLATE", "PREDICTOR=2", "ZLEVEL=9", "TILED=YES", "NUM_THREADS=1"]
        image = gdal.GetDriverByName("GTiff").Create(path, COLUMNS, ROWS, 1, gdal.GDT_Int16, options)
        image.SetProjection(WGS84.ExportToWkt())
        image.SetGeoTransform([WEST / PER_DEG, 1 / PER_DEG, 0.0, NORTH / PER_DEG, 0.0, -1 / PER_DEG])
        image.SetMetadataItem("AREA_OR_POINT", "Area")
        image.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", "SYNTHETIC relief in metres above sea level; not a survey")
        band = image.GetRasterBand(1)
        band.SetNoDataValue(NODATA)
        band.WriteArray(cells)
        return int((cells == NODATA).sum())


ROAD_STEP = 4  # cells of the relief in one cell of the road search


def roads_between(ground, places):
    """A tree of roads over the places: (index, index, line), each the cheapest way over the relief."""
    height = ground.height[ROAD_STEP // 2::ROAD_STEP, ROAD_STEP // 2::ROAD_STEP].tolist()
    rows, columns = len(height), len(height[0])
    cell_m = ROAD_STEP * 30.0
    moves = [(dr, dc, cell_m * (1.41421356 if dr and dc else 1.0))
             for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc]

    def node(p):
        row, column = ground.cell(p)
        return min(row // ROAD_STEP, rows - 1), min(column // ROAD_STEP, columns - 1)

    def middle(n):
        return (((WEST + n[1] * ROAD_STEP + ROAD_STEP / 2) / PER_DEG - ORIGIN_LON_DEG) * U_PER_DEG_M,
                ((NORTH - n[0] * ROAD_STEP - ROAD_STEP / 2) / PER_DEG - ORIGIN_LAT_DEG) * V_PER_DEG_M)

    def cheapest(a, b):
        start, goal = node(a), node(b)
        best, before, queue = {start: 0.0}, {}, [(0.0, start)]
        while queue:
            cost, here = heapq.heappop(queue)
            if here == goal:
                break
            if cost > best[here]:
                continue
            for dr, dc, step_m in moves:
                r, c = here[0] + dr, here[1] + dc
                if not (0 <= r < rows and 0 <= c < columns):
                    continue
                slope = abs(height[r][c] - height[here[0]][here[1]]) / step_m
                there = cost + step_m * (1.0 + 14.0 * slope + 60.0 * slope * slope + 0.002 * height[r][c])
                if there < best.get((r, c), 1e30):
                    best[(r, c)], before[(r, c)] = there, here
                    heapq.heappush(queue, (there, (r, c)))
        path = [goal]
        while path[-1] != start:
            path.append(before[path[-1]])
        return chaikin([a] + [middle(n) for n in path[::-1][1:-1]] + [b], 2)

    def effort(i, j):
        return distance(places[i], places[j]) * (1.0 + (ground.at(places[i]) + ground.at(places[j])) / 500.0)

    joined, tree = {0}, []
    while len(joined) < len(places):
        _, i, j = min((effort(i, j), i, j)
                      for i in sorted(joined) for j in range(len(places)) if j not in joined)
        joined.add(j)
        tree.append((i, j, cheapest(places[i], places[j])))
    return tree

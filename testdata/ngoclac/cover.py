"""Land cover on the cells of the relief, in the codes of ESA WorldCover. + - * / and square roots alone, as in ground."""
import numpy as np
from osgeo import gdal

from common import WGS84, chaikin, e7_to_uv
from ground import COLUMNS, NORTH, PER_DEG, ROWS, STREAMS, WEST, Noise, centres, nearest_on

TREES, SHRUBS, GRASS, CROPS, BUILT_UP, WATER = 10, 20, 30, 40, 50, 80
NODATA = 0
RIVER_HALF_WIDTH_M, STREAM_HALF_WIDTH_M = 38.0, 17.0
YARD_M = 36.0   # built-up around a household
CELL_M = 30.0


def _slope(height):
    """Rise over run of each cell, from its neighbours; one-sided at the edges."""
    down, right = np.gradient(height.astype(float), CELL_M)
    return np.sqrt(down * down + right * right)


def _valley_floor(u, v):
    """Distance to the nearest stream, how high it flows there, and whether the cell is in the water."""
    nearest, level, wet = np.full(u.shape, np.inf), np.zeros(u.shape), np.zeros(u.shape, bool)
    for k, (line, upper_m, lower_m) in enumerate(STREAMS):
        distance, along = nearest_on(chaikin([(float(x), float(y)) for x, y in line], 3), u, v)
        near = distance < nearest
        nearest = np.where(near, distance, nearest)
        level = np.where(near, upper_m + (lower_m - upper_m) * along, level)
        wet |= distance < (RIVER_HALF_WIDTH_M if k == 0 else STREAM_HALF_WIDTH_M)
    return nearest, level, wet


def cover_of(ground, households):
    u, v = centres()
    patch = Noise("cover/patch", 600.0)(u, v) + 0.6 * Noise("cover/patch", 230.0)(u, v)
    _, level, wet = _valley_floor(u, v)
    above, slope = ground.height - level, _slope(ground.height)
    cover = np.full((ROWS, COLUMNS), TREES, np.uint8)
    cover[(above < 130.0) & (patch > 0.62)] = SHRUBS
    cover[(above < 90.0) & (patch > 0.78)] = GRASS
    cover[(above < 30.0 + 22.0 * patch) & (slope < 0.22)] = CROPS
    cover[wet] = WATER
    reach = int(YARD_M // CELL_M) + 1
    for e7, _, _, _ in households:
        p = e7_to_uv(e7)
        row, column = ground.cell(p)
        near = np.s_[max(row - reach, 0):row + reach + 1, max(column - reach, 0):column + reach + 1]
        yard = (u[near] - p[0]) ** 2 + (v[near] - p[1]) ** 2 <= YARD_M * YARD_M
        cover[near][yard & ~wet[near]] = BUILT_UP
        cover[row, column] = BUILT_UP
    return cover


def write(path, cover):
    options = ["COMPRESS=DEFLATE", "ZLEVEL=9", "TILED=YES", "NUM_THREADS=1"]
    image = gdal.GetDriverByName("GTiff").Create(path, COLUMNS, ROWS, 1, gdal.GDT_Byte, options)
    image.SetProjection(WGS84.ExportToWkt())
    image.SetGeoTransform([WEST / PER_DEG, 1 / PER_DEG, 0.0, NORTH / PER_DEG, 0.0, -1 / PER_DEG])
    image.SetMetadataItem("AREA_OR_POINT", "Area")
    image.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", "SYNTHETIC land cover in codes of ESA WorldCover; not a survey")
    band = image.GetRasterBand(1)
    band.SetNoDataValue(NODATA)
    band.WriteArray(cover)

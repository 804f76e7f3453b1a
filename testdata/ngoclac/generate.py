#!/usr/bin/python3
"""Makes the synthetic commune of testdata/ngoclac: generate.py [OUTDIR]

Needs python3 and python3-gdal as in Debian 12. The same seed gives the same bytes. ../README.md says what the files
hold.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from osgeo import gdal, ogr  # noqa: E402

import cover  # noqa: E402
import equipment  # noqa: E402
import fibre  # noqa: E402
import lanes  # noqa: E402
import partition  # noqa: E402
import people  # noqa: E402
import radio  # noqa: E402
from common import TM3, check_datum_shift, e7_text, e7_to_tm3  # noqa: E402
from ground import Ground, roads_between  # noqa: E402

CODE = "15061"
TOTALS_RAISED = (7, 29)   # villages (from 1) that declare 3 % more than the households hold
TOTALS_MISSING = 33       # declares nothing

ogr.UseExceptions()


def write_text(path, text, bom=False):
    with open(path, "w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        file.write(text)


def write_table(path, rows, columns=None):
    """Comma CSV; no field of these tables needs quotes."""
    columns = columns or list(rows[0])
    write_text(path, "\n".join([",".join(columns)] + [",".join(str(r[c]) for c in columns) for r in rows]) + "\n")


def write_geojson(path, features):
    """One feature a line: (properties, type, text of the coordinates)."""
    lines = [f'{{"type":"Feature","properties":{json.dumps(p, ensure_ascii=False)},'
             f'"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}' for p, kind, coordinates in features]
    heading = '{"type":"FeatureCollection","description":"SYNTHETIC test data of libhtscover","features":['
    write_text(path, heading + "\n" + ",\n".join(lines) + "\n]}\n")


def coordinates_text(points):
    return "[" + ",".join(f"[{e7_text(lon)},{e7_text(lat)}]" for lon, lat in points) + "]"


def write_layer(path, name, kind, fields, rows):
    """GeoPackage layer in EPSG:5897; rows are (geometry, values by field). Nothing in it comes from the clock."""
    driver = ogr.GetDriverByName("GPKG")
    if os.path.exists(path):
        driver.DeleteDataSource(path)
    source = driver.CreateDataSource(path)
    layer = source.CreateLayer(name, TM3, kind, [f"DESCRIPTION=SYNTHETIC {name} of libhtscover's tests"])
    for field, field_type in fields:
        layer.CreateField(ogr.FieldDefn(field, field_type))
    layer.StartTransaction()
    for geometry, values in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for field, value in values.items():
            if value is not None:
                feature.SetField(field, value)
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def with_place(row):
    """The row with columns for its place."""
    return {**{c: v for c, v in row.items() if c != "e7"},
            "lon_deg": e7_text(row["e7"][0]), "lat_deg": e7_text(row["e7"][1])}


def village_rows(shape, households):
    for n, name in enumerate(people.NAMES):
        mine = [h for h in households if h[1] == n]
        persons, count = sum(h[3] for h in mine), len(mine)
        if n + 1 in TOTALS_RAISED:
            persons, count = round(persons * 1.03), round(count * 1.03)
        if n + 1 == TOTALS_MISSING:
            persons = count = None
        yield shape.shapes[n], {"code": f"{CODE}-{n + 1:03d}", "name": name, "persons": persons, "households": count}


def write_villages(path, shape, households):
    fields = [("code", ogr.OFTString), ("name", ogr.OFTString), ("persons", ogr.OFTInteger),
              ("households", ogr.OFTInteger)]
    write_layer(path, "villages", ogr.wkbMultiPolygon, fields, village_rows(shape, households))


def write_song_am(path, rows):
    text, date = {"site_id", "operator", "technology", "status"}, {"on_air_date"}
    fields = [(f, ogr.OFTString if f in text else ogr.OFTDate if f in date else ogr.OFTReal)
              for f in rows[0] if f != "e7"]

    def placed():
        for row in rows:
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*e7_to_tm3(row["e7"]))
            yield point, {f: v for f, v in row.items() if f != "e7"}

    write_layer(path, "sites", ogr.wkbPoint, fields, placed())


def main(outdir):
    os.makedirs(outdir, exist_ok=True)
    gdal.SetConfigOption("OGR_CURRENT_DATE", "2026-01-01T00:00:00.000Z")
    check_datum_shift()

    def out(name):
        return os.path.join(outdir, name)

    ground = Ground()
    outline, villages, borders = partition.build(ground)
    shape = people.Villages(villages)
    hearts = people.hearts_of(villages, ground)
    roads = roads_between(ground, hearts)
    households = people.settle(ground, shape, villages, borders, hearts, roads)

    ground.write(out("terrain.tif"))
    cover.write(out("land_cover.tif"), cover.cover_of(ground, households))
    write_geojson(out("commune.geojson"), [({"code": CODE, "name": "Xã Ngọc Lặc", "note": "synthetic"}, "Polygon",
                                            "[" + coordinates_text(outline) + "]")])
    write_villages(out("villages.gpkg"), shape, households)
    write_table(out("households.csv"), [
        {"lon_deg": e7_text(e7[0]), "lat_deg": e7_text(e7[1]), "household_id": f"H{k + 1:05d}", "persons": persons,
         "households": 1} for k, (e7, _, _, persons) in enumerate(households)])

    write_table(out("sites_lam_son.csv"), radio.lam_son(hearts, ground))
    write_song_am(out("sites_song_am.gpkg"), radio.song_am(hearts, ground))
    text, rejects = radio.spoil(radio.ham_rong(hearts, ground))
    write_text(out("sites_ham_rong.csv"), text, bom=True)
    write_table(out("expected_rejects.csv"), [dict(zip(("row", "column", "code"), r)) for r in rejects])

    write_geojson(out("roads.geojson"), [(p, "LineString", coordinates_text(line))
                                         for p, line in lanes.net_of(roads, households)])
    laid = fibre.routes(roads)
    write_geojson(out("fiber_routes.geojson"), [(p, "LineString", coordinates_text(line)) for p, line, _ in laid])
    points, terminals = fibre.access_points(households, laid), equipment.olts(hearts)
    write_geojson(out("fiber_leads.geojson"), [(p, "LineString", coordinates_text(line))
                                               for p, line in equipment.leads(points, terminals, laid)])
    use = equipment.Use(households, points)
    used = use.share_out()
    use.declare_ports(used)
    write_table(out("olts.csv"), [with_place(t) for t in terminals])
    declared = ["access_point_id", "operator", "technology", "max_down_mbps", "status", "lon_deg", "lat_deg", "ports",
                "ports_free", "splitter", "olt"]
    write_table(out("access_points.csv"), [with_place(p) for p in points], declared)
    write_table(out("access_points_faulty.csv"), [with_place(p) for p in use.faulty()], declared)
    write_table(out("subscriptions.csv"), use.rows_of(CODE, used))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))

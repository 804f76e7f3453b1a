htsc_test(geo crs grid mosaic table_csv table_layer geometry overlap polygon_index box_index polygonize shapefile geopackage cell_index arcs simplify)

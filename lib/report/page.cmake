# The page: its own files and Leaflet become one C source. Scripts are put together in this order.
set(page_scripts words.js data.js dom.js scores.js mark.js map.js layers.js popups.js chart.js tables.js search.js sources.js start.js)
set(page_files page.html page.css ${page_scripts})
list(TRANSFORM page_files PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/page/)
string(REPLACE ";" "," page_script_names "${page_scripts}")
add_custom_command(OUTPUT page_template.c
  COMMAND ${CMAKE_COMMAND} -DPAGE=${CMAKE_CURRENT_SOURCE_DIR}/page -DSCRIPTS=${page_script_names}
    -DLEAFLET_JS=${Leaflet_JS} -DLEAFLET_CSS=${Leaflet_CSS} -DOUT=${CMAKE_CURRENT_BINARY_DIR}/page_template.c
    -P ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
  DEPENDS ${page_files} ${Leaflet_JS} ${Leaflet_CSS} ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
  COMMENT "Putting the page together" VERBATIM)
set(page_sources page.c page_figures.c page_layers.c page_fiber.c page_shape.c page_raster.c page_pictures.c page_relief.c
  ${CMAKE_CURRENT_BINARY_DIR}/page_template.c)

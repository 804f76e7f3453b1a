# Leaflet, the map of the page (Debian: libjs-leaflet). Defines Leaflet_JS and Leaflet_CSS.
find_file(Leaflet_JS leaflet.min.js PATHS /usr/share/javascript/leaflet PATH_SUFFIXES share/javascript/leaflet)
find_file(Leaflet_CSS leaflet.css PATHS /usr/share/javascript/leaflet PATH_SUFFIXES share/javascript/leaflet)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Leaflet REQUIRED_VARS Leaflet_JS Leaflet_CSS
  REASON_FAILURE_MESSAGE "install libjs-leaflet, or name leaflet.min.js and leaflet.css by -DLeaflet_JS= and -DLeaflet_CSS=")
mark_as_advanced(Leaflet_JS Leaflet_CSS)

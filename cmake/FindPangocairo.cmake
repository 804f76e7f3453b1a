# Cairo draws, Pango sets text, Fontconfig finds the font. Defines Pangocairo::pangocairo.
find_package(PkgConfig REQUIRED)
pkg_check_modules(Pangocairo_PC IMPORTED_TARGET cairo>=1.16 cairo-pdf cairo-svg cairo-png pangocairo>=1.50 pangoft2 fontconfig)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Pangocairo DEFAULT_MSG Pangocairo_PC_FOUND Pangocairo_PC_LINK_LIBRARIES)
if(Pangocairo_FOUND AND NOT TARGET Pangocairo::pangocairo)
  add_library(Pangocairo::pangocairo INTERFACE IMPORTED)
  set_target_properties(Pangocairo::pangocairo PROPERTIES INTERFACE_LINK_LIBRARIES PkgConfig::Pangocairo_PC)
endif()

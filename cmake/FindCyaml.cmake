# libcyaml, and the libyaml it stands on (for the places of values).
find_path(Cyaml_INCLUDE_DIR cyaml/cyaml.h)
find_library(Cyaml_LIBRARY cyaml)
find_library(Yaml_LIBRARY yaml)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Cyaml DEFAULT_MSG Cyaml_LIBRARY Yaml_LIBRARY Cyaml_INCLUDE_DIR)
if(Cyaml_FOUND AND NOT TARGET Cyaml::cyaml)
  add_library(Cyaml::cyaml UNKNOWN IMPORTED)
  set_target_properties(Cyaml::cyaml PROPERTIES IMPORTED_LOCATION ${Cyaml_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${Cyaml_INCLUDE_DIR} INTERFACE_LINK_LIBRARIES ${Yaml_LIBRARY})
endif()

# A floor is an OBJECT library of lib/<name>; it may use the floors declared before it and no other.
# For each, a proof library is linked from it and the floors under it alone: an upward call does not link.
set_property(GLOBAL PROPERTY HTSC_FLOORS "")
set_property(GLOBAL PROPERTY HTSC_PARTS "")

function(htsc_floor name)
  cmake_parse_arguments(FLOOR "" "" "SOURCES;PARTS" ${ARGN})
  add_library(htsc_${name} OBJECT ${FLOOR_SOURCES})
  target_include_directories(htsc_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_compile_definitions(htsc_${name} PRIVATE HTSC_BUILDING)
  target_link_libraries(htsc_${name} PRIVATE htsc_flags ${FLOOR_PARTS})
  set_property(GLOBAL APPEND PROPERTY HTSC_FLOORS ${name})
  set_property(GLOBAL APPEND PROPERTY HTSC_PARTS ${FLOOR_PARTS})
  get_property(floors GLOBAL PROPERTY HTSC_FLOORS)
  get_property(parts GLOBAL PROPERTY HTSC_PARTS)
  list(TRANSFORM floors REPLACE "(.+)" "$<TARGET_OBJECTS:htsc_\\1>" OUTPUT_VARIABLE objects)
  add_library(htsc_proof_${name} MODULE ${objects})
  target_link_libraries(htsc_proof_${name} PRIVATE htsc_flags ${parts})
  target_link_options(htsc_proof_${name} PRIVATE -Wl,-z,defs)
endfunction()

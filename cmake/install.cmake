# What an install holds: headers, the shared library, the CMake package, the .pc file. Included from lib/.
include(CMakePackageConfigHelpers)
set_target_properties(htscover_shared PROPERTIES EXPORT_NAME htscover)
install(TARGETS htscover_shared EXPORT htscover LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/htscover ${PROJECT_BINARY_DIR}/include/htscover
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(EXPORT htscover NAMESPACE htscover:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/htscover
  FILE htscoverTargets.cmake)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/htscoverConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/htscoverConfig.cmake.in
  ${PROJECT_BINARY_DIR}/htscoverConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/htscover)
configure_file(${PROJECT_SOURCE_DIR}/cmake/htscover.pc.in ${PROJECT_BINARY_DIR}/htscover.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/htscoverConfig.cmake ${PROJECT_BINARY_DIR}/htscoverConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/htscover)
install(FILES ${PROJECT_BINARY_DIR}/htscover.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

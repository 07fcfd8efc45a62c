add_library(slipway_settings INTERFACE)
target_include_directories(slipway_settings INTERFACE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/modules")
target_link_libraries(slipway_settings INTERFACE slipway_warnings slipway_hardening slipway_sanitizers)

# slipway_archive(<name> <folder> <library>...): the sources of a folder as slipway_<name>.
function(slipway_archive name folder)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
  add_library(slipway_${name} STATIC ${sources})
  target_link_libraries(slipway_${name} PUBLIC slipway_settings ${ARGN})
  slipway_precompile(slipway_${name})
  slipway_batch(slipway_${name})
endfunction()

# slipway_library(<name> <library>...): the library in src/<name>. All of them together are slipway_libraries.
add_library(slipway_libraries INTERFACE)
function(slipway_library name)
  slipway_archive(${name} src/${name} ${ARGN})
  target_link_libraries(slipway_libraries INTERFACE slipway_${name})
endfunction()

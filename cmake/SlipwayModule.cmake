add_library(slipway_settings INTERFACE)
target_include_directories(slipway_settings INTERFACE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/modules")
target_link_libraries(slipway_settings INTERFACE slipway_warnings slipway_hardening slipway_sanitizers)

# slipway_archive(<name> <folder> <library>...): the sources of a folder, main.cpp left out, as slipway_<name>.
function(slipway_archive name folder)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
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

# slipway_module(<name>): the module's library, its executable, and its sidecar beside it in build/library (release).
function(slipway_module name)
  slipway_archive(${name} modules/${name} slipway_libraries)
  add_executable(${name} "${CMAKE_SOURCE_DIR}/modules/${name}/main.cpp")
  target_link_libraries(${name} PRIVATE slipway_${name} slipway_static)
  if(CMAKE_BUILD_TYPE STREQUAL "MinSizeRel")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_SOURCE_DIR}/build/library")
    configure_file("${CMAKE_SOURCE_DIR}/modules/${name}/${name}.yml" "${CMAKE_SOURCE_DIR}/build/library/${name}.yml"
                   COPYONLY)
  endif()
endfunction()

add_library(slipway_settings INTERFACE)
target_include_directories(slipway_settings INTERFACE "${CMAKE_SOURCE_DIR}/modules")
target_link_libraries(slipway_settings INTERFACE slipway_warnings slipway_hardening slipway_sanitizers)

# slipway_library(<folder> <library>...): the sources of modules/<folder>, main.cpp left out, as slipway_<folder>.
function(slipway_library folder)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/modules/${folder}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(slipway_${folder} STATIC ${sources})
  target_link_libraries(slipway_${folder} PUBLIC slipway_settings ${ARGN})
  slipway_precompile(slipway_${folder})
endfunction()

# slipway_module(<name>): the module's library, its executable, and its sidecar beside it in build/library (release).
function(slipway_module name)
  slipway_library(${name} slipway_env_file slipway_ansible slipway_stack slipway_system)
  add_executable(${name} "${CMAKE_SOURCE_DIR}/modules/${name}/main.cpp")
  target_link_libraries(${name} PRIVATE slipway_${name} slipway_static)
  if(CMAKE_BUILD_TYPE STREQUAL "MinSizeRel")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_SOURCE_DIR}/build/library")
    configure_file("${CMAKE_SOURCE_DIR}/modules/${name}/${name}.yml" "${CMAKE_SOURCE_DIR}/build/library/${name}.yml"
                   COPYONLY)
  endif()
endfunction()

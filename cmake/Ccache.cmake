# ccache where it is there; nothing is lost where it is not.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_SOURCE_DIR}/cmake/compile" "${CMAKE_SOURCE_DIR}")
endif()

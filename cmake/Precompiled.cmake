# The headers that nearly every source includes, read once: it saves a third of the build with clang's sanitizers. The
# preset `dev` goes without, so that a source that forgets an include is found.
option(SLIPWAY_PRECOMPILE "Read the common headers once" OFF)
if(SLIPWAY_PRECOMPILE)
  find_package(Catch2 3 REQUIRED)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "")
  add_library(slipway_precompiled STATIC "${CMAKE_BINARY_DIR}/precompiled.cpp")
  target_link_libraries(slipway_precompiled PRIVATE slipway_settings Boost::filesystem nlohmann_json::nlohmann_json
                                                    tl::expected Catch2::Catch2)
  target_compile_options(slipway_precompiled PRIVATE $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
  target_precompile_headers(slipway_precompiled PRIVATE <algorithm> <chrono> <functional> <map> <optional> <string>
    <vector> <nlohmann/json.hpp> <tl/expected.hpp> <catch2/catch_test_macros.hpp>)
endif()

function(slipway_precompile target)
  if(SLIPWAY_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM slipway_precompiled)
  endif()
endfunction()

# Every library is linked static, so that a module runs on a target where nothing is installed.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.74 REQUIRED COMPONENTS filesystem regex)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Threads REQUIRED)

# yaml-cpp reads what Compose prints. Its package offers the shared library only; the archive stands beside it.
find_path(YAML_CPP_INCLUDE yaml-cpp/yaml.h REQUIRED)
find_library(YAML_CPP_ARCHIVE libyaml-cpp.a REQUIRED)
add_library(yaml_cpp_static INTERFACE)
target_include_directories(yaml_cpp_static SYSTEM INTERFACE "${YAML_CPP_INCLUDE}")
target_link_libraries(yaml_cpp_static INTERFACE "${YAML_CPP_ARCHIVE}")

# libyaml reads what people write, where each byte has its place. Its package offers the shared
# library first; the archive stands beside it.
find_path(LIBYAML_INCLUDE yaml.h REQUIRED)
find_library(LIBYAML_ARCHIVE libyaml.a REQUIRED)
add_library(libyaml_static INTERFACE)
target_include_directories(libyaml_static SYSTEM INTERFACE "${LIBYAML_INCLUDE}")
target_link_libraries(libyaml_static INTERFACE "${LIBYAML_ARCHIVE}")

# nettle for checksums.
find_path(NETTLE_INCLUDE nettle/sha2.h REQUIRED)
find_library(NETTLE_ARCHIVE libnettle.a REQUIRED)
add_library(nettle_static INTERFACE)
target_include_directories(nettle_static SYSTEM INTERFACE "${NETTLE_INCLUDE}")
target_link_libraries(nettle_static INTERFACE "${NETTLE_ARCHIVE}")

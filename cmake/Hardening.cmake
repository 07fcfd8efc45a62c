# Static, stripped and hardened executables for a release; a debug build links as it comes.
include(CheckLinkerFlag)

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(guarded_branches -mbranch-protection=standard)
else()
  set(guarded_branches -fcf-protection)
endif()
add_library(slipway_hardening INTERFACE)
target_compile_options(slipway_hardening INTERFACE
  $<$<CONFIG:MinSizeRel>:-ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection
  ${guarded_branches} -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)

# The linker of Debian 12 packs relocations for x86_64 alone: elsewhere it warns.
set(packed_relocations -Wl,-z,pack-relative-relocs)
check_linker_flag(CXX "-Wl,--fatal-warnings;${packed_relocations}" SLIPWAY_PACKS_RELOCATIONS)
add_library(slipway_static INTERFACE)
target_link_options(slipway_static INTERFACE
  $<$<CONFIG:MinSizeRel>:-static-pie -s -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--fatal-warnings>
  $<$<AND:$<CONFIG:MinSizeRel>,$<BOOL:${SLIPWAY_PACKS_RELOCATIONS}>>:${packed_relocations}>)

# Static, stripped and hardened executables for a release; a debug build links as it comes.
add_library(slipway_hardening INTERFACE)
target_compile_options(slipway_hardening INTERFACE
  $<$<CONFIG:MinSizeRel>:-ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection
  -fcf-protection -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)

add_library(slipway_static INTERFACE)
target_link_options(slipway_static INTERFACE
  $<$<CONFIG:MinSizeRel>:-static-pie -s -Wl,--gc-sections -Wl,-z,pack-relative-relocs -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--fatal-warnings>)

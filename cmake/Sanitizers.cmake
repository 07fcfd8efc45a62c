add_library(slipway_sanitizers INTERFACE)
if(SLIPWAY_SANITIZE)
  target_compile_options(slipway_sanitizers INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                      -fno-omit-frame-pointer)
  target_link_options(slipway_sanitizers INTERFACE -fsanitize=address,undefined)
endif()
if(SLIPWAY_FUZZ)
  # Asserts on, those of the libraries' headers too: a broken promise is a finding, as a bad access is. A float
  # that no integer can hold is no part of clang's `undefined`. -O1, since coverage tells the fuzzer more there.
  target_compile_options(slipway_sanitizers INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer
    -O1 -gline-tables-only -UNDEBUG -D_GLIBCXX_ASSERTIONS)
  target_link_options(slipway_sanitizers INTERFACE -fsanitize=address,undefined,float-cast-overflow)
endif()

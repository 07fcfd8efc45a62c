# A folder is compiled as one source, which more than halves a build from nothing: most of a small source is its headers. The
# preset `dev` compiles each by itself, so that an include which is missing, or a change in one file, is seen there.
option(SLIPWAY_BATCHES "Compile each folder as one source" OFF)

function(slipway_batch target)
  if(SLIPWAY_BATCHES)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  endif()
endfunction()

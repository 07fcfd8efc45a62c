#include "stack_undo/stack_undo.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_undo::module(), argc, argv, slipway::real_system());
}

#include "stack_up/stack_up.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_up::module(), argc, argv, slipway::real_system());
}

#include "stack_check/stack_check.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_check::module(), argc, argv, slipway::real_system());
}

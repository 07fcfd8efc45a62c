#include "stack_run/stack_run.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_run::module(), argc, argv, slipway::real_system());
}

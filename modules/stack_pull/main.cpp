#include "stack_pull/stack_pull.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_pull::module(), argc, argv, slipway::real_system());
}

#include "stack_restore/stack_restore.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_restore::module(), argc, argv, slipway::real_system());
}

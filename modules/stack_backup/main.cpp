#include "stack_backup/stack_backup.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_backup::module(), argc, argv, slipway::real_system());
}

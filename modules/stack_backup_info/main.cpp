#include "stack_backup_info/stack_backup_info.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_backup_info::module(), argc, argv, slipway::real_system());
}

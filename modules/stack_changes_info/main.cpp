#include "stack_changes_info/stack_changes_info.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_changes_info::module(), argc, argv, slipway::real_system());
}

#include "stack_files/stack_files.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::stack_files::module(), argc, argv, slipway::real_system());
}

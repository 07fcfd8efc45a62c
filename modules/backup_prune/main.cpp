#include "backup_prune/backup_prune.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::backup_prune::module(), argc, argv, slipway::real_system());
}

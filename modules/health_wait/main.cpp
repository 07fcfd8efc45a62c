#include "health_wait/health_wait.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::health_wait::module(), argc, argv, slipway::real_system());
}

#include "compose_image_rewrite/compose_image_rewrite.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::compose_image_rewrite::module(), argc, argv, slipway::real_system());
}

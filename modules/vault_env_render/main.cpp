#include "ansible/module.hpp"
#include "vault_env_render/vault_env_render.hpp"

int main(int argc, char** argv) {
  return slipway::ansible::run(slipway::vault_env_render::module(), argc, argv, slipway::real_system());
}

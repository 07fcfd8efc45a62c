"""Opening a vault: vault_env_render, which writes the env file too, against `ansible-vault view`, which only prints."""
import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from start_times import seconds

ROUNDS = 10


def report(module: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vault, password = folder / "main.vault.yml", folder / "password"
        password.write_text("slipway-bench\n", encoding="utf-8")
        vault.write_text("".join(f"vault_{number}: secret {number}\n" for number in range(50)), encoding="utf-8")
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        with_password = ["--vault-password-file", str(password), str(vault)]
        subprocess.run(["ansible-vault", "encrypt", *with_password], env=environment, cwd=folder, capture_output=True, check=True)
        arguments = folder / "arguments.json"
        arguments.write_text(
            json.dumps({"dest": str(folder / ".env"), "vault_file": [str(vault)], "vault_password_file": str(password),
                        "vault_map": {f"KEY_{number}": f"vault_{number}" for number in range(50)}}), encoding="utf-8")  # fmt: skip
        ours, theirs = [str(module), str(arguments)], ["ansible-vault", "view", *with_password]
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
        assert (folder / ".env").read_text(encoding="utf-8").count("secret") == 50
    own, other = median(a for a, _ in pairs), median(b for _, b in pairs)
    print(f"\nA vault of 50 variables, median of {ROUNDS}")
    print(f"  {module.name:<24} {own * 1e3:6.2f} ms   ansible-vault view {other * 1e3:6.2f} ms   {other / own:5.1f} x")

"""Who deploys, where no variable says it: an account without a name, as in a container or a bare shell of a pipeline."""

import os
import re
import subprocess
from pathlib import Path

import yaml

DEFAULTS = Path(__file__).resolve().parents[2] / "roles" / "application" / "defaults" / "main.yml"


def test_two_accounts_without_a_name_were_one_owner() -> None:
    default = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))["application_owner"]
    command = re.search(r"builtin\.pipe', '([^']*)'", default)
    assert command, default
    for uid, owner in (("0", "root"), ("4711", "uid-4711"), ("4712", "uid-4712")):
        account = ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "env", "-i", f"PATH={os.environ['PATH']}"]
        said = subprocess.run([*account, "sh", "-c", command[1]], capture_output=True, text=True, check=True).stdout
        assert said == f"{owner}@{os.uname().nodename}\n"

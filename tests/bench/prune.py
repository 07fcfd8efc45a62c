"""Pruning all but 17 of 500 records beside `rm -rf` of the same folders: what deciding and hiding them first costs."""
import json
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from statistics import median

from start_times import seconds

RECORDS, KEPT, ROUNDS = 500, 17, 3
FILES = ("docker-compose.base.yml", "docker-compose.production.yml", ".env")
CONTENT = "services: {app: {image: registry.example.com/framework}}\n" * 20


def make_record(folder: Path, number: int) -> None:
    files = {}
    for part in ("before", "deployed"):
        (folder / part).mkdir(parents=True)
        for name in FILES:
            (folder / part / name).write_text(CONTENT, encoding="utf-8")
        files[part] = [{"path": name, "copy": f"{part}/{name}", "sha256": sha256(CONTENT.encode()).hexdigest(), "mode": "0644",
                        "uid": 0, "gid": 0} for name in FILES]  # fmt: skip
    for name in ("current_containers.json", "docker-compose-config.yml", "deployment_metadata.txt"):
        (folder / name).write_text(CONTENT, encoding="utf-8")
    image = {"service": "app", "reference": "framework:v1", "id": f"sha256:{number}", "digests": []}
    manifest = {
        "slipway_release": 2, "name": folder.name, "sequence": number + 1, "kind": "deploy", "state": "deployed", "project": "shop",
        "project_src": "/srv/shop", "compose_files": list(FILES[:2]), "owner": "ci", "started": "2025-10-31T02:35:04Z",
        "finished": "2025-10-31T02:36:04Z", "live_before": None, "first": False, "restores": None, "metadata": {},
        "before": {"files": files["before"], "images": [image], "services": []},
        "deployed": {"files": files["deployed"], "images": [image], "services": []},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def report(module: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, backups, arguments = folder / "source", folder / "backups", folder / "arguments.json"
        names = [f"release-{number:04}" for number in range(RECORDS)]
        for number, record in enumerate(names):
            make_record(source / record, number)
        arguments.write_text(json.dumps({"path": str(backups), "keep_last": KEPT}), encoding="utf-8")
        prune = [str(module), str(arguments)]
        remove = ["rm", "-rf", *(str(backups / record) for record in names[:-KEPT])]
        took: dict[str, list[float]] = {"prune": [], "rm": []}
        for _ in range(ROUNDS):
            for which, command in (("prune", prune), ("rm", remove)):
                subprocess.run(["cp", "-a", str(source), str(backups)], check=True)
                subprocess.run(["sync", "-f", str(backups)], check=True)
                took[which].append(seconds(command))
                assert sorted(path.name for path in backups.iterdir() if path.name[0] != ".") == names[-KEPT:]
                subprocess.run(["rm", "-rf", str(backups)], check=True)
    own, other = median(took["prune"]), median(took["rm"])
    print(f"\nRemoving {RECORDS - KEPT:,} of {RECORDS:,} records, median of {ROUNDS}")
    print(f"  {module.name:<24} {own:6.2f} s    rm -rf RECORD… {other:6.2f} s    {own / other:5.2f} x")


if __name__ == "__main__":
    report(Path(__file__).resolve().parents[2] / "build" / "library" / "backup_prune")

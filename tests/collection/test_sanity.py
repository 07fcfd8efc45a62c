"""`ansible-test sanity` with this machine's ansible-core, and ansible-lint as Galaxy runs it; `make test-sanity` takes newer ones, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import sanity

# What needs another Python, or files of a kind that the collection has none of. All else passes.
NOT_RUN = {
    "compile with other Pythons": sanity.NO_PYTHON,
    "import with other Pythons": sanity.NO_PYTHON,
    "changelog": sanity.NOTHING_TO_TEST,
    "empty-init": sanity.NOTHING_TO_TEST,
    "pslint": sanity.NOTHING_TO_TEST,
    "shellcheck": sanity.NOTHING_TO_TEST,
}


def test_sanity_passes(source: Path, tmp_path: Path) -> None:
    outcomes, said = sanity.sanity(sanity.OWN_SUITE, sanity.copied(source, tmp_path))
    assert {name: outcome for name, outcome in outcomes.items() if outcome != sanity.PASSED} == NOT_RUN, said
    assert {"validate-modules", "pylint", "pep8", "import", "ansible-doc", "action-plugin-docs", "yamllint"} <= set(outcomes)


def test_no_finding_is_ignored(source: Path) -> None:
    assert not list(source.glob("tests/sanity/ignore*"))


def test_sanity_finds_what_is_planted(source: Path, tmp_path: Path) -> None:
    collection = sanity.copied(source, tmp_path)
    page = collection / "plugins/modules/stack_up.py"
    page.write_text(page.read_text(encoding="utf-8").replace("M(slipway.compose.stack_", "M(stack_"), encoding="utf-8")
    (collection / "plugins/action/nobody.py").write_text("import nothing\n", encoding="utf-8")
    tests = [word for test in ("validate-modules", "action-plugin-docs", "import", "no-assert") for word in ("--test", test)]
    outcomes, said = sanity.sanity(sanity.OWN_SUITE, collection, *tests)
    failed = {name for name, outcome in outcomes.items() if outcome == sanity.FAILED}
    assert failed == {"validate-modules", "action-plugin-docs", "import"}, said


def test_ansible_lint_passes_at_its_production_profile(installed: Path, tmp_path: Path) -> None:
    outcome, said = sanity.lint(sanity.OWN_SUITE, sanity.copied(installed, tmp_path))
    assert outcome == sanity.PASSED, said


def test_ansible_lint_finds_what_is_planted(installed: Path, tmp_path: Path) -> None:
    collection = sanity.copied(installed, tmp_path)
    shutil.copy(collection / "playbooks/releases.yml", collection / "playbooks/planted.yml")
    with (collection / "playbooks/planted.yml").open("a", encoding="utf-8") as file:
        file.write("    - command: reboot\n")
    outcome, said = sanity.lint(sanity.OWN_SUITE, collection)
    assert outcome == sanity.FAILED and "fqcn[action-core]" in said and "name[missing]" in said, said

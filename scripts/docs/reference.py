"""The reference: a page for each module and one for the role's variables, from the same files that ansible-doc prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jinja2
import yaml

MARKUP = re.compile(r"\b([CIMBOV])\(([^)]*)\)")


def write(root: Path, target: Path) -> int:
    """Writes the pages below `target`/reference, and returns how many."""
    folder = target / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    modules = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(root.glob("modules/*/*.yml"))]
    names = [module["DOCUMENTATION"]["module"] for module in modules]
    templates = templates_for(names)

    def page(name: str, template: str, **values: Any) -> None:
        (folder / f"{name}.md").write_text(templates.get_template(template).render(**values), encoding="utf-8")

    for module in modules:
        page(module["DOCUMENTATION"]["module"], "module.md.j2", **module)
    page("modules", "modules.md.j2", modules=[module["DOCUMENTATION"] for module in modules])
    specs = yaml.safe_load((root / "roles/application/meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    page("role", "role.md.j2", parts=parts_of(specs))
    return len(modules) + 2


def parts_of(specs: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables of deploys alone, of rollbacks alone, and of both."""
    deploy, rollback = specs["main"]["options"], specs["rollback"]["options"]
    shared = {name: option for name, option in deploy.items() if rollback.get(name) == option}
    own = [(specs["main"], deploy), (specs["rollback"], rollback)]
    parts = [
        {"title": spec["short_description"], "description": spec["description"], "options": without(options, shared)} for spec, options in own
    ]
    return [*parts, {"title": "For both", "description": [], "options": shared}]


def without(options: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    return {name: option for name, option in options.items() if name not in others}


def templates_for(modules: list[str]) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    made = jinja2.Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    made.filters.update(markup=lambda text: markup(text, modules), paragraphs=paragraphs, value=value, sample=sample)
    return made


def markup(text: str, modules: list[str]) -> str:
    """Ansible's markup as Markdown."""
    parts = MARKUP.split(text)
    plain, rest = parts[0], zip(parts[1::3], parts[2::3], parts[3::3])
    return escaped(plain) + "".join(marked(kind, inner, modules) + escaped(after) for kind, inner, after in rest)


def marked(kind: str, inner: str, modules: list[str]) -> str:
    if kind == "M":
        return f"[`{inner}`]({inner}.md)" if inner in modules else f"`{inner}`"
    return f"**{escaped(inner)}**" if kind == "B" else f"`{inner}`"


def escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>{}|])", r"\\\1", text)


def paragraphs(description: str | list[str]) -> list[str]:
    return [description] if isinstance(description, str) else description


def value(given: Any) -> str:
    """As it would be written in YAML, on one line."""
    if isinstance(given, str):
        return given or '""'
    return json.dumps(given)


def sample(given: Any) -> str:
    return yaml.safe_dump(given, sort_keys=False, width=100, allow_unicode=True).removesuffix("\n...\n").strip()

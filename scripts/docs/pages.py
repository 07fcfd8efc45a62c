"""The Markdown files of the repository, gathered as pages: as they stand, but for links to what is no page."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

START = "README.md"  # becomes index.md
OTHERS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md", "roles/*/README.md")
NAVIGATION = Path(__file__).parent / "navigation.md"
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
PICTURES = (".png",)
LANGUAGES = {".yml": "yaml", ".md": "markdown", "": "text"}


class BrokenLink(Exception):
    pass


def gather(root: Path, target: Path) -> int:
    """Writes the pages below `target`, and one for each other file that they link to. Returns how many."""
    sources = [root / START, *(path for pattern in OTHERS for path in sorted(root.glob(pattern)))]
    shown: set[Path] = set()
    for source in sources:
        place = page_of(source, root)

        def link(found: re.Match, source: Path = source, place: Path = place) -> str:
            linked = Path(os.path.normpath(source.parent / found[1]))
            if not linked.is_file():
                raise BrokenLink(f"{source.relative_to(root)}: the link to {found[1]} leads to no file")
            if linked not in sources:
                shown.add(linked)
            return f"]({os.path.relpath(page_of(linked, root), place.parent)}{found[2] or ''})"

        text = LINK.sub(link, source.read_text(encoding="utf-8"))
        if source.name == START and source.parent == root:
            text += "\n" + NAVIGATION.read_text(encoding="utf-8")
        write(target / place, text)
    for path in sorted(shown):
        if path.suffix in PICTURES:
            copy(path, target / page_of(path, root))
        else:
            write(target / page_of(path, root), page_that_shows(path, root))
    return len(sources) + len(shown)


def page_of(path: Path, root: Path) -> Path:
    """Where the page of a file stands: a Markdown file and a picture where they are, and of any other file the page that shows it."""
    inside = path.relative_to(root)
    if inside == Path(START):
        return Path("index.md")
    return inside if inside.suffix in (".md", *PICTURES) else Path("files") / f"{inside}.md"


def page_that_shows(path: Path, root: Path) -> str:
    language = LANGUAGES.get(path.suffix, "text")
    return f"---\norphan: true\n---\n\n# {path.relative_to(root)}\n\n````{language}\n{path.read_text(encoding='utf-8')}````\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, target)

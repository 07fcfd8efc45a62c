"""Checks a folder of HTML: each link leads to a page and a place in it that are there, and nothing is loaded from elsewhere."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src"), ("object", "data")}
IN_STYLES = re.compile(r"""url\(\s*['"]?(?!data:)([^'")]+)|@import\s+['"]([^'"]+)""")


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif (tag, name) in LOADS and value:
                self.loads.append(value)
            elif (tag, name) == ("a", "href") and value:
                self.links.append(value)


def problems_of(site: Path) -> list[str]:
    """A line for each link that leads nowhere, and for each thing that a page loads from elsewhere."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found = [] if pages else [f"{site}: no page is there"]
    for path, page in pages.items():
        found += [f"{path.relative_to(site)}: {link} leads nowhere" for link in page.links + page.loads if not leads_somewhere(link, path, pages)]
        found += [f"{path.relative_to(site)}: loads {what} from elsewhere" for what in page.loads if is_elsewhere(what)]
    for path in sorted(site.rglob("*.css")):
        urls = [one or other for one, other in IN_STYLES.findall(path.read_text(encoding="utf-8"))]
        found += [f"{path.relative_to(site)}: loads {what} from elsewhere" for what in urls if is_elsewhere(what)]
    return found


def is_elsewhere(link: str) -> bool:
    parts = urlsplit(link)
    return bool(parts.scheme and parts.scheme != "data") or bool(parts.netloc)


def leads_somewhere(link: str, page: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    linked = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
    if linked not in pages:
        return linked.is_file()
    return not parts.fragment or unquote(parts.fragment) in pages[linked].ids

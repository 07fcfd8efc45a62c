"""`make docs` refuses what is planted: links that lead nowhere, and what a page would load from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "docs"))

import pages  # noqa: E402
import site_check  # noqa: E402


def site(folder: Path, body: str, style: str = "") -> list[str]:
    (folder / "other.html").write_text('<h1 id="there">Other</h1>', encoding="utf-8")
    (folder / "page.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (folder / "style.css").write_text(style, encoding="utf-8")
    return site_check.problems_of(folder)


def test_a_sound_site_passes(tmp_path: Path) -> None:
    body = '<a href="other.html#there"></a><a href="https://example.com"></a><img src="data:image/png;base64,AA"><link href="style.css">'
    assert site(tmp_path, body, "a { background: url(data:image/png;base64,AA) }") == []


@pytest.mark.parametrize("link", ["gone.html", "other.html#gone", "#gone", "../page.html"])
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str) -> None:
    assert site(tmp_path, f'<a href="{link}"></a>') == [f"page.html: {link} leads nowhere"]


@pytest.mark.parametrize("tag", ['<script src="{}"></script>', '<link rel="stylesheet" href="{}">', '<img src="{}">'])
@pytest.mark.parametrize("place", ["https://example.com/a.js", "//example.com/a.js"])
def test_what_is_loaded_from_elsewhere_is_found(tmp_path: Path, tag: str, place: str) -> None:
    assert site(tmp_path, tag.format(place)) == [f"page.html: loads {place} from elsewhere"]


@pytest.mark.parametrize("style", ["@import 'https://example.com/a.css';", "@font-face { src: url(https://example.com/a.css) }"])
def test_so_is_what_a_style_loads(tmp_path: Path, style: str) -> None:
    assert site(tmp_path, "", style) == ["style.css: loads https://example.com/a.css from elsewhere"]


def test_an_empty_site_is_no_site(tmp_path: Path) -> None:
    assert site_check.problems_of(tmp_path) == [f"{tmp_path}: no page is there"]


def planted(tmp_path: Path, text: str) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Start\n", encoding="utf-8")
    (tmp_path / "play.yml").write_text("- hosts: all\n", encoding="utf-8")
    (tmp_path / "docs" / "one.md").write_text(text, encoding="utf-8")
    pages.gather(tmp_path, tmp_path / "gathered")
    return tmp_path / "gathered"


def test_links_of_the_repository_lead_to_pages(tmp_path: Path) -> None:
    gathered = planted(tmp_path, "[start](../README.md#start), [play](../play.yml), [self](#here), [away](https://example.com)\n")
    text = (gathered / "docs" / "one.md").read_text(encoding="utf-8")
    assert text == "[start](../index.md#start), [play](../files/play.yml.md), [self](#here), [away](https://example.com)\n"
    assert "- hosts: all" in (gathered / "files" / "play.yml.md").read_text(encoding="utf-8")


def test_a_link_to_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pages.BrokenLink, match=r"docs/one.md: the link to gone.md leads to no file"):
        planted(tmp_path, "[gone](gone.md)\n")

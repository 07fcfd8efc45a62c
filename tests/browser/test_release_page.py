"""The page of the releases in a real Chromium: narrow and wide, light and dark, without a network, for eyes, keyboards and screen readers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Chromium, chromium
from records import STORIES

ROOT = Path(__file__).resolve().parents[2]
SCREENS = [(width, dark) for width in (375, 1280) for dark in (False, True)]

UNFOLD = "document.querySelectorAll('details').forEach(part => part.open = true)"

# What reaches over the right edge of the screen, and what holds more than it is wide.
OVERFLOWING = """[...document.querySelectorAll('body *')].filter(element => !element.closest('.unseen, .strip') && (
  element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 ||
  (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1))).map(element => element.outerHTML.slice(0, 120))"""

# Each text with too little contrast to what is painted behind it (WCAG 2, 1.4.3: 4.5, and 3 for large text), and each colour of a bar with less
# than 3 to its track (1.4.11).
LOW_CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('.unseen')) continue;
    texts += 1;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const found = contrast(rgba(style.color), behind(element));
    if (found < needed) low.push([walker.currentNode.data.trim(), found]);
  }
  const named = name => rgba(getComputedStyle(document.documentElement).getPropertyValue(name));
  for (const bar of ['--pull', '--up', '--other', '--bad'])
    for (const ground of ['--track', '--page'])
      if (contrast(named(bar), named(ground)) < 3) low.push([bar + ' on ' + ground, contrast(named(bar), named(ground))]);
  return {texts, low};
})()"""

STRUCTURE = """(() => {
  const all = (selector, value) => [...document.querySelectorAll(selector)].map(value);
  const ids = all('[id]', element => element.id);
  return {
    lang: document.documentElement.lang, title: document.title, scripts: document.scripts.length,
    headings: all('h1, h2, h3, h4, h5, h6', heading => Number(heading.tagName[1])),
    landmarks: all('body > header, body > main, body > footer', element => element.tagName),
    repeated: ids.filter((id, index) => ids.indexOf(id) !== index),
    lost: all('a', link => link.getAttribute('href')).filter(href => !href.startsWith('#') || !document.getElementById(decodeURIComponent(href.slice(1)))),
    unlabelled: all('main section[aria-labelledby]', part => part.getAttribute('aria-labelledby')).filter(id => !document.getElementById(id)?.textContent.trim()),
    untold: all('table', table => Boolean(table.caption?.textContent && table.querySelectorAll('thead th[scope=col]').length === 3
      && [...table.tBodies[0].rows].every(row => row.querySelector('th[scope=row]')))).filter(told => !told).length,
    folded: all('details', part => Boolean(part.querySelector(':scope > summary')?.textContent.trim())).filter(told => !told).length,
  };
})()"""


@pytest.fixture(scope="module", name="browser")
def fixture_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module", name="pages")
def fixture_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each story, as the built module makes it."""
    folder = tmp_path_factory.mktemp("pages")
    module = Path(os.environ.get("SLIPWAY_LIBRARY", ROOT / "build" / "library")) / "stack_backup_info"
    pages = {}
    for name, write in STORIES.items():
        write(folder / name)
        options = {"backups_path": str(folder / name), "project_name": "shop", "page": True}
        done = subprocess.run([module, "-"], input=json.dumps(options), capture_output=True, text=True, check=True)
        result = json.loads(done.stdout)
        assert not result.get("warnings"), result["warnings"]
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(result["page"], encoding="utf-8")
    return pages


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize(("width", "dark"), SCREENS)
def test_the_page_fits_its_screen_can_be_read_and_asks_for_nothing(browser: Chromium, pages: dict[str, Path], story: str, width: int, dark: bool) -> None:
    browser.open(pages[story], width=width, dark=dark)
    assert browser.run("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    for _ in ("folded", "unfolded"):
        assert browser.run("document.documentElement.scrollWidth") == width
        assert browser.run(OVERFLOWING) == []
        contrast = browser.run(LOW_CONTRAST)
        assert contrast["low"] == [] and contrast["texts"] > 5
        browser.run(UNFOLD)
    assert [told["request"]["url"] for told in browser.told("Network.requestWillBeSent")] == [pages[story].as_uri()]
    assert browser.told("Log.entryAdded") + browser.told("Runtime.consoleAPICalled") + browser.told("Runtime.exceptionThrown") == []


def test_the_checks_find_what_they_look_for(browser: Chromium, tmp_path: Path) -> None:
    """A page that is wide, pale and asks for a picture."""
    page = tmp_path / "bad.html"
    page.write_text("<body><p style='width: 900px; color: #bbb; background: #fff'>pale</p><img src='gone.png'>", encoding="utf-8")
    browser.open(page, width=375)
    assert browser.run("document.documentElement.scrollWidth") > 375
    assert len(browser.run(OVERFLOWING)) == 1
    assert browser.run(LOW_CONTRAST)["low"][0][0] == "pale"
    assert len(browser.told("Network.requestWillBeSent")) == 2
    assert browser.told("Log.entryAdded")


@pytest.mark.parametrize("story", STORIES)
def test_the_page_is_in_order_for_a_screen_reader(browser: Chromium, pages: dict[str, Path], story: str) -> None:
    browser.open(pages[story], width=1280)
    seen = browser.run(STRUCTURE)
    assert (seen["lang"], seen["title"], seen["scripts"]) == ("en", "Releases of shop", 0)
    assert seen["landmarks"] == ["HEADER", "MAIN", "FOOTER"]
    headings = seen["headings"]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(headings, headings[1:]))
    assert {key: seen[key] for key in ("repeated", "lost", "unlabelled", "untold", "folded")} == {
        "repeated": [], "lost": [], "unlabelled": [], "untold": 0, "folded": 0}  # fmt: skip


def test_bars_are_a_table_with_seconds_for_who_does_not_see_them(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["good"], width=375)  # where a table could have been taken apart
    tree = browser.call("Accessibility.getFullAXTree")["nodes"]
    told = {node["role"]["value"] + ": " + node.get("name", {}).get("value", "") for node in tree if not node["ignored"]}
    assert "rowheader: app:1.5.1" in told
    assert "cell: from 0.3 s to 3.1 s" in told and "cell: 2.8 s" in told
    assert any(role.startswith("table: Each step, with the images") for role in told)


def test_the_page_works_with_the_keyboard(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["good"], width=1280)
    stops = browser.run("document.querySelectorAll('a, summary').length")
    reached = set()
    for _ in range(stops):
        press(browser, "Tab")
        reached.add(browser.run("[...document.querySelectorAll('a, summary')].indexOf(document.activeElement)"))
        assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == set(range(stops))
    summary = "document.activeElement.closest('details').open"
    browser.run("document.querySelector('.failed summary').focus()")
    was_open = browser.run(summary)
    press(browser, "Enter")
    assert browser.run(summary) is not was_open


def press(browser: Chromium, key: str) -> None:
    text = "\r" if key == "Enter" else ""
    browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[key], text=text)
    browser.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

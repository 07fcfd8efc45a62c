"""Sphinx: how `make docs` makes pages of build/docs-source."""

import re
from pathlib import Path

HERE = Path(__file__).parent

project = "Slipway"
version = release = re.search(r"project\(\S+ VERSION (\S+)", (HERE.parents[1] / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
html_title = f"Slipway {version}"
root_doc = "index"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
highlight_language = "none"

html_theme = "furo"
html_static_path = [str(HERE / "static")]
html_css_files, html_js_files = ["slipway.css"], ["slipway.js"]
html_copy_source = html_show_sourcelink = html_show_copyright = html_use_index = False
pygments_style, pygments_dark_style = "friendly", "native"


def speak_the_pages_language(app, pagename, templatename, context, doctree):
    if pagename == "docs/de":
        context["language"] = "de"


def setup(app):
    app.connect("html-page-context", speak_the_pages_language)

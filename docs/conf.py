"""The documentation site: Sphinx with Markdown pages. ``make docs`` builds it into site/."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

import generate  # noqa: E402

from toolkit import __version__  # noqa: E402

generate.write(HERE / "reference")

project = "Event coding toolkit"
author = "The event-coding-toolkit contributors"
copyright = f"2026, {author}"  # noqa: A001
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = project
html_static_path: list[str] = []
html_show_sphinx = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}
autodoc_preserve_defaults = True
# What a type hint names need not have a page.
suppress_warnings = ["ref.python"]

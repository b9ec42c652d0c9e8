"""The guidelines as annotators see them, and their version."""

from __future__ import annotations

import re
from pathlib import Path


def guidelines_page(path: Path) -> str:
    """The guidelines as HTML, for the button "Instructions"; empty where there are none."""
    from markdown_it import MarkdownIt

    if not path.is_file():
        return ""
    return str(MarkdownIt().enable("table").render(path.read_text(encoding="utf-8")))


def guidelines_version(path: Path) -> str:
    """The version that a guidelines file gives itself (``Guidelines version 1.0``); empty where
    there is no file, ``unversioned`` where it gives none."""
    if not path.is_file():
        return ""
    found = re.search(r"version:?\s+(\d[\w.]*)", path.read_text(encoding="utf-8"), re.IGNORECASE)
    return found.group(1).rstrip(".") if found else "unversioned"

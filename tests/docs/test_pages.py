"""Every command and code block of the tutorials and how-to pages runs as the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Session, blocks, fits

PAGES = sorted([*DOCS.glob("tutorials/*.md"), *DOCS.glob("howto/*.md")])
#: Pages that need a server; they run in tests/labelstudio/test_tutorial.py.
WITH_SERVER = {"annotator.md"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.name not in WITH_SERVER], ids=lambda p: p.stem
)
def test_a_page_runs_from_nothing_to_its_result(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    Session(folder).run(page)


def test_every_tutorial_has_something_to_run() -> None:
    tutorials = [p for p in PAGES if p.parent.name == "tutorials" and p.stem != "index"]
    assert len(tutorials) == 4
    for page in tutorials:
        assert any(block.kind in ("sh", "python") for block in blocks(page))


@pytest.mark.parametrize(
    ("expected", "printed", "right"),
    [
        ("a 1\nb\n", "a 1  \nb\n", True),
        ("a …\nb\n", "a 17 x\nb\n", True),
        ("a\n…\nz\n", "a\nb\nc\nz\n", True),
        ("a\n…\nz\n", "a\nz\n", True),
        ("a\n", "a\nb\n", False),
        ("a …\n", "b 1\n", False),
    ],
)
def test_what_a_page_shows_is_compared(expected: str, printed: str, right: bool) -> None:
    assert fits(expected, printed) is right

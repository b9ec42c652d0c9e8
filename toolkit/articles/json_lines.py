"""One article a line of JSON: ``{"id", "text", "published"?, "lang"?, …}``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from toolkit.articles.article import Article, Skipped, from_fields
from toolkit.records import RecordError


def read(path: Path) -> Iterator[Article | Skipped]:
    """The articles of a .jsonl file, line by line; a line that cannot be read is skipped."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield _article(line, f"{path}:{number}")


def _article(line: bytes, where: str) -> Article | Skipped:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Skipped(where, "the line is not UTF-8")
    except json.JSONDecodeError as error:
        return Skipped(where, f"the line is not JSON ({error.msg} at character {error.colno})")
    except RecursionError:
        return Skipped(where, "the line nests too deeply")
    if not isinstance(row, dict):
        return Skipped(where, "the line is not a JSON object with a text")
    try:
        return from_fields(row, where)
    except RecordError as error:
        return Skipped(where, str(error))

"""One article a file, in plain text or Markdown, taken as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.articles.article import Article, Skipped
from toolkit.articles.encoding import EncodingError, decode


def read(path: Path) -> Iterator[Article | Skipped]:
    """The article of a .txt or .md file; its id is the file's stem."""
    try:
        yield Article(str(path), text=decode(path.read_bytes()), doc_id=path.stem)
    except EncodingError as error:
        yield Skipped(str(path), str(error), path.stem)

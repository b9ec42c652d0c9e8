"""One article a row of a table with a header, its cells parted by commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from toolkit.articles.article import ALIASES, Article, Skipped, from_fields
from toolkit.articles.encoding import EncodingError, encoding_of
from toolkit.records import RecordError

_SAMPLE = 1 << 20
_LONGEST_CELL = 1 << 30


def read(path: Path) -> Iterator[Article | Skipped]:
    """The articles of a .csv or .tsv file, row by row; the header must name a column ``text``."""
    where = str(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    try:
        encoding, start = encoding_of(sample, cut=len(sample) == _SAMPLE)
    except EncodingError as error:
        yield Skipped(where, str(error))
        return
    if not start.strip():
        yield Skipped(where, "is empty")
        return
    # The module's own limit of 131,072 characters is less than a long article.
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as lines:
        rows = csv.reader(lines, delimiter=_delimiter(start), strict=True)
        try:
            header = [name.strip() for name in next(rows)]
            if "text" not in header:
                yield Skipped(where, f"has no column called text (columns: {', '.join(header)})")
                return
            for cells in rows:
                if cells:
                    yield _article(header, cells, f"{path}:{rows.line_num}")
        except csv.Error as error:
            yield Skipped(
                f"{path}:{rows.line_num}",
                f"the table breaks off here ({error}); rows after this line were not read",
            )
        except UnicodeDecodeError:
            yield Skipped(
                f"{path}:{rows.line_num + 1}",
                f"the line is not {encoding} as the lines before; rows from here were not read",
            )


def _article(header: list[str], cells: list[str], where: str) -> Article | Skipped:
    if len(cells) != len(header):
        return Skipped(where, f"the row has {len(cells)} cells, the header {len(header)}")
    try:
        return from_fields(dict(zip(header, cells, strict=True)), where)
    except RecordError as error:
        return Skipped(where, str(error))


def _delimiter(text: str) -> str:
    """The mark that parts the names of the header, as far as they are names known here."""
    header = text.split("\n", 1)[0]
    wanted = {"text", *ALIASES, *ALIASES.values()}
    names = {d: {n.strip(' "\r') for n in header.split(d)} for d in ",;\t"}
    return max(names, key=lambda d: len(names[d] & wanted))

"""One article a row of a Parquet file, with the columns of a Document or some of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.articles.article import ALIASES, Article, Skipped, from_fields
from toolkit.records import RecordError

_BATCH = 1_000


def read(path: Path) -> Iterator[Article | Skipped]:
    """The articles of a .parquet file, a thousand rows in memory at a time."""
    where = str(path)
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if "text" not in names:
                yield Skipped(where, f"has no column called text (columns: {', '.join(names)})")
                return
            wanted = {"text", "title", "url", "published_source", "sha256"}
            wanted |= {*ALIASES, *ALIASES.values()}
            columns = [n for n in names if n in wanted]
            number = 0
            for batch in file.iter_batches(_BATCH, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield _article(row, f"{path}, row {number}")
    except pa.ArrowException as error:
        yield Skipped(where, f"is no Parquet file that can be read ({_first_line(error)})")


def _article(row: dict[str, object], where: str) -> Article | Skipped:
    try:
        return from_fields(row, where)
    except RecordError as error:
        return Skipped(where, str(error))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__

"""One article a row of a Parquet file, with the columns of a Document or some of them; some may
stand in the names of its folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.articles.article import ALIASES, Article, Skipped
from toolkit.articles.partition import Partition, partition_of
from toolkit.records import RecordError

_BATCH = 1_000


def read(path: Path) -> Iterator[Article | Skipped]:
    """The articles of a .parquet file, a thousand rows in memory at a time; folders above it that
    are named ``column=value`` give their column to all rows."""
    where = str(path)
    try:
        partition = partition_of(path)
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
                    yield _article(row, partition, f"{path}, row {number}")
    except RecordError as error:
        yield Skipped(where, str(error))
    except pa.ArrowException as error:
        yield Skipped(where, f"is no Parquet file that can be read ({_first_line(error)})")


def _article(row: dict[str, object], partition: Partition, where: str) -> Article | Skipped:
    try:
        return partition.article(row, where)
    except RecordError as error:
        return Skipped(where, str(error))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__

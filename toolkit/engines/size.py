"""How many articles there will be, for an end time: read off where files say it, else estimated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.articles.reading import READERS, files_of

_SAMPLE = 1 << 20  # bytes


def count_of(paths: Iterable[Path]) -> int:
    """About how many articles lie in files and folders: exact for Parquet, for files of one article
    and for small tables; for large ones from the mean length of the rows in the first megabyte.

    Raises ArticlesError as reading them would.
    """
    return sum(_of_file(path) for path in files_of(paths))


def _of_file(path: Path) -> int:
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return int(pq.read_metadata(path).num_rows)
        if suffix in (".jsonl", ".csv", ".tsv"):
            size = path.stat().st_size
            with path.open("rb") as file:
                sample = file.read(_SAMPLE)
            rows = _lines(sample) if suffix == ".jsonl" else _rows(sample)
            return round(rows * max(1.0, size / max(1, len(sample))))
    except (OSError, pa.ArrowException):
        pass  # reading it will say what is wrong
    return 1 if suffix in READERS else 0


def _lines(sample: bytes) -> int:
    return sum(bool(line.strip()) for line in sample.splitlines())


def _rows(sample: bytes) -> int:
    """Rows of a table without its header; a quoted text may hold line ends."""
    text = io.StringIO(sample.decode("utf-8", "replace").replace("\0", ""), newline="")
    try:
        return max(0, sum(1 for row in csv.reader(text) if row) - 1)
    except csv.Error:
        return _lines(sample)

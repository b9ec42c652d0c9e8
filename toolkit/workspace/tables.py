"""Rows of a typed dictionary to files and back: .jsonl, .parquet, and .csv to write."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from toolkit.workspace.columns import adapter, arrow_schema, flat_columns, flat_row
from toolkit.workspace.files import FileError, json_line, whole

_ROWS_AT_ONCE = 10_000  # of a Parquet file, in memory


def write_rows(path: Path, items: Iterable[Any], kind: type) -> int:
    """Write rows of a typed dictionary ``kind`` to .jsonl, .parquet or .csv by the suffix; returns
    their number. CSV flattens nested columns with dots and leaves lists as JSON."""
    try:
        return _write_rows(path, items, kind)
    except UnicodeEncodeError:
        raise FileError(
            f"cannot write {path}: a text holds half a surrogate pair, which UTF-8 cannot hold"
        ) from None


def _write_rows(path: Path, items: Iterable[Any], kind: type) -> int:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        count = 0
        with whole(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
            for row in items:
                out.write(json_line(row) + "\n")
                count += 1
        return count
    if suffix == ".parquet":
        schema, count = arrow_schema(kind), 0
        with (
            whole(path) as part,
            pq.ParquetWriter(part, schema, compression="zstd", write_page_index=True) as table,
        ):
            rest = iter(items)
            while batch := list(islice(rest, _ROWS_AT_ONCE)):
                table.write_table(pa.Table.from_pylist(batch, schema=schema))
                count += len(batch)
        return count
    if suffix == ".csv":
        flat = [flat_row(row) for row in items]
        with whole(path) as part, part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, flat_columns(kind), extrasaction="ignore")
            writer.writeheader()
            writer.writerows(flat)
        return len(flat)
    raise FileError(f"cannot write {path}: use a name that ends in .jsonl, .parquet or .csv")


def read_rows(path: Path, kind: type) -> Iterator[tuple[str, Any]]:
    """The rows of a .jsonl or .parquet file, each with the place that names it; raises FileError
    on the first row that is not of ``kind``."""
    suffix = path.suffix.lower()
    validator = adapter(kind)
    try:
        if suffix == ".parquet":
            file = pq.ParquetFile(path)
            number = 0
            for batch in file.iter_batches():
                for row in batch.to_pylist():
                    number += 1
                    where = f"{path}, row {number}"
                    yield where, _validated(validator.validate_python, row, where)
            return
        if suffix != ".jsonl":
            raise FileError(f"cannot read {path}: expected a name that ends in .jsonl or .parquet")
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    where = f"{path}:{number}"
                    yield where, _validated(validator.validate_json, line, where)
    except FileNotFoundError:
        raise FileError(f"there is no file {path}") from None
    except (OSError, pa.ArrowException) as error:
        raise FileError(f"cannot read {path}: {error}") from None


def _validated(validate: Any, value: Any, where: str) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise FileError(f"{where}: {place + ': ' if place else ''}{first['msg']}") from None

"""The files of a dataset folder: Parquet shards, CSV, and putting a folder in place whole."""

from __future__ import annotations

import contextlib
import csv
import filecmp
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.dataset.inputs import DatasetError
from toolkit.workspace import flat_row

SHARD_BYTES = 250_000_000  # of Arrow memory; the Hub asks for files of some hundred megabytes
ROW_GROUP_ROWS = 5_000
# What a dataset folder holds by our hand; anything else in it (a .git, say) is left alone.
OWN = ("README.md", "CITATION.cff", "LICENSE.md", "CHANGELOG.md", "croissant.json", "dataset.json",
       "leakage.json", "rehydration.json", "data", "csv", "images")  # fmt: skip


def write_parquet(folder: Path, split: str, table: pa.Table, shard_bytes: int = SHARD_BYTES) -> int:
    """Write a table as ``<split>-00000-of-0000N.parquet`` shards; returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    shards = max(1, -(-table.nbytes // shard_bytes))
    size = -(-table.num_rows // shards)
    for i in range(shards):
        pq.write_table(
            table.slice(i * size, size),
            folder / f"{split}-{i:05d}-of-{shards:05d}.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP_ROWS,
            use_content_defined_chunking=True,
            write_page_index=True,
        )
    return shards


def write_csv(path: Path, by_split: Mapping[str, list[dict[str, Any]]], schema: pa.Schema) -> None:
    """Write rows as CSV for R, Stata and spreadsheets: UTF-8, nested columns with dots
    (``source.code``), lists as JSON, class labels as their names, so codes keep their zeros; a
    column ``split`` first."""
    columns = list(dict.fromkeys(["split", *(name for name, _ in _leaves(schema))]))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        for split, rows in by_split.items():
            writer.writerows({"split": split, **flat_row(row)} for row in rows)


def _leaves(fields: Any, prefix: str = "") -> Iterator[tuple[str, pa.DataType]]:
    for field in fields:
        if pa.types.is_struct(field.type):
            yield from _leaves(field.type, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name, field.type


@contextlib.contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write to, put in its place at the end; gone after a failure.

    Nothing is touched where the content is the same as before. Files in ``out`` that are not a
    dataset's own stay.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_dir():
            raise DatasetError(f"{out} is a file; choose a folder")
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise DatasetError(f"cannot write {out}: {error.strerror}; choose another folder") from None
    try:
        yield part
        part.chmod(0o755)
        _put(part, out)
    except OSError as error:
        raise DatasetError(f"cannot write {out}: {error.strerror}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(part: Path, out: Path) -> None:
    if not out.exists():
        part.rename(out)
        return
    foreign = [entry for entry in out.iterdir() if entry.name not in OWN]
    if same_files(part, out):
        return
    if not foreign:
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
        out.rename(old / out.name)
        part.rename(out)
        shutil.rmtree(old, ignore_errors=True)
        return
    for name in OWN:
        target = out / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        if (part / name).exists():
            (part / name).rename(target)


def tree(folder: Path) -> list[str]:
    """The relative paths of a dataset's own files, sorted."""
    found = [p for p in folder.rglob("*") if p.is_file()]
    relative = [p.relative_to(folder) for p in found]
    return sorted(p.as_posix() for p in relative if p.parts[0] in OWN)


def same_files(one: Path, other: Path) -> bool:
    """Whether two dataset folders hold the same own files with the same bytes."""
    names = tree(one)
    return names == tree(other) and all(
        filecmp.cmp(one / name, other / name, shallow=False) for name in names
    )

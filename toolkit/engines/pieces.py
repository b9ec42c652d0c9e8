"""Partitioned Parquet as pieces of work for an engine: a row group each, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.articles import Skipped
from toolkit.articles.partition import NO_PARTITION, Partition, partition_of
from toolkit.articles.reading import described_by, files_of
from toolkit.engines.batch import CODED, COLUMNS, BatchCoder
from toolkit.records import RecordError, ToolkitError

_ROWS = 500  # coded at a time


@dataclass(frozen=True, slots=True)
class Piece:
    """One row group of a file whose rows before it are ``before``; ``where`` names the file as the
    user did. A file that is left out is one piece, of which nothing is coded."""

    path: Path
    where: str
    group: int = 0
    before: int = 0
    partition: Partition = NO_PARTITION
    left_out: Skipped | None = None


def pieces_of(paths: Iterable[Path]) -> list[Piece]:
    """The row groups of Parquet files and folders of them, in the order of one machine.

    Raises ToolkitError where a file is no Parquet file with a column ``text``.
    """
    made = []
    for path in files_of(paths):
        if path.suffix.lower() != ".parquet":
            raise ToolkitError(
                f"{path} is no Parquet file, which is all that an engine reads; "
                "`toolkit read ARTICLES -o documents.parquet` makes one"
            )
        try:
            metadata = pq.read_metadata(path)
        except (OSError, pa.ArrowException) as error:
            raise ToolkitError(f"cannot read {path}: {str(error).splitlines()[0]}") from None
        if "text" not in metadata.schema.to_arrow_schema().names:
            raise ToolkitError(f"{path} has no column called text")
        where = str(path)
        partition = _partition(path)
        if not isinstance(partition, Skipped) and not metadata.num_rows:
            partition = Skipped(where, "is empty")
        if isinstance(partition, Skipped):
            made.append(Piece(path.resolve(), where, left_out=partition))
            continue
        before = 0
        for group in range(metadata.num_row_groups):
            made.append(Piece(path.resolve(), where, group, before, partition))
            before += metadata.row_group(group).num_rows
    return made


def _partition(path: Path) -> Partition | Skipped:
    """What folders and sidecar say of the rows of a file, as on one machine."""
    described = described_by(path)
    if isinstance(described, Skipped):
        return described
    try:
        partition = partition_of(path)
    except RecordError as error:
        return Skipped(str(path), str(error))
    if described is not None:
        partition = replace(partition, described=replace(described, doc_id=None))
    return partition


def code_piece(coder: BatchCoder, piece: Piece) -> Iterator[pa.RecordBatch]:
    """Code one piece, some hundred articles in memory at a time."""
    if piece.left_out is not None:
        yield pa.RecordBatch.from_pylist(coder.rows([piece.left_out]), schema=CODED)
        return
    with pq.ParquetFile(piece.path) as file:
        columns = [n for n in file.schema_arrow.names if n in COLUMNS]
        number = piece.before
        batches = file.iter_batches(_ROWS, row_groups=[piece.group], columns=columns)
        for batch in batches:
            rows = range(number + 1, number + 1 + batch.num_rows)
            number += batch.num_rows
            where = pa.array([f"{piece.where}, row {n}" for n in rows], pa.string())
            yield coder(batch.append_column("where", where), piece.partition)

"""Coded batches of an engine, in order, to a folder of Parquet files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.articles import Skipped, skipped_row
from toolkit.articles.article import Article
from toolkit.articles.reading import repeated
from toolkit.engines.output import EVENTS, document_line, documents_path, left_out_of, skipped_path
from toolkit.workspace import FileError, json_line, whole

_FILE = 500_000  # events
_TOLD = 3


class Folder:
    """A folder of part files and, beside it, the lists that one machine writes; all whole or not at
    all."""

    def __init__(self, output: Path, left_out: Callable[[Skipped], None]) -> None:
        self.output = output
        self.documents = self.events = self.skipped = 0
        self._left_out = left_out
        self._reasons: list[str] = []  # the first few
        self._seen: set[int] = set()

    def write(self, coded: Iterable[pa.RecordBatch], tick: Callable[[int], None]) -> None:
        """Write batches of schema ``CODED``. Of articles with one id only the first counts."""
        output = self.output
        if output.is_file():
            raise FileError(f"{output} is a file; an engine writes a folder, name another with -o")
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
        except OSError as error:
            raise FileError(f"cannot write {output}: {error.strerror}") from None
        try:
            with ExitStack() as stack:
                documents = _open(stack, documents_path(output))
                skipped = _open(stack, skipped_path(output))
                self._parts(coded, made, documents, skipped, tick)
                if not self.documents:
                    raise FileError(f"no article can be read: {'; '.join(self._reasons)}")
                made.chmod(0o755)
                shutil.rmtree(output, ignore_errors=True)
                made.replace(output)
            if not self.skipped:
                skipped_path(output).unlink(missing_ok=True)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _parts(
        self,
        coded: Iterable[pa.RecordBatch],
        folder: Path,
        documents: IO[bytes],
        skipped: IO[bytes],
        tick: Callable[[int], None],
    ) -> None:
        held: list[pa.Table] = []
        number = 0
        for batch in coded:
            held.append(self._batch(batch, documents, skipped))
            tick(batch.num_rows)
            if sum(t.num_rows for t in held) >= _FILE:
                _write(folder, number, held)
                number, held = number + 1, []
        if held or not number:
            _write(folder, number, held or [EVENTS.empty_table()])

    def _batch(self, batch: pa.RecordBatch, documents: IO[bytes], skipped: IO[bytes]) -> pa.Table:
        """The events of a batch; what became of its articles is written down."""
        lengths = pc.fill_null(pc.list_value_length(batch["events"]), 0).to_pylist()
        kept = []
        flat = batch.drop_columns(["events"]).to_pylist()
        for row, count in zip(flat, lengths, strict=True):
            row = self._first_only(row)
            kept.append(row["skipped"] is None)
            documents.write(_line(document_line(row, count * kept[-1])))
            if kept[-1]:
                self.documents += 1
                self.events += count
            else:
                self.skipped += 1
                left_out = left_out_of(row)
                skipped.write(_line(skipped_row(left_out)))
                self._left_out(left_out)
                if len(self._reasons) < _TOLD:
                    self._reasons.append(str(left_out))
        events = batch["events"] if all(kept) else batch["events"].filter(pa.array(kept))
        return pa.Table.from_struct_array(events.flatten()).cast(EVENTS)

    def _first_only(self, row: Any) -> Any:
        """The row, or that of an article whose id has been read before; only a text claims one."""
        if row["sha256"] is None:
            return row
        key = hash(row["doc_id"])
        if key in self._seen:
            reason = repeated(Article(row["where"], doc_id=row["doc_id"])).reason
            return {**row, "sha256": None, "skipped": reason}
        self._seen.add(key)
        return row


def _write(folder: Path, number: int, tables: list[pa.Table]) -> None:
    path = folder / f"part-{number:05d}.parquet"
    pq.write_table(pa.concat_tables(tables), path, compression="zstd", write_page_index=True)


def _line(row: Any) -> bytes:
    return (json_line(row) + "\n").encode()


def _open(stack: ExitStack, path: Path) -> IO[bytes]:
    part = stack.enter_context(whole(path))
    return stack.enter_context(part.open("wb"))

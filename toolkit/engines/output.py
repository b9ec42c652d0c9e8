"""Coded articles to the files that ``toolkit code`` promises: first each batch as a part, rendered
where it was coded, then all parts one behind the other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit import rows
from toolkit.articles import Skipped, skipped_row
from toolkit.engines.batch import CodedRow
from toolkit.workspace import FileError, arrow_schema, flat_columns, flat_row, json_line, whole

_ROW_GROUP = 100_000  # events

EVENTS = arrow_schema(rows.EventRow)


class Format(Protocol):
    """One form of the file of events."""

    def part(self, events: list[rows.EventRow]) -> bytes:
        """The events of one batch as they are kept until the end."""
        ...

    def join(self, parts: Iterable[bytes], path: Path) -> None:
        """Write the parts into one file, a part in memory at a time."""
        ...


class JsonLines:
    """One event a line."""

    def part(self, events: list[rows.EventRow]) -> bytes:
        return "".join(json_line(e) + "\n" for e in events).encode()

    def join(self, parts: Iterable[bytes], path: Path) -> None:
        with path.open("wb") as out:
            out.writelines(parts)


class Csv:
    """One event a row, nested fields under ``field.inner``."""

    def part(self, events: list[rows.EventRow]) -> bytes:
        made = io.StringIO(newline="")
        self._table(made).writerows(flat_row(e) for e in events)
        return made.getvalue().encode()

    def join(self, parts: Iterable[bytes], path: Path) -> None:
        header = io.StringIO(newline="")
        self._table(header).writeheader()
        with path.open("wb") as out:
            out.write(header.getvalue().encode())
            out.writelines(parts)

    def _table(self, out: IO[str]) -> csv.DictWriter[str]:
        return csv.DictWriter(out, flat_columns(rows.EventRow), extrasaction="ignore")


class Parquet:
    """One event a row, nested, compressed with zstd."""

    def part(self, events: list[rows.EventRow]) -> bytes:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, EVENTS) as out:
            out.write_table(pa.Table.from_pylist(events, schema=EVENTS))
        return sink.getvalue().to_pybytes()

    def join(self, parts: Iterable[bytes], path: Path) -> None:
        held: list[pa.Table] = []
        with pq.ParquetWriter(path, EVENTS, compression="zstd", write_page_index=True) as out:
            for part in parts:
                with pa.ipc.open_stream(part) as source:
                    held.append(source.read_all())
                if sum(t.num_rows for t in held) >= _ROW_GROUP:
                    out.write_table(pa.concat_tables(held), row_group_size=_ROW_GROUP)
                    held = []
            if held:
                out.write_table(pa.concat_tables(held), row_group_size=_ROW_GROUP)


FORMATS: dict[str, Format] = {".jsonl": JsonLines(), ".parquet": Parquet(), ".csv": Csv()}


def format_of(output: Path) -> Format:
    """The format that goes with a name; raises FileError where none does."""
    try:
        return FORMATS[output.suffix.lower()]
    except KeyError:
        raise FileError(
            f"cannot write {output}: use a name that ends in {', '.join(FORMATS)}"
        ) from None


def documents_path(output: Path) -> Path:
    """Where it stands what became of each article: ``events.documents.jsonl``."""
    return output.with_name(f"{output.stem}.documents.jsonl")


def skipped_path(output: Path) -> Path:
    """Where the articles stand that were left out: ``events.skipped.jsonl``."""
    return output.with_name(f"{output.stem}.skipped.jsonl")


@dataclass(frozen=True, slots=True)
class Part:
    """One coded batch, ready to be written."""

    documents: int
    events: int
    skipped: int
    event_bytes: bytes
    document_bytes: bytes
    skipped_bytes: bytes


def render(coded: Sequence[CodedRow], form: Format) -> Part:
    """The part of one coded batch."""
    events = [event for row in coded for event in row["events"]]
    left_out = [left_out_of(row) for row in coded if row["skipped"] is not None]
    return Part(
        len(coded) - len(left_out),
        len(events),
        len(left_out),
        form.part(events),
        "".join(json_line(document_line(row, len(row["events"]))) + "\n" for row in coded).encode(),
        "".join(json_line(skipped_row(s)) + "\n" for s in left_out).encode(),
    )


def document_line(row: Mapping[str, Any], events: int) -> rows.CodedDocumentRow:
    """The line of one coded article in ``events.documents.jsonl``."""
    return {
        "doc_id": row["doc_id"],
        "sha256": row["sha256"],
        "events": events,
        "coder": row["coder"],
        "skipped": row["skipped"],
    }


def left_out_of(row: Mapping[str, Any]) -> Skipped:
    """Why an article has no events though it may hold some."""
    doc_id = None if row["doc_id"] == row["where"] else row["doc_id"]
    return Skipped(row["where"], row["skipped"] or "", doc_id)


def left_out_in(part: Part) -> list[Skipped]:
    """The articles of a part that were left out."""
    return [Skipped(**json.loads(line)) for line in part.skipped_bytes.splitlines()]


def write(parts: Iterable[Part], output: Path) -> None:
    """Write the parts in order to the file of events and the two beside it, all whole or not at
    all; ``parts`` is gone through once."""
    form = format_of(output)
    any_skipped = False
    with ExitStack() as stack:  # undone from the last: the events appear when all else is there
        place = stack.enter_context(whole(output))
        documents = _open(stack, documents_path(output))
        skipped = _open(stack, skipped_path(output))

        def one_by_one() -> Iterable[bytes]:
            nonlocal any_skipped
            for part in parts:
                documents.write(part.document_bytes)
                skipped.write(part.skipped_bytes)
                any_skipped = any_skipped or part.skipped > 0
                yield part.event_bytes

        form.join(one_by_one(), place)
    if not any_skipped:
        skipped_path(output).unlink(missing_ok=True)


def _open(stack: ExitStack, path: Path) -> IO[bytes]:
    part = stack.enter_context(whole(path))
    return stack.enter_context(part.open("wb"))

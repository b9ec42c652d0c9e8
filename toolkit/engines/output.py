"""Coded batches to the files that ``toolkit code`` promises, a batch at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit import rows
from toolkit.workspace import FileError, arrow_schema, flat_columns, flat_row, json_line, whole

SUFFIXES = (".jsonl", ".parquet", ".csv")


def check_suffix(output: Path) -> None:
    """Raises FileError where no format goes with the name."""
    if output.suffix.lower() not in SUFFIXES:
        raise FileError(f"cannot write {output}: use a name that ends in {', '.join(SUFFIXES)}")


def documents_path(output: Path) -> Path:
    """Where it stands what became of each document: ``events.documents.jsonl``."""
    return output.with_name(f"{output.stem}.documents.jsonl")


class Writer:
    """Writes events and, beside them, a line a document; both whole or not at all."""

    def __init__(self, output: Path) -> None:
        check_suffix(output)
        self.output = output
        self.events = 0

    def write(self, batches: Iterator[pa.RecordBatch]) -> None:
        """Write coded batches in order."""
        with ExitStack() as stack:
            part = stack.enter_context(whole(self.output))
            beside = stack.enter_context(whole(documents_path(self.output)))
            documents = stack.enter_context(beside.open("w", encoding="utf-8", newline="\n"))
            write = self._opener(stack, part)
            for batch in batches:
                events: list[Any] = []
                for row in batch.to_pylist():
                    found = row.pop("events")
                    events.extend(found)
                    line: rows.CodedDocumentRow = {
                        "doc_id": row["doc_id"],
                        "sha256": row["sha256"],
                        "events": len(found),
                        "coder": row["coder"],
                        "skipped": row["skipped"],
                    }
                    documents.write(json_line(line) + "\n")
                self.events += len(events)
                write(events)

    def _opener(self, stack: ExitStack, part: Path) -> Any:
        suffix = self.output.suffix.lower()
        if suffix == ".parquet":
            schema = arrow_schema(rows.EventRow)
            parquet = stack.enter_context(
                pq.ParquetWriter(part, schema, compression="zstd", write_page_index=True)
            )

            def write_parquet(events: list[Any]) -> None:
                if events:
                    parquet.write_table(pa.Table.from_pylist(events, schema=schema))

            return write_parquet
        newline = "\n" if suffix == ".jsonl" else ""
        out: IO[str] = stack.enter_context(part.open("w", encoding="utf-8", newline=newline))
        if suffix == ".jsonl":

            def write_lines(events: list[Any]) -> None:
                out.writelines(json_line(event) + "\n" for event in events)

            return write_lines
        table = csv.DictWriter(out, flat_columns(rows.EventRow), extrasaction="ignore")
        table.writeheader()

        def write_csv(events: list[Any]) -> None:
            table.writerows(flat_row(event) for event in events)

        return write_csv


def fingerprint_of(parts: Path) -> dict[str, Any]:
    """What the parts in a folder were made from; empty where there is nothing to go on from."""
    try:
        found = json.loads((parts / "made-from.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

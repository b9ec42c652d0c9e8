"""Documents, events and annotations to files and back, checked as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit import rows
from toolkit.checks import annotation_faults, event_faults
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document, Event, RecordError
from toolkit.workspace.tables import read_rows, write_rows


def _made(make: Any, row: Any, where: str) -> Any:
    try:
        return make(row)
    except RecordError as error:
        raise RecordError(f"{where}: {error}") from None


def read_documents(path: Path) -> list[Document]:
    """The documents of a file that ``toolkit read`` wrote."""
    return [_made(rows.document_from_row, r, w) for w, r in read_rows(path, rows.DocumentRow)]


def write_documents(path: Path, documents: Iterable[Document]) -> int:
    """Write documents to .jsonl or .parquet; returns their number."""
    return write_rows(path, (rows.document_row(d) for d in documents), rows.DocumentRow)


def read_events(
    path: Path, codebook: Codebook, documents: Mapping[str, Document] | None = None
) -> list[Event]:
    """The events of a file, checked against the codebook and, where given, their documents."""
    made = []
    for where, row in read_rows(path, rows.EventRow):
        event: Event = _made(rows.event_from_row, row, where)
        document = documents.get(event.doc_id) if documents else None
        if faults := event_faults(event, codebook, document):
            raise RecordError(f"{where}: {faults[0]}")
        made.append(event)
    return made


def write_events(path: Path, events: Iterable[Event], codebook: Codebook) -> int:
    """Write events to .jsonl, .parquet or .csv; returns their number."""
    return write_rows(path, (rows.event_row(e, codebook) for e in events), rows.EventRow)


def read_annotations(
    path: Path, codebook: Codebook, documents: Mapping[str, Document] | None = None
) -> list[Annotation]:
    """The annotations of a .jsonl file, or of all ``<project>/<annotator>.jsonl`` under a folder
    in order of their paths."""
    made = []
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        for where, row in read_rows(file, rows.AnnotationRow):
            annotation: Annotation = _made(rows.annotation_from_row, row, where)
            document = documents.get(annotation.doc_id) if documents else None
            if faults := annotation_faults(annotation, codebook, document):
                raise RecordError(f"{where}: {faults[0]}")
            made.append(annotation)
    return made


def write_annotations(path: Path, annotations: Sequence[Annotation], codebook: Codebook) -> int:
    """Write one annotator's annotations, sorted by doc_id, as .jsonl; returns their number."""
    ordered = sorted(annotations, key=lambda a: (a.doc_id, a.annotator, a.created))
    return write_rows(path, (rows.annotation_row(a, codebook) for a in ordered), rows.AnnotationRow)

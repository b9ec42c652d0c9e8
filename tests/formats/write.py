"""Writes a file of every record format as this version does, to be read by all later ones.

``python -m tests.formats.write`` writes into ``tests/formats/MAJOR.MINOR/``. Run it once, when a
release has changed a format, and never again for that version: the files are there to stay.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from toolkit import __version__, rows
from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    LabelStudioIds,
    Location,
)
from toolkit.workspace import (
    packaged_codebook,
    write_annotations,
    write_documents,
    write_events,
    write_rows,
)

HERE = Path(__file__).parent

FULL = Document(
    doc_id="full",
    text="Turki mengecam Suriah di Jenewa pada 3 Mei 2014, kata PBB. 😀\r\n",
    lang="id",
    published=dt.date(2014, 5, 4),
    published_source="given",
    title="Contoh buatan",
    url="https://example.org/full",
    publisher="constructed example",
)
BARE = Document("bare", "Nothing happened.", "en")
RICH = Event(
    event_id="e1",
    doc_id="full",
    action=Action("111", FULL.span(6, 14)),
    coder="rules/0.1",
    source=Actor("TUR", "Turki", FULL.span(0, 5)),
    target=Actor("SYR", "Suriah", FULL.span(15, 21)),
    date=EventDate(dt.date(2014, 5, 3), dt.date(2014, 5, 3), "day", FULL.span(37, 47)),
    location=Location("Jenewa", "CHE", 2660646, "CH-GE", 46.2, 6.15, FULL.span(25, 31)),
    status="asserted",
    attribution=Actor("IGOUNO", "PBB", FULL.span(54, 57)),
    confidence=0.8,
    trace=("a pattern", "a rule"),
    derived_from="e0",
    origin=(("action", "unanimous"), ("source", "majority")),
)
POOR = Event("e2", "full", Action("11", FULL.span(6, 14)), "anna", status="negated")
DOCUMENTS = [FULL, BARE]
EVENTS = [RICH, POOR]
ANNOTATIONS = [
    Annotation(
        "full",
        "anna",
        "2026-01-05T09:00:00+00:00",
        "1.0",
        (POOR,),
        seconds=61.5,
        comment="a comment",
        label_studio=LabelStudioIds(1, 2, 3),
    ),
    Annotation("bare", "anna", "2026-01-05T09:05:00+00:00", "1.0", no_events=True),
]
CODED: list[rows.CodedDocumentRow] = [
    {"doc_id": "full", "sha256": FULL.sha256, "events": 2, "coder": "rules/0.1", "skipped": None},
    {"doc_id": "x", "sha256": None, "events": 0, "coder": "rules/0.1", "skipped": "is empty"},
]


def write(folder: Path) -> None:
    """Write the files of the current version."""
    book = packaged_codebook()
    for suffix in (".jsonl", ".parquet"):
        write_documents(folder / f"documents{suffix}", DOCUMENTS)
        write_events(folder / f"events{suffix}", EVENTS, book)
    write_annotations(folder / "annotations.jsonl", ANNOTATIONS, book)
    write_rows(folder / "events.documents.jsonl", CODED, rows.CodedDocumentRow)


if __name__ == "__main__":
    write(HERE / ".".join(__version__.split(".")[:2]))

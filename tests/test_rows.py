"""The file forms of records, their schemas, and the way back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import annotations, documents, events
from toolkit import formats, rows
from toolkit.records import Action, Actor, Document, Event, EventDate, Location
from toolkit.workspace import json_line, packaged_codebook

BOOK = packaged_codebook()
SCHEMAS = Path(__file__).parent.parent / "schemas"


def valid(name: str, line: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(line))


@given(st.data())
def test_what_is_written_fits_its_schema_and_reads_back_equal(data: st.DataObject) -> None:
    document = data.draw(documents())
    line = json_line(rows.document_row(document))
    valid("document", line)
    assert rows.document_from_row(json.loads(line)) == document

    event = data.draw(events(document))
    line = json_line(rows.event_row(event, BOOK))
    valid("event", line)
    assert rows.event_from_row(json.loads(line)) == event

    annotation = data.draw(annotations(document))
    line = json_line(rows.annotation_row(annotation, BOOK))
    valid("annotation", line)
    assert rows.annotation_from_row(json.loads(line)) == annotation


def test_an_event_stands_in_a_file_as_promised() -> None:
    text = "Turki mengecam Suriah di Jenewa pada 3 Mei 2014."
    document = Document("d1", text, "id")
    event = Event(
        event_id="e1",
        doc_id="d1",
        action=Action("111", document.span(6, 14)),
        coder="rules/1",
        source=Actor("TUR", "Turki", document.span(0, 5)),
        target=Actor("SYR", "Suriah"),
        date=EventDate(dt.date(2014, 5, 3), dt.date(2014, 5, 3), "day", document.span(37, 47)),
        location=Location("Jenewa", "CHE", 2660646, "CH-GE", 46.2, 6.15, document.span(25, 31)),
        confidence=0.8,
    )
    assert json.loads(json_line(rows.event_row(event, BOOK))) == {
        "doc_id": "d1",
        "event_id": "e1",
        "action": {
            "code": "111",
            "root": "11",
            "quad": 3,
            "plover": BOOK.plover("111"),
            "start": 6,
            "end": 14,
            "text": "mengecam",
        },
        "source": {"code": "TUR", "name": "Turki", "start": 0, "end": 5, "text": "Turki"},
        "target": {"code": "SYR", "name": "Suriah", "start": None, "end": None, "text": None},
        "date": {
            "start": "2014-05-03",
            "end": "2014-05-03",
            "precision": "day",
            "text": "3 Mei 2014",
            "span": {"start": 37, "end": 47, "text": "3 Mei 2014"},
        },
        "location": {
            "name": "Jenewa",
            "text": "Jenewa",
            "country": "CHE",
            "geonameid": 2660646,
            "admin": "CH-GE",
            "lat": 46.2,
            "lon": 6.15,
            "start": 25,
            "end": 31,
        },
        "status": "asserted",
        "attribution": None,
        "confidence": 0.8,
        "coder": "rules/1",
        "trace": [],
        "derived_from": None,
        "origin": [],
    }


@pytest.mark.parametrize("name", sorted(formats.FORMATS))
def test_the_schemas_in_the_repository_are_those_of_the_code(name: str) -> None:
    written = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == formats.schema_text(name), "run `make schemas` and look at the difference"


def test_no_schema_lies_about_without_a_format() -> None:
    assert {p.name for p in SCHEMAS.glob("*.schema.json")} == {
        f"{name}.schema.json" for name in formats.FORMATS
    }


def test_the_schemas_refuse_what_is_no_record() -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid("event", '{"doc_id": "d1"}')
    with pytest.raises(jsonschema.ValidationError):
        valid(
            "coded-document",
            '{"doc_id": "d", "sha256": null, "events": "2", "coder": "r", "skipped": null}',
        )

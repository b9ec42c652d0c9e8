"""Records are immutable and refuse what cannot be."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import documents, events
from toolkit.checks import event_faults, spans_of
from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    Location,
    RecordError,
    Span,
    event_id,
)
from toolkit.workspace import packaged_codebook

TEXT = "Polisi 😀 menangkap tiga orang."
DOCUMENT = Document("d1", TEXT, "id")
ACT = DOCUMENT.span(9, 18)


def event(**fields: object) -> Event:
    given: dict[str, object] = {
        "event_id": "e1",
        "doc_id": "d1",
        "action": Action("173", ACT),
        "coder": "anna",
    }
    return Event(**(given | fields))  # type: ignore[arg-type]


def test_offsets_are_code_points_of_the_text() -> None:
    assert ACT.text == "menangkap"
    assert TEXT[ACT.start : ACT.end] == ACT.text


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (5, 2, "abc"), (-1, 2, "abc")])
def test_a_span_goes_forward(start: int, end: int, text: str) -> None:
    with pytest.raises(RecordError, match="0 <= start < end"):
        Span(start, end, text)


def test_a_span_quotes_as_many_characters_as_it_covers() -> None:
    with pytest.raises(RecordError, match=r"0\.\.4 quotes 3"):
        Span(0, 4, "abc")


@pytest.mark.parametrize("record", [DOCUMENT, ACT, event(), Actor("USA", "AS")])
def test_records_are_immutable(record: object) -> None:
    field = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, field, "other")


def test_a_document_knows_the_hash_of_its_text_and_refuses_another() -> None:
    # printf 'abc' | sha256sum
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Document("d", "abc", "en").sha256 == digest
    assert Document("d", "abc", "en", sha256=digest).sha256 == digest
    with pytest.raises(RecordError, match="does not match its sha256"):
        Document("d", "abd", "en", sha256=digest)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Document("", "abc", "en"), "needs an id"),
        (lambda: Document("d", "abc", "en", dt.date(2020, 1, 1)), "go together"),
        (lambda: Document("d", "abc", "en", None, "given"), "go together"),
        (lambda: Actor("", "AS"), "needs a code"),
        (lambda: EventDate(dt.date(2020, 1, 2), dt.date(2020, 1, 1), "day"), "ends before"),
        (lambda: EventDate(dt.date(2020, 1, 1), dt.date(2020, 1, 1), "decade"), "precision"),  # type: ignore[arg-type]
        (lambda: Location("Aleppo", lat=91.0), "latitude"),
        (lambda: Location("Aleppo", lon=-180.5), "longitude"),
        (lambda: event(confidence=1.5), "between 0 and 1"),
        (lambda: event(confidence=float("nan")), "between 0 and 1"),
        (lambda: event(status="denied"), "status"),
        (lambda: Annotation("d", "anna", "yesterday", "1"), "ISO 8601"),
        (
            lambda: Annotation("d", "anna", "2020-01-01", "1", (event(),), no_events=True),
            "says no event",
        ),
    ],
)
def test_records_that_cannot_be_say_why(make: object, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        make()  # type: ignore[operator]


def test_event_ids_survive_new_versions_of_a_coder_and_tell_all_else_apart() -> None:
    first = event_id("d", "rules/1.0", 3, 7, 0)
    assert first == event_id("d", "rules/2.0", 3, 7, 0)
    others = {
        event_id("e", "rules/1.0", 3, 7, 0),
        event_id("d", "anna", 3, 7, 0),
        event_id("d", "rules/1.0", 4, 7, 0),
        event_id("d", "rules/1.0", 3, 8, 0),
        event_id("d", "rules/1.0", 3, 7, 1),
    }
    assert len(others | {first}) == 6


@given(st.data())
def test_events_made_from_a_document_have_no_faults(data: st.DataObject) -> None:
    document = data.draw(documents())
    made = data.draw(events(document))
    assert event_faults(made, packaged_codebook(), document) == []
    for _, span in spans_of(made):
        assert document.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (event(action=Action("999", ACT)), "'999' is not in the codebook"),
        (event(action=Action("173", Span(9, 18, "menyerang"))), "action span 9..18 says"),
        (event(action=Action("173", Span(25, 40, "x" * 15))), "action span 25..40"),
        (event(source=Actor("ZZZ", "Z")), "source: 'ZZZ'"),
        (event(target=Actor("usa", "AS")), "target: 'usa'"),
        (event(attribution=Actor("USAQ", "AS")), "attribution: 'USAQ'"),
        (event(location=Location("X", country="QQQ")), "location: 'QQQ'"),
        (event(doc_id="d2"), "belongs to d2"),
    ],
)
def test_faults_name_the_field(made: Event, says: str) -> None:
    faults = event_faults(made, packaged_codebook(), DOCUMENT)
    assert any(says in fault for fault in faults), faults

"""How records stand in files: one JSON object a record, and back.

The typed dictionaries below are the file formats; the JSON Schemas in ``schemas/`` are generated
from them. ``event_row`` needs a codebook for the columns that follow from the code (root, quad
class, PLOVER type); ``event_from_row`` ignores those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NotRequired, Protocol

from typing_extensions import TypedDict

from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    LabelStudioIds,
    Location,
    Origin,
    Precision,
    PublishedSource,
    Span,
    Status,
)


class SpanRow(TypedDict):
    start: int
    end: int
    text: str


class ActionRow(TypedDict):
    code: str
    root: NotRequired[str]
    quad: NotRequired[int]
    plover: NotRequired[str | None]
    start: int
    end: int
    text: str


class ActorRow(TypedDict):
    code: str
    name: str
    start: int | None
    end: int | None
    text: str | None


class DateRow(TypedDict):
    start: dt.date
    end: dt.date
    precision: Precision
    text: str | None
    span: SpanRow | None


class LocationRow(TypedDict):
    name: str
    text: str | None
    country: str | None
    geonameid: int | None
    admin: str | None
    lat: float | None
    lon: float | None
    start: int | None
    end: int | None


class OriginRow(TypedDict):
    field: str
    origin: Origin


class EventRow(TypedDict):
    doc_id: str
    event_id: str
    action: ActionRow
    source: ActorRow | None
    target: ActorRow | None
    date: DateRow | None
    location: LocationRow | None
    status: Status
    attribution: ActorRow | None
    confidence: float
    coder: str
    trace: NotRequired[list[str]]
    derived_from: NotRequired[str | None]
    origin: NotRequired[list[OriginRow]]


class LabelStudioRow(TypedDict):
    project: int
    task: int
    annotation: int


class AnnotationRow(TypedDict):
    doc_id: str
    annotator: str
    created: str
    seconds: float | None
    guidelines: str
    skipped: bool
    no_events: bool
    comment: NotRequired[str | None]
    label_studio: NotRequired[LabelStudioRow | None]
    events: list[EventRow]


class DocumentRow(TypedDict):
    doc_id: str
    text: str
    lang: str
    published: dt.date | None
    published_source: PublishedSource | None
    title: str | None
    url: str | None
    publisher: str | None
    sha256: str


class CodedDocumentRow(TypedDict):
    """A line of ``events.documents.jsonl``: what became of each article."""

    doc_id: str
    sha256: str | None
    events: int
    coder: str
    skipped: str | None


class CodeFacts(Protocol):
    """What follows from a code: the part of the codebook that rows need."""

    def root(self, code: str) -> str: ...
    def quad(self, code: str) -> int: ...
    def plover(self, code: str) -> str | None: ...


def _span_row(span: Span | None) -> SpanRow | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.text}


def _actor_row(actor: Actor | None) -> ActorRow | None:
    if actor is None:
        return None
    span = actor.span
    return {
        "code": actor.code,
        "name": actor.name,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "text": span.text if span else None,
    }


def event_row(event: Event, codes: CodeFacts) -> EventRow:
    """The file form of an event."""
    code, span = event.action.code, event.action.span
    date, place = event.date, event.location
    return {
        "doc_id": event.doc_id,
        "event_id": event.event_id,
        "action": {
            "code": code,
            "root": codes.root(code),
            "quad": codes.quad(code),
            "plover": codes.plover(code),
            "start": span.start,
            "end": span.end,
            "text": span.text,
        },
        "source": _actor_row(event.source),
        "target": _actor_row(event.target),
        "date": None
        if date is None
        else {
            "start": date.start,
            "end": date.end,
            "precision": date.precision,
            "text": date.span.text if date.span else None,
            "span": _span_row(date.span),
        },
        "location": None
        if place is None
        else {
            "name": place.name,
            "text": place.span.text if place.span else None,
            "country": place.country,
            "geonameid": place.geonameid,
            "admin": place.admin,
            "lat": place.lat,
            "lon": place.lon,
            "start": place.span.start if place.span else None,
            "end": place.span.end if place.span else None,
        },
        "status": event.status,
        "attribution": _actor_row(event.attribution),
        "confidence": event.confidence,
        "coder": event.coder,
        "trace": list(event.trace),
        "derived_from": event.derived_from,
        "origin": [{"field": name, "origin": how} for name, how in event.origin],
    }


def _flat_span(row: Mapping[str, Any]) -> Span | None:
    if row.get("start") is None:
        return None
    return Span(row["start"], row["end"], row["text"])


def _actor(row: Mapping[str, Any] | None) -> Actor | None:
    return None if row is None else Actor(row["code"], row["name"], _flat_span(row))


def _date(value: dt.date | str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _event_date(row: Mapping[str, Any] | None) -> EventDate | None:
    if row is None:
        return None
    start, end = _date(row["start"]), _date(row["end"])
    assert start is not None and end is not None
    span = row.get("span")
    return EventDate(
        start,
        end,
        row["precision"],
        None if span is None else Span(span["start"], span["end"], span["text"]),
    )


def _location(row: Mapping[str, Any] | None) -> Location | None:
    if row is None:
        return None
    return Location(
        row["name"],
        row["country"],
        row["geonameid"],
        row["admin"],
        row["lat"],
        row["lon"],
        _flat_span(row),
    )


def event_from_row(row: EventRow) -> Event:
    """The event of a row; raises RecordError where the row cannot be one."""
    action = row["action"]
    return Event(
        event_id=row["event_id"],
        doc_id=row["doc_id"],
        action=Action(action["code"], Span(action["start"], action["end"], action["text"])),
        coder=row["coder"],
        source=_actor(row["source"]),
        target=_actor(row["target"]),
        date=_event_date(row["date"]),
        location=_location(row["location"]),
        status=row["status"],
        attribution=_actor(row["attribution"]),
        confidence=row["confidence"],
        trace=tuple(row.get("trace") or ()),
        derived_from=row.get("derived_from"),
        origin=tuple((o["field"], o["origin"]) for o in row.get("origin") or ()),
    )


def annotation_row(annotation: Annotation, codes: CodeFacts) -> AnnotationRow:
    """The file form of an annotation."""
    ids = annotation.label_studio
    return {
        "doc_id": annotation.doc_id,
        "annotator": annotation.annotator,
        "created": annotation.created,
        "seconds": annotation.seconds,
        "guidelines": annotation.guidelines,
        "skipped": annotation.skipped,
        "no_events": annotation.no_events,
        "comment": annotation.comment,
        "label_studio": None
        if ids is None
        else {"project": ids.project, "task": ids.task, "annotation": ids.annotation},
        "events": [event_row(e, codes) for e in annotation.events],
    }


def annotation_from_row(row: AnnotationRow) -> Annotation:
    """The annotation of a row; raises RecordError where the row cannot be one."""
    ids = row.get("label_studio")
    return Annotation(
        doc_id=row["doc_id"],
        annotator=row["annotator"],
        created=row["created"],
        guidelines=row["guidelines"],
        events=tuple(event_from_row(e) for e in row["events"]),
        seconds=row["seconds"],
        skipped=row["skipped"],
        no_events=row["no_events"],
        comment=row.get("comment"),
        label_studio=None
        if ids is None
        else LabelStudioIds(ids["project"], ids["task"], ids["annotation"]),
    )


def document_row(document: Document) -> DocumentRow:
    """The file form of a document."""
    return {
        "doc_id": document.doc_id,
        "text": document.text,
        "lang": document.lang,
        "published": document.published,
        "published_source": document.published_source,
        "title": document.title,
        "url": document.url,
        "publisher": document.publisher,
        "sha256": document.sha256,
    }


def document_from_row(row: DocumentRow) -> Document:
    """The document of a row; raises RecordError where the row cannot be one."""
    return Document(
        doc_id=row["doc_id"],
        text=row["text"],
        lang=row["lang"],
        published=_date(row["published"]),
        published_source=row["published_source"],
        title=row["title"],
        url=row["url"],
        publisher=row["publisher"],
        sha256=row["sha256"],
    )

"""The vocabulary of the whole program: Document, Span, Actor, Event, Annotation.

Records are immutable and check their own shape when made; whether a code exists is the
codebook's business (:mod:`toolkit.ontology`), whether a span quotes its document that of
:mod:`toolkit.checks`. All offsets are Unicode code points of ``Document.text``, half-open.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Literal, get_args

Status = Literal["asserted", "planned", "negated", "hypothetical", "background"]
Precision = Literal["day", "week", "month", "year", "range"]
Origin = Literal["unanimous", "majority", "model", "adjudicated"]
PublishedSource = Literal["given", "inferred"]

STATUSES: tuple[Status, ...] = get_args(Status)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
ORIGINS: tuple[Origin, ...] = get_args(Origin)


class ToolkitError(Exception):
    """A fault that the user can mend: one sentence that names the place and what to do."""


class RecordError(ToolkitError, ValueError):
    """A record that cannot be: a span that ends before it starts, a date after its end."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document: ``text`` is what stands at ``[start:end]`` in code points."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise RecordError(f"a span must have 0 <= start < end, not {self.start}..{self.end}")
        if len(self.text) != self.end - self.start:
            raise RecordError(
                f"span {self.start}..{self.end} quotes {len(self.text)} characters: {self.text!r}"
            )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who: an actor code such as USAMIL, the name as given, and where it stands, if anywhere."""

    code: str
    name: str
    span: Span | None = None

    def __post_init__(self) -> None:
        if not self.code:
            raise RecordError("an actor needs a code; an actor not named is null")


@dataclass(frozen=True, slots=True)
class Action:
    """What: a CAMEO code as a string with its leading zero, and the words that carry the act."""

    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class EventDate:
    """When: first and last day, and how exactly the text gives it."""

    start: dt.date
    end: dt.date
    precision: Precision
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise RecordError(f"a date ends before it starts: {self.start}..{self.end}")
        if self.precision not in PRECISIONS:
            raise RecordError(f"unknown date precision {self.precision!r}")


@dataclass(frozen=True, slots=True)
class Location:
    """Where: the name in the article, ISO 3166-1 alpha-3 country, GeoNames id, ISO 3166-2 admin,
    WGS 84 coordinates in degrees."""

    name: str
    country: str | None = None
    geonameid: int | None = None
    admin: str | None = None
    lat: float | None = None
    lon: float | None = None
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.lat is not None and not -90 <= self.lat <= 90:
            raise RecordError(f"latitude {self.lat} is out of range")
        if self.lon is not None and not -180 <= self.lon <= 180:
            raise RecordError(f"longitude {self.lon} is out of range")


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, when and where, according to ``coder``.

    ``coder`` is ``name/version`` of a coder, or an annotator's pseudonym. ``origin`` says in gold
    how each field was settled. Only ``asserted`` events count by default.
    """

    event_id: str
    doc_id: str
    action: Action
    coder: str
    source: Actor | None = None
    target: Actor | None = None
    date: EventDate | None = None
    location: Location | None = None
    status: Status = "asserted"
    attribution: Actor | None = None
    confidence: float = 1.0
    trace: tuple[str, ...] = ()
    derived_from: str | None = None
    origin: tuple[tuple[str, Origin], ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise RecordError(f"confidence {self.confidence} is not between 0 and 1")
        if self.status not in STATUSES:
            raise RecordError(f"unknown status {self.status!r}")


@dataclass(frozen=True, slots=True)
class LabelStudioIds:
    """Where an annotation lives on the server it was pulled from."""

    project: int
    task: int
    annotation: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotator's events for one document.

    ``no_events`` says "looked, and found none"; ``skipped`` that the annotator passed on the
    article. ``seconds`` is the time spent, ``created`` an ISO 8601 date-time.
    """

    doc_id: str
    annotator: str
    created: str
    guidelines: str
    events: tuple[Event, ...] = ()
    seconds: float | None = None
    skipped: bool = False
    no_events: bool = False
    comment: str | None = None
    label_studio: LabelStudioIds | None = None

    def __post_init__(self) -> None:
        if self.no_events and self.events:
            raise RecordError(
                f"annotation of {self.doc_id} by {self.annotator} holds events and says no event"
            )
        try:
            dt.datetime.fromisoformat(self.created)
        except ValueError:
            raise RecordError(f"created {self.created!r} is not an ISO 8601 date-time") from None


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read: only a byte-order mark is dropped from its text."""

    doc_id: str
    text: str
    lang: str
    published: dt.date | None = None
    published_source: PublishedSource | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.doc_id:
            raise RecordError("a document needs an id")
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        if not self.sha256:
            object.__setattr__(self, "sha256", digest)
        elif self.sha256 != digest:
            raise RecordError(f"document {self.doc_id}: the text does not match its sha256")
        if (self.published is None) != (self.published_source is None):
            raise RecordError(f"document {self.doc_id}: published and its source go together")

    def span(self, start: int, end: int) -> Span:
        """The span ``[start:end]`` of this text."""
        return Span(start, end, self.text[start:end])


def event_id(doc_id: str, who: str, start: int, end: int, rank: int) -> str:
    """A stable id: document, coder or annotator (name without version), action span in code
    points, and the event's rank among the events of that span."""
    name = who.split("/", 1)[0]
    key = f"{doc_id}\x1f{name}\x1f{start}\x1f{end}\x1f{rank}"
    return hashlib.sha1(key.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[
        :16
    ]

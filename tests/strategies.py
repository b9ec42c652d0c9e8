"""Records drawn at random: documents, and events and annotations that are true to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from toolkit.records import (
    ORIGINS,
    STATUSES,
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    LabelStudioIds,
    Location,
    Span,
    event_id,
)
from toolkit.workspace import packaged_codebook

#: Any text that UTF-8 can hold: emoji, CRLF, combining marks, quotes, controls; no surrogates.
texts = st.lists(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from(
        ["\r\n", "\n", "\u2028", "\x85", "😀", "👩\u200d👧", "e\u0301", '"', "\\", "\0"]
    ),
    min_size=1,
    max_size=40,
).map("".join)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
dates = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
codes = st.sampled_from(sorted(packaged_codebook().codes))
actor_codes = st.sampled_from(["USA", "IDNGOV", "IGOUNO", "COP", "PSEINSHAM", "SYRREB"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    published = draw(st.none() | dates)
    return Document(
        doc_id=draw(names),
        text=draw(texts),
        lang=draw(st.sampled_from(["id", "en"])),
        published=published,
        published_source=None
        if published is None
        else draw(st.sampled_from(["given", "inferred"])),
        title=draw(st.none() | texts),
        url=draw(st.none() | names),
        publisher=draw(st.none() | names),
    )


@st.composite
def spans(draw: st.DrawFn, document: Document) -> Span:
    start = draw(st.integers(0, len(document.text) - 1))
    end = draw(st.integers(start + 1, len(document.text)))
    return document.span(start, end)


def _actors(document: Document) -> st.SearchStrategy[Actor]:
    return st.builds(Actor, actor_codes, names, st.none() | spans(document))


@st.composite
def _event_dates(draw: st.DrawFn, document: Document) -> EventDate:
    start, end = sorted((draw(dates), draw(dates)))
    precision = draw(st.sampled_from(["day", "week", "month", "year", "range"]))
    return EventDate(start, end, precision, draw(st.none() | spans(document)))


def _locations(document: Document) -> st.SearchStrategy[Location]:
    return st.builds(
        Location,
        names,
        country=st.none() | st.sampled_from(["SYR", "IDN", "XKX"]),
        geonameid=st.none() | st.integers(1, 2**40),
        admin=st.none() | st.just("ID-JK"),
        lat=st.none() | st.floats(-90, 90),
        lon=st.none() | st.floats(-180, 180),
        span=st.none() | spans(document),
    )


@st.composite
def events(draw: st.DrawFn, document: Document, coder: str = "rules/1") -> Event:
    span = draw(spans(document))
    fields: dict[str, Any] = {
        "source": draw(st.none() | _actors(document)),
        "target": draw(st.none() | _actors(document)),
        "date": draw(st.none() | _event_dates(document)),
        "location": draw(st.none() | _locations(document)),
        "status": draw(st.sampled_from(STATUSES)),
        "attribution": draw(st.none() | _actors(document)),
        "confidence": draw(st.floats(0, 1)),
        "trace": tuple(draw(st.lists(texts, max_size=2))),
        "derived_from": draw(st.none() | names),
        "origin": tuple(
            draw(st.lists(st.tuples(st.just("action"), st.sampled_from(ORIGINS)), max_size=1))
        ),
    }
    return Event(
        event_id=event_id(document.doc_id, coder, span.start, span.end, draw(st.integers(0, 3))),
        doc_id=document.doc_id,
        action=Action(draw(codes), span),
        coder=coder,
        **fields,
    )


@st.composite
def annotations(draw: st.DrawFn, document: Document) -> Annotation:
    made = tuple(draw(st.lists(events(document, "anna"), max_size=2)))
    return Annotation(
        doc_id=document.doc_id,
        annotator="anna",
        created=draw(st.datetimes()).isoformat(),
        guidelines="1.0",
        events=made,
        seconds=draw(st.none() | st.floats(0, 1e6)),
        skipped=draw(st.booleans()),
        no_events=not made and draw(st.booleans()),
        comment=draw(st.none() | texts),
        label_studio=draw(st.none() | st.just(LabelStudioIds(1, 2, 3))),
    )

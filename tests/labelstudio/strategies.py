"""Documents, events and annotations of every shape, for the round trips."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from toolkit.records import (
    PRECISIONS,
    STATUSES,
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    LabelStudioIds,
    Location,
    event_id,
)

# emoji with joiners, letters beyond the BMP, combining marks, line ends, tabs, quotes, markup,
# right-to-left text, an escaped entity
PIECES = [
    "tentara", " ", "👩‍🚀", "𐐷", "e\u0301", "\r\n", "\t", '"', "“", "’", "<b>", "&amp;", "حكومة",
    "\u200f", "的", ".", "\n", "polisi", "\u00a0", "a",
]  # fmt: skip
ACTOR_CODES = ["USA", "RUSMIL", "IGOUNO", "PSEINSHAM", "CVL", "IDNCOP", "SYRGOV"]
CODES = ["01", "010", "0213", "190", "19", "112", "2042", "036", "14"]
NAMES = st.one_of(st.sampled_from(["AS", "polisi", "", " Turki "]), st.text(max_size=6))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=3, max_size=30))
    return Document("artikel-1", "".join(pieces), "id")


def spans(document: Document) -> st.SearchStrategy:
    size = len(document.text)
    return st.tuples(st.integers(0, size - 1), st.integers(1, 6)).map(
        lambda p: document.span(p[0], min(size, p[0] + p[1]))
    )


def actors(document: Document) -> st.SearchStrategy:
    return st.builds(Actor, st.sampled_from(ACTOR_CODES), NAMES, st.none() | spans(document))


@st.composite
def dates(draw: st.DrawFn, document: Document) -> EventDate:
    start = draw(st.dates(dt.date(1, 1, 1), dt.date(9998, 1, 1)))
    end = start + dt.timedelta(draw(st.sampled_from([0, 1, 6, 30, 365])))
    return EventDate(
        start, end, draw(st.sampled_from(PRECISIONS)), draw(st.none() | spans(document))
    )


def locations(document: Document) -> st.SearchStrategy:
    return st.builds(
        Location,
        name=NAMES,
        country=st.sampled_from([None, "SYR", "USA"]),
        geonameid=st.none() | st.integers(1, 10**7),
        admin=st.sampled_from([None, "SY-HL"]),
        lat=st.none() | st.floats(-90, 90),
        lon=st.none() | st.floats(-180, 180),
        span=st.none() | spans(document),
    )


@st.composite
def events(draw: st.DrawFn, document: Document, coder: str, unique: str) -> Event:
    human = "/" not in coder
    return Event(
        event_id=unique,
        doc_id=document.doc_id,
        action=Action(draw(st.sampled_from(CODES)), draw(spans(document))),
        coder=coder,
        source=draw(st.none() | actors(document)),
        target=draw(st.none() | actors(document)),
        date=draw(st.none() | dates(document)),
        location=draw(st.none() | locations(document)),
        status=draw(st.sampled_from(STATUSES)),
        attribution=draw(st.none() | actors(document)),
        confidence=1.0 if human else draw(st.floats(0, 1)),
        trace=() if human else tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
        derived_from=draw(st.sampled_from([None, "0123"])) if human else None,
    )


@st.composite
def coded(draw: st.DrawFn, coder: str = "pola/1.2") -> tuple[Document, list[Event]]:
    """A document with events, some of which are products that fold."""
    document = draw(documents())
    made: list[Event] = []
    for number in range(draw(st.integers(0, 4))):
        event = draw(events(document, coder, f"e{number}"))
        made.append(event)
        if draw(st.booleans()):  # the same act with other actors: products and both ways
            left = draw(st.lists(actors(document), max_size=3, unique_by=lambda a: a.code))
            right = draw(st.lists(actors(document), max_size=3, unique_by=lambda a: a.code))
            pairs = [(a, b) for a in left for b in right]
            if draw(st.booleans()):
                pairs += [(b, a) for a, b in pairs]
            made.pop()
            made += [
                Event(
                    f"e{number}-{rank}", event.doc_id, event.action, coder, a, b, event.date,
                    event.location, event.status, event.attribution, event.confidence,
                    event.trace, event.derived_from,
                )
                for rank, (a, b) in enumerate(dict.fromkeys(pairs))
            ]  # fmt: skip
    return document, made


@st.composite
def annotations(draw: st.DrawFn) -> tuple[Document, Annotation]:
    document, made = draw(coded("anotator-a"))
    ranks: dict[tuple[int, int], int] = {}
    own: list[Event] = []
    seen = set()
    for event in made:
        key = (
            event.action, event.source and event.source.code, event.target and event.target.code,
            event.status, event.date, event.location, event.attribution,
        )  # fmt: skip
        if key in seen:
            continue
        seen.add(key)
        span = event.action.span
        rank = ranks[span.start, span.end] = ranks.get((span.start, span.end), -1) + 1
        name = event_id(document.doc_id, "anotator-a", span.start, span.end, rank)
        own.append(
            Event(
                name, event.doc_id, event.action, event.coder, event.source, event.target,
                event.date, event.location, event.status, event.attribution,
                derived_from=event.derived_from,
            )
        )  # fmt: skip
    own.sort(key=lambda e: (e.action.span.start, e.action.span.end, e.event_id))
    skipped = draw(st.booleans())
    return document, Annotation(
        doc_id=document.doc_id,
        annotator="anotator-a",
        created="2024-03-01T10:00:00.000000Z",
        guidelines="1.0",
        events=tuple(own),
        seconds=draw(st.none() | st.floats(0, 1e4)),
        skipped=skipped,
        no_events=not own and not skipped,
        comment=draw(st.sampled_from([None, "ragu", 'kutipan "ganda"\tdan\nbaris'])),
        label_studio=LabelStudioIds(3, 7, 11),
    )

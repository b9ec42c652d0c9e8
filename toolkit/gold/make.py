"""Gold events from annotations, and the list of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from typing_extensions import TypedDict

from toolkit import rows
from toolkit.agreement.alignment import THRESHOLD, Unit, align, assign, content, likeness
from toolkit.agreement.codes import CodeList
from toolkit.agreement.panel import Panel
from toolkit.agreement.similarity import Similarity
from toolkit.gold.votes import CORE, EXTRA, Vote, field_votes
from toolkit.ontology import Codebook
from toolkit.records import Action, Annotation, Event, Origin, event_id
from toolkit.workspace import write_events, write_rows

CODER = "gold"


class OpenRow(TypedDict):
    """A line of ``gold.open.jsonl``: an event on which ``fields`` are not settled. ``codings`` are
    the rival events; who of ``looked`` has none there did not mark it."""

    doc_id: str
    unit: str
    fields: list[str]
    looked: list[str]
    codings: list[rows.EventRow]


class GoldDocumentRow(TypedDict):
    """A line of ``gold.documents.jsonl``: what became of each document that was looked at.
    ``settled`` where nothing is open, so that no gold event means that there is none."""

    doc_id: str
    annotators: list[str]
    events: int
    open: int
    settled: bool
    adjudicator: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A unit with fields that no majority settles."""

    unit: Unit
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """What became of a document; ``reason`` says why it has no gold, where it has none."""

    doc_id: str
    annotators: tuple[str, ...]
    events: tuple[Event, ...]
    open: tuple[OpenUnit, ...]
    adjudicator: str | None = None
    reason: str | None = None

    @property
    def settled(self) -> bool:
        return not self.open and self.reason is None


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of some annotations, document by document in order of their ids."""

    documents: tuple[GoldDocument, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(e for d in self.documents for e in d.events)

    @property
    def open(self) -> tuple[OpenUnit, ...]:
        return tuple(u for d in self.documents for u in d.open)


def make_gold(
    annotations: Iterable[Annotation],
    codebook: Codebook | None = None,
    *,
    adjudications: Iterable[Annotation] = (),
    codes: CodeList | None = None,
    similarity: Similarity | None = None,
    threshold: float = THRESHOLD,
    at_least: int = 2,
) -> Gold:
    """Gold by majority of the annotators on each field of aligned events.

    An event is gold where more than half of those who read the document marked it and its words,
    code, source, target and status each have a majority; a tie leaves it open. Date, location and
    attribution without a majority are left empty, have no origin, and are listed as open.
    Documents read by fewer than ``at_least`` annotators give none. An adjudicator's annotation of
    a document replaces what the vote gave; fields that it only confirms keep their origin.
    """
    panel = Panel.of(annotations)
    decided = {
        doc_id: max(people.values(), key=lambda a: (a.created, a.annotator))
        for doc_id, people in Panel.of(adjudications).looked.items()
    }
    if codes is None:
        events = [e for p in panel.looked.values() for a in p.values() for e in a.events]
        codes = CodeList.of(codebook) if codebook else CodeList.flat(e.action.code for e in events)
    measure = similarity or Similarity()
    by_document: dict[str, list[Unit]] = {doc_id: [] for doc_id in panel.looked}
    for unit in align(panel, codes, measure, threshold):
        by_document[unit.doc_id].append(unit)
    made = []
    for doc_id in sorted({*panel.looked, *decided}):
        looked = tuple(sorted(panel.looked.get(doc_id, {})))
        units = by_document.get(doc_id, [])
        document = (
            settle(doc_id, looked, units, codes)
            if len(looked) >= at_least
            else GoldDocument(
                doc_id, looked, (), (), None, f"fewer than {at_least} annotators looked at it"
            )
        )
        if doc_id in decided:
            document = adjudicated(document, decided[doc_id], codes, measure, threshold)
        made.append(document)
    return Gold(tuple(made))


def settle(
    doc_id: str, looked: tuple[str, ...], units: Sequence[Unit], codes: CodeList
) -> GoldDocument:
    """The gold of one document by majority."""
    events: list[Event] = []
    still: list[OpenUnit] = []
    for unit in units:
        votes = field_votes(list(unit.events.values()), len(looked), codes)
        present = votes["event"]
        if present.origin is not None and not present.value:
            continue  # most who read it saw no such event
        open_core = [f for f in CORE if votes[f].origin is None]
        open_extra = [f for f in EXTRA if votes[f].origin is None]
        if open_core or open_extra:
            still.append(OpenUnit(unit, (*open_core, *open_extra)))
        if not open_core:
            events.append(_event(doc_id, unit, votes))
    return GoldDocument(doc_id, looked, tuple(numbered(events, codes)), tuple(still))


def _event(doc_id: str, unit: Unit, votes: dict[str, Vote]) -> Event:
    settled = {f: v for f, v in votes.items() if v.origin is not None}

    def value(field: str) -> object:
        return settled[field].value if field in settled else None

    origin: list[tuple[str, Origin]] = [(f, v.origin) for f, v in settled.items() if v.origin]
    return Event(
        event_id="",
        doc_id=doc_id,
        action=Action(votes["action"].value, votes["span"].value),
        coder=CODER,
        source=votes["source"].value,
        target=votes["target"].value,
        date=value("date"),  # type: ignore[arg-type]
        location=value("location"),  # type: ignore[arg-type]
        status=votes["status"].value,
        attribution=value("attribution"),  # type: ignore[arg-type]
        confidence=round(min(votes[f].share for f in CORE), 4),
        trace=tuple(f"{who}:{e.event_id}" for who, e in unit.events.items()),
        origin=tuple(origin),
    )


def numbered(events: Iterable[Event], codes: CodeList) -> list[Event]:
    """The events of one document in order of the text, with ids by span and rank."""
    ordered = sorted(events, key=lambda e: content(e, codes))
    ranks: dict[tuple[int, int], int] = {}
    made = []
    for event in ordered:
        key = (event.action.span.start, event.action.span.end)
        rank = ranks.get(key, 0)
        ranks[key] = rank + 1
        made.append(replace(event, event_id=event_id(event.doc_id, CODER, *key, rank)))
    return made


def adjudicated(
    document: GoldDocument,
    decision: Annotation,
    codes: CodeList,
    similarity: Similarity,
    threshold: float = THRESHOLD,
) -> GoldDocument:
    """The document as the adjudicator left it. A field that stands as the vote had it keeps the
    vote's origin; every other is ``adjudicated``."""
    both = {CODER: document.events, "adjudicator": decision.events}
    units = assign(likeness(document.doc_id, both, codes, similarity), threshold)
    events = []
    for unit in units:
        event = unit.events.get("adjudicator")
        if event is None:
            continue
        before = unit.events.get(CODER)
        had = dict(before.origin) if before else {}
        same = _confirmed(before, event, codes) if before else set()
        origin: list[tuple[str, Origin]] = [
            (f, had[f] if f in same and f in had else "adjudicated") for f in (*CORE, *EXTRA)
        ]
        events.append(
            replace(
                event,
                coder=CODER,
                confidence=1.0,
                trace=(f"{decision.annotator}:{event.event_id}",),
                derived_from=None,
                origin=tuple(origin),
            )
        )
    return GoldDocument(
        document.doc_id,
        document.annotators,
        tuple(numbered(events, codes)),
        (),
        decision.annotator,
    )


def _confirmed(before: Event, after: Event, codes: CodeList) -> set[str]:
    """The fields that two events have in common."""
    votes = field_votes([before, after], 2, codes)
    return {f for f, v in votes.items() if v.origin == "unanimous"}


def write_gold(path: Path, gold: Gold, codebook: Codebook) -> None:
    """Write the gold events to ``path`` and beside it ``*.open.jsonl`` (what is open) and
    ``*.documents.jsonl`` (what became of each document)."""
    write_rows(path.with_suffix(".open.jsonl"), open_rows(gold, codebook), OpenRow)
    write_rows(path.with_suffix(".documents.jsonl"), document_rows(gold), GoldDocumentRow)
    write_events(path, gold.events, codebook)


def open_rows(gold: Gold, codebook: Codebook) -> list[OpenRow]:
    """The rows of ``gold.open.jsonl``."""
    return [
        {
            "doc_id": o.unit.doc_id,
            "unit": o.unit.name,
            "fields": list(o.fields),
            "looked": list(o.unit.looked),
            "codings": [rows.event_row(e, codebook) for e in o.unit.events.values()],
        }
        for o in gold.open
    ]


def document_rows(gold: Gold) -> list[GoldDocumentRow]:
    """The rows of ``gold.documents.jsonl``."""
    return [
        {
            "doc_id": d.doc_id,
            "annotators": list(d.annotators),
            "events": len(d.events),
            "open": len(d.open),
            "settled": d.settled,
            "adjudicator": d.adjudicator,
            "reason": d.reason,
        }
        for d in gold.documents
    ]

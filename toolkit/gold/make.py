"""Gold events from annotations, and the list of what is open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from toolkit import rows
from toolkit.agreement.alignment import THRESHOLD, Unit, align, assign, content, likeness
from toolkit.agreement.codes import CodeList
from toolkit.agreement.panel import Panel
from toolkit.agreement.similarity import Similarity
from toolkit.gold.model import FieldModel, fit, settle_by_model
from toolkit.gold.votes import CORE, EXTRA, Vote, field_votes
from toolkit.ontology import Codebook
from toolkit.records import Action, Annotation, Event, Origin, event_id
from toolkit.workspace import write_events, write_json, write_rows

CODER = "gold"


class OpenRow(TypedDict):
    """A line of ``gold.open.jsonl``: an event on which ``fields`` are not settled. ``codings`` are
    the rival events; who of ``looked`` has none there did not mark it. ``bits`` is the uncertainty
    that a decision takes away."""

    doc_id: str
    unit: str
    fields: list[str]
    bits: float
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
    """A unit with ``fields`` that nothing settles; ``bits`` is the uncertainty about them, which an
    adjudicator's decision takes away. ``draft`` is the event as far as the vote goes: its fields
    that are settled have an origin, the others stand as the largest party has them."""

    unit: Unit
    fields: tuple[str, ...]
    bits: float
    draft: Event

    @property
    def undecided(self) -> bool:
        """Whether the event itself is open, and not only a field of a gold event."""
        return any(f in CORE for f in self.fields)


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
    """The gold of some annotations, document by document in order of their ids, with the models by
    field that settled ties, where asked for."""

    documents: tuple[GoldDocument, ...]
    models: Mapping[str, FieldModel] = field(default_factory=dict)

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
    certainty: float | None = None,
) -> Gold:
    """Gold by majority of the annotators on each field of aligned events.

    An event is gold where more than half of those who read the document marked it and its words,
    code, source, target and status each have a majority; a tie leaves it open. Date, location and
    attribution without a majority are left empty, have no origin, and are listed as open.
    Documents read by fewer than ``at_least`` annotators give none. With ``certainty`` a tie goes to
    the value to which the model of Dawid and Skene gives at least that probability. An
    adjudicator's annotation of a document replaces what the vote gave; fields that it only confirms
    keep their origin.
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
    units = align(panel, codes, measure, threshold)
    for unit in units:
        by_document[unit.doc_id].append(unit)
    models = fit(units, codes) if certainty is not None else {}
    made = []
    for doc_id in sorted({*panel.looked, *decided}):
        looked = tuple(sorted(panel.looked.get(doc_id, {})))
        document = (
            settle(doc_id, looked, by_document[doc_id], codes, models, certainty or 1.0)
            if len(looked) >= at_least
            else GoldDocument(
                doc_id, looked, (), (), None, f"fewer than {at_least} annotators looked at it"
            )
        )
        if doc_id in decided:
            document = adjudicated(document, decided[doc_id], codes, measure, threshold)
        made.append(document)
    return Gold(tuple(made), models)


def settle(
    doc_id: str,
    looked: tuple[str, ...],
    units: Sequence[Unit],
    codes: CodeList,
    models: Mapping[str, FieldModel],
    certainty: float,
) -> GoldDocument:
    """The gold of one document by majority, then by the models."""
    events: list[Event] = []
    still: list[OpenUnit] = []
    for unit in units:
        votes = field_votes(list(unit.events.values()), len(looked), codes)
        votes = settle_by_model(unit, votes, models, certainty, codes)
        present = votes["event"]
        if present.origin is not None and not present.value:
            continue  # most who read it saw no such event
        open_core = [f for f in CORE if votes[f].origin is None]
        open_extra = [f for f in EXTRA if votes[f].origin is None]
        if open_core or open_extra:
            still.append(_open(unit, (*open_core, *open_extra), votes, models))
        if not open_core:
            events.append(_event(unit, votes))
    return GoldDocument(doc_id, looked, tuple(numbered(events, codes)), tuple(still))


def _open(
    unit: Unit,
    fields: tuple[str, ...],
    votes: Mapping[str, Vote],
    models: Mapping[str, FieldModel],
) -> OpenUnit:
    """The uncertainty of a field is the entropy of its model, or else of its votes; of a field
    other than whether there is an event, it counts as far as there may be one."""
    bits = 0.0
    present = 1.0 if votes["event"].origin else len(unit.events) / len(unit.looked)
    for name in fields:
        shares = (
            list(models[name].posterior(unit).values()) if name in models else votes[name].shares
        )
        entropy = -sum(p * math.log2(p) for p in shares if p > 0)
        bits += entropy * (1.0 if name == "event" else present)
    return OpenUnit(unit, fields, round(bits, 6), _event(unit, votes))


def _event(unit: Unit, votes: Mapping[str, Vote]) -> Event:
    settled = {f: v for f, v in votes.items() if v.origin is not None}

    def extra(name: str) -> Any:
        return settled[name].value if name in settled else None

    span = votes["span"].value or next(iter(unit.events.values())).action.span
    origin: list[tuple[str, Origin]] = [(f, v.origin) for f, v in settled.items() if v.origin]
    return Event(
        event_id="",
        doc_id=unit.doc_id,
        action=Action(votes["action"].value, span),
        coder=CODER,
        source=votes["source"].value,
        target=votes["target"].value,
        date=extra("date"),
        location=extra("location"),
        status=votes["status"].value,
        attribution=extra("attribution"),
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
    """The document as the adjudicator left it. A field that stands as the vote had settled it keeps
    the vote's origin; every other is ``adjudicated``."""
    voted = numbered([*document.events, *(o.draft for o in document.open if o.undecided)], codes)
    both = {CODER: voted, "adjudicator": decision.events}
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
    """Write the gold events to ``path`` and beside it ``*.open.jsonl`` (what is open),
    ``*.documents.jsonl`` (what became of each document) and, where models settled ties,
    ``*.annotators.json`` (what they hold of the annotators)."""
    people = path.with_suffix(".annotators.json")
    if gold.models:
        write_json(people, reliabilities(gold))
    else:
        people.unlink(missing_ok=True)
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
            "bits": o.bits,
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


def reliabilities(gold: Gold) -> dict[str, dict[str, float]]:
    """By field, the probability that each annotator gives the true value, as its model has it."""
    return {
        name: {who: round(share, 4) for who, share in model.reliability.items()}
        for name, model in gold.models.items()
    }

"""The ``sentences`` config: one row a sentence with its codes, made for training classifiers.

Columns of a row (types in :mod:`toolkit.dataset.features`):

``sentence_id``
    ``<doc_id>:<start>``; ``position`` counts the sentences of the article from 0; ``start`` and
    ``end`` are code points of the article, ``text[start:end]``; ``digest`` verifies the words.
``has_event``
    True where an asserted event was coded whose action begins in the sentence, False where none
    was, null where nobody and no coder looked. ``code`` (CAMEO, text), ``code_label``, ``root``
    and ``quad`` (ClassLabel), ``source`` and ``target`` (actor codes) are those of the first event
    in the order of the text; null without an event.
``codes``, ``sources``, ``targets``, ``event_ids``
    All events of the sentence, aligned by position; a missing actor is null. ``roots`` are the
    distinct root labels in ascending order: the target of a multi-label classifier.
``label_source``
    Where the label comes from. ``gold``: gold events; or no event in an article whose gold is
    settled; or at least two annotators looked and none coded anything here. ``annotation``: one
    annotator alone, or a disagreement not yet adjudicated: the label is what most of them say,
    the events of one annotator standing for it, those of the chosen root first. ``machine``: only
    the coder. null: nobody.
``annotators``, ``root_votes``, ``weight``
    How many annotators looked; for each of the 20 roots the share of them who coded at least one
    event with it here, and last the share who coded none (21 numbers in 0..1, empty without
    annotators; they sum to more than 1 where somebody coded two roots); and how much the row
    should count in training: 1 for gold, else the share of annotators behind the label, or the
    coder's confidence in the first event (1 where it found none).
``cluster``, ``split``
    The near-duplicate cluster of the article and its split: cross-validate by ``cluster``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.dataset.features import Labels, digest
from toolkit.languages import load
from toolkit.ontology import QUAD_CLASSES, Codebook
from toolkit.records import Annotation, Document, Event

Bounds = Sequence[tuple[int, int]]


def boundaries(document: Document) -> list[tuple[int, int]]:
    """The sentences of an article as code points, by the rules of its language."""
    return load(document.lang).sentences(document.text)


def sentence_id(doc_id: str, bounds: Bounds, offset: int) -> str | None:
    """The sentence in which ``offset`` lies, or the last one that begins before it."""
    at = bisect_right(bounds, offset, key=lambda b: b[0]) - 1
    return f"{doc_id}:{bounds[max(at, 0)][0]}" if bounds else None


@dataclass(frozen=True, slots=True)
class Coded:
    """What was coded by whom: the events of each layer by article, and who looked at it."""

    gold: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    annotations: Mapping[str, Sequence[Annotation]] = field(default_factory=dict)
    machine: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    machine_looked: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        gold: Iterable[Event],
        annotations: Iterable[Annotation],
        machine: Iterable[Event],
        looked: Iterable[str],
        settled: Iterable[str] = (),
    ) -> Coded:
        """Group records by article; annotations that were skipped say nothing and are left out."""
        by_gold: dict[str, list[Event]] = defaultdict(list)
        by_machine: dict[str, list[Event]] = defaultdict(list)
        by_people: dict[str, list[Annotation]] = defaultdict(list)
        for event in gold:
            by_gold[event.doc_id].append(event)
        for event in machine:
            by_machine[event.doc_id].append(event)
        for annotation in annotations:
            if not annotation.skipped:
                by_people[annotation.doc_id].append(annotation)
        looked = frozenset(looked) | frozenset(by_machine)
        return cls(by_gold, by_people, by_machine, looked, frozenset(settled))


@dataclass(frozen=True, slots=True)
class _Label:
    events: Sequence[Event]
    source: str | None
    weight: float | None
    votes: tuple[float, ...] = ()
    annotators: int = 0


def _asserted(events: Iterable[Event], start: int, end: int) -> list[Event]:
    found = [e for e in events if e.status == "asserted" and start <= e.action.span.start < end]
    return sorted(found, key=lambda e: (e.action.span.start, e.action.span.end, e.event_id))


def _votes(
    by_annotator: Mapping[str, Sequence[Event]], roots: Sequence[str], codebook: Codebook
) -> tuple[float, ...]:
    shares = [0.0] * (len(roots) + 1)
    for events in by_annotator.values():
        found = {codebook.root(e.action.code) for e in events}
        for root in found:
            shares[roots.index(root)] += 1
        if not found:
            shares[-1] += 1
    return tuple(share / len(by_annotator) for share in shares)


def _label(
    coded: Coded, doc_id: str, start: int, end: int, roots: Sequence[str], codebook: Codebook
) -> _Label:
    """The label of a sentence from the best source there is."""
    gold = _asserted(coded.gold.get(doc_id, ()), start, end)
    by_annotator: dict[str, list[Event]] = defaultdict(list)
    for annotation in coded.annotations.get(doc_id, ()):
        by_annotator[annotation.annotator].extend(_asserted(annotation.events, start, end))
    people = len(by_annotator)
    votes = _votes(by_annotator, roots, codebook) if people else ()
    if gold:
        return _Label(gold, "gold", 1.0, votes, people)
    if doc_id in coded.settled:
        return _Label((), "gold", 1.0, votes, people)
    if people:
        if votes[-1] == 1.0:
            return _Label((), "gold" if people > 1 else "annotation", 1.0, votes, people)
        if votes[-1] > 0.5:
            return _Label((), "annotation", votes[-1], votes, people)
        # The root most annotators coded (the first in codebook order on a tie), in the words of
        # the first annotator by name who coded it.
        best = max(range(len(roots)), key=lambda i: (votes[i], -i))
        for name in sorted(by_annotator):
            events = by_annotator[name]
            first = [e for e in events if codebook.root(e.action.code) == roots[best]]
            if first:
                others = [e for e in events if e not in first]
                return _Label([*first, *others], "annotation", votes[best], votes, people)
    if doc_id in coded.machine_looked:
        machine = _asserted(coded.machine.get(doc_id, ()), start, end)
        return _Label(machine, "machine", machine[0].confidence if machine else 1.0)
    return _Label((), None, None)


def sentence_rows(
    document: Document,
    bounds: Bounds,
    coded: Coded,
    labels: Labels,
    codebook: Codebook,
    cluster: str,
    split: str,
) -> list[dict[str, Any]]:
    """The rows of one article, in order."""
    made = []
    for position, (start, end) in enumerate(bounds):
        text = document.text[start:end]
        label = _label(coded, document.doc_id, start, end, labels.roots, codebook)
        first = label.events[0] if label.events else None
        code = first.action.code if first else None
        found = {codebook.root(e.action.code) for e in label.events}
        made.append(
            {
                "sentence_id": f"{document.doc_id}:{start}",
                "doc_id": document.doc_id,
                "position": position,
                "lang": document.lang,
                "start": start,
                "end": end,
                "text": text,
                "digest": digest(text),
                "has_event": None if label.source is None else bool(label.events),
                "root": codebook.root(code) if code else None,
                "code": code,
                "code_label": code,
                "quad": QUAD_CLASSES[codebook.quad(code)] if code else None,
                "source": first.source.code if first and first.source else None,
                "target": first.target.code if first and first.target else None,
                "roots": [r for r in labels.roots if r in found],
                "codes": [e.action.code for e in label.events],
                "sources": [e.source.code if e.source else None for e in label.events],
                "targets": [e.target.code if e.target else None for e in label.events],
                "event_ids": [e.event_id for e in label.events],
                "label_source": label.source,
                "annotators": label.annotators,
                "weight": label.weight,
                "root_votes": list(label.votes),
                "cluster": cluster,
                "split": split,
            }
        )
    return made

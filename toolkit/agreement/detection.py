"""Did the annotators see the same events?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np

from toolkit.agreement.alignment import Unit
from toolkit.agreement.bootstrap import Floats, FromSums, quotient
from toolkit.agreement.panel import Panel
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.similarity import overlap
from toolkit.records import Actor, Document, Event

Key = Callable[[Event], object]
Matched = Callable[[Sequence[Event], Sequence[Event]], int]


def holds_event(
    panel: Panel, documents: Sequence[str], texts: Mapping[str, Sequence[tuple[int, int]]] | None
) -> Ratings:
    """Whether each annotator found an event in each document or, where ``texts`` gives the spans of
    the sentences of each document, in each sentence: 0 or 1. An event lies in the sentence that
    holds the first code point of its action."""
    number = {name: i for i, name in enumerate(panel.annotators)}
    unit: list[int] = []
    who: list[int] = []
    code: list[int] = []
    place: list[int] = []
    for d, doc_id in enumerate(documents):
        stretches = texts[doc_id] if texts is not None else [(0, 1 << 62)]
        for start, end in stretches:
            for name, annotation in panel.looked[doc_id].items():
                unit.append(len(place))
                who.append(number[name])
                code.append(any(start <= e.action.span.start < end for e in annotation.events))
            place.append(d)
    return Ratings(
        np.array(unit, dtype=np.int64),
        np.array(who, dtype=np.int64),
        np.array(code, dtype=np.int64),
        (0, 1),
        np.array(place, dtype=np.int64),
        len(number),
        len(documents),
    )


def f1_statistic(panel: Panel, documents: Sequence[str], matched: Matched) -> FromSums:
    """The mean over pairs of annotators of F1 = 2 matches / (events of one + events of the other),
    with the matches of a pair summed over documents. F1 is the same whichever of the two is taken
    for the truth (Hripcsak and Rothschild 2005)."""
    pairs = list(combinations(panel.annotators, 2))
    sums = np.zeros((len(documents), 2 * len(pairs)))
    for d, doc_id in enumerate(documents):
        people = panel.looked[doc_id]
        for p, (a, b) in enumerate(pairs):
            if a in people and b in people:
                first, second = people[a].events, people[b].events
                sums[d, 2 * p] = 2 * matched(first, second)
                sums[d, 2 * p + 1] = len(first) + len(second)
    return FromSums(sums, mean_of_pairs)


def aligned_f1_statistic(panel: Panel, units: Sequence[Unit], documents: Sequence[str]) -> FromSums:
    """:func:`f1_statistic` where two events match if they are of one unit."""
    pairs = {pair: p for p, pair in enumerate(combinations(panel.annotators, 2))}
    place = {doc_id: d for d, doc_id in enumerate(documents)}
    sums = np.zeros((len(documents), 2 * len(pairs)))
    for unit in units:
        if unit.doc_id not in place:
            continue
        d = place[unit.doc_id]
        for a, b in combinations(unit.looked, 2):
            p = pairs[a, b]
            seen = (a in unit.events) + (b in unit.events)
            sums[d, 2 * p] += 2 * (seen == 2)
            sums[d, 2 * p + 1] += seen
    return FromSums(sums, mean_of_pairs)


def mean_of_pairs(totals: Floats) -> Floats:
    """The mean of the quotients of neighbouring columns, over those that are defined."""
    each = quotient(totals[..., 0::2], totals[..., 1::2])
    there = ~np.isnan(each)
    return quotient(np.where(there, each, 0.0).sum(axis=-1), there.sum(axis=-1).astype(float))


def same_key(key: Key) -> Matched:
    """Matches events of equal keys, each at most once."""

    def matched(first: Sequence[Event], second: Sequence[Event]) -> int:
        return (Counter(map(key, first)) & Counter(map(key, second))).total()

    return matched


def overlapping(first: Sequence[Event], second: Sequence[Event]) -> int:
    """The most action spans that can be matched one to one so that each pair overlaps."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    if not first or not second:
        return 0
    meet = [[overlap(a.action.span, b.action.span) > 0 for b in second] for a in first]
    return int((maximum_bipartite_matching(csr_matrix(np.array(meet)), "column") >= 0).sum())


def _code(actor: Actor | None) -> str:
    return actor.code if actor else ""


def triple(root: Callable[[str], str]) -> Key:
    """Source, target and root code: what most uses of event data count."""
    return lambda e: (_code(e.source), _code(e.target), root(e.action.code))


def strict(normal: Callable[[str], str]) -> Key:
    """The same words, the same full code, source, target and status."""
    return lambda e: (
        e.action.span.start,
        e.action.span.end,
        normal(e.action.code),
        _code(e.source),
        _code(e.target),
        e.status,
    )


def sentences_of(document: Document) -> list[tuple[int, int]]:
    """The spans of a document's sentences, in code points."""
    from toolkit.languages.text import sentences

    return sentences(document.text, frozenset())

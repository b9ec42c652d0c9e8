"""Which events of different annotators are the same event.

For each pair of annotators of a document the one-to-one assignment with the greatest sum of
similarities is taken (Kuhn 1955; scipy's ``linear_sum_assignment``), from pairs at or above a
threshold. For two annotators that is the alignment. For more, the assigned pairs are joined to
units from the most similar down, never two events of one annotator into a unit, and only while the
mean similarity between the joined parts stays at or above the threshold.

The result depends on the content of the events alone: not on their order in a file, nor on the
names of the annotators. Ties are broken by a hash of the contents.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from toolkit.agreement.codes import CodeList
from toolkit.agreement.panel import Panel
from toolkit.agreement.similarity import Similarity
from toolkit.records import Annotation, Event

THRESHOLD = 0.30
_TIE = 1e-9
"""No more than rounding: what is within it of the threshold reaches it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One event as seen by the annotators of a document: ``events`` holds at most one for each;
    ``looked`` names everybody who read the document. ``number`` counts the units of the document
    in order of the text."""

    doc_id: str
    number: int
    events: Mapping[str, Event]
    looked: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.doc_id}#{self.number}"

    @property
    def start(self) -> int:
        """The first code point that an annotator marked as the action."""
        return min(e.action.span.start for e in self.events.values())


def content(event: Event, codes: CodeList) -> tuple[str, ...]:
    """What an event says, without who says it: equal for events that no field tells apart."""
    date, place = event.date, event.location
    return (
        f"{event.action.span.start:09d}",
        f"{event.action.span.end:09d}",
        codes.normal(event.action.code),
        *(f"{a.code}/{a.name}" if a else "" for a in (event.source, event.target)),
        f"{date.start}/{date.end}" if date else "",
        f"{place.name}/{place.country}/{place.geonameid}" if place else "",
        event.status,
        event.attribution.code if event.attribution else "",
    )


def _tie_break(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """A number too small to outweigh any difference in similarity, the same from both sides."""
    if a == b:
        return 2 * _TIE
    low, high = sorted((a, b))
    return _TIE * zlib.crc32("\x1f".join((*low, *high)).encode("utf-8", "surrogatepass")) / 2**32


@dataclass(frozen=True, slots=True)
class Likeness:
    """The events of one document in order of their content, and how alike each two of different
    annotators are, shape (E, E); ``ties`` adds to each pair a number too small to outweigh any
    difference. ``mine`` lists each annotator's events by their numbers."""

    doc_id: str
    nodes: tuple[tuple[tuple[str, ...], str, Event], ...]
    mine: Mapping[str, tuple[int, ...]]
    alike: NDArray[np.float64]
    ties: NDArray[np.float64]


def likeness(
    doc_id: str,
    events: Mapping[str, Sequence[Event]],
    codes: CodeList,
    similarity: Similarity,
) -> Likeness:
    """Compare the events of everybody who looked at a document."""
    nodes = sorted(
        ((content(e, codes), who, e) for who, found in events.items() for e in found),
        key=lambda node: (node[0], node[1], node[2].event_id),
    )
    mine: dict[str, list[int]] = {who: [] for who in sorted(events)}
    for i, (_, who, _) in enumerate(nodes):
        mine[who].append(i)
    alike, ties = np.zeros((2, len(nodes), len(nodes)))
    for i, (said, who, event) in enumerate(nodes):
        for j, (other, whose, rival) in enumerate(nodes[:i]):
            if whose != who and (value := similarity(event, rival, codes)) > 0:
                alike[i, j] = alike[j, i] = value
                ties[i, j] = ties[j, i] = _tie_break(said, other)
    people = {name: tuple(numbers) for name, numbers in mine.items()}
    return Likeness(doc_id, tuple(nodes), people, alike, ties)


def assign(document: Likeness, threshold: float = THRESHOLD) -> list[Unit]:
    """The units of a document at a threshold."""
    nodes, mine, alike = document.nodes, document.mine, document.alike
    wanted = np.where((alike >= threshold - _TIE) & (alike > 0), alike + document.ties, 0.0)
    edges: list[tuple[float, list[tuple[str, ...]], int, int]] = []
    for a, b in combinations(mine, 2):
        rows, columns = mine[a], mine[b]
        if not rows or not columns:
            continue
        table = wanted[list(rows)][:, list(columns)]
        if not table.any():
            continue
        for p, q in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            if table[p, q] > 0:
                i, j = rows[p], columns[q]
                edges.append((-float(table[p, q]), sorted((nodes[i][0], nodes[j][0])), i, j))
    group = {i: [i] for i in range(len(nodes))}
    for _, _, i, j in sorted(edges):
        left, right = group[i], group[j]
        if left is right or {nodes[n][1] for n in left} & {nodes[n][1] for n in right}:
            continue
        if alike[left][:, right].mean() >= threshold - _TIE:
            joined = sorted(left + right)
            for n in joined:
                group[n] = joined
    distinct = sorted({tuple(members) for members in group.values()})
    return [
        Unit(
            document.doc_id,
            number,
            dict(sorted((nodes[n][1], nodes[n][2]) for n in members)),
            tuple(mine),
        )
        for number, members in enumerate(distinct, 1)
    ]


def compare(panel: Panel, codes: CodeList, similarity: Similarity | None = None) -> list[Likeness]:
    """Compare the events of every document of a panel; :func:`assign` then makes the units."""
    measure = similarity or Similarity()
    return [
        likeness(doc_id, {n: a.events for n, a in people.items()}, codes, measure)
        for doc_id, people in panel.looked.items()
    ]


def align(
    annotations: Iterable[Annotation] | Panel,
    codes: CodeList,
    similarity: Similarity | None = None,
    threshold: float = THRESHOLD,
) -> tuple[Unit, ...]:
    """The units of all documents, sorted by document and place in the text."""
    panel = annotations if isinstance(annotations, Panel) else Panel.of(annotations)
    return tuple(u for d in compare(panel, codes, similarity) for u in assign(d, threshold))

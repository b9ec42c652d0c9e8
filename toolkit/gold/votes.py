"""One event from the events of an aligned unit: each field by the vote of those who marked it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from toolkit.agreement.codes import CodeList
from toolkit.agreement.similarity import same_place
from toolkit.records import Actor, Event, EventDate, Location, Origin, Span

CORE = ("event", "span", "action", "source", "target", "status")
"""The fields without which there is no gold event; the others may stay open within one."""
EXTRA = ("date", "location", "attribution")


@dataclass(frozen=True, slots=True)
class Vote:
    """The outcome on one field: the value and how it was settled, ``origin`` None where it is
    open; ``share`` of the voters that hold with the winner; ``groups``, the sizes of the parties,
    largest first."""

    value: Any
    origin: Origin | None
    share: float
    groups: tuple[int, ...]

    @property
    def shares(self) -> list[float]:
        """The share of each party."""
        return [n / sum(self.groups) for n in self.groups]


def vote(
    values: Sequence[Any], same: Callable[[Any, Any], bool], pick: Callable[[list[Any]], Any]
) -> Vote:
    """The value that more than half hold, where ``same`` tells whether two values agree; ``pick``
    chooses one of the agreeing values, which may differ in wording."""
    left = list(range(len(values)))
    parties: list[list[int]] = []
    while left:  # the largest party first, each value in one
        sizes = {i: [j for j in left if same(values[i], values[j])] for i in left}
        best = max(left, key=lambda i: (len(sizes[i]), -i))
        parties.append(sizes[best])
        left = [i for i in left if i not in sizes[best]]
    groups = tuple(len(p) for p in parties)
    winner, share = parties[0], groups[0] / len(values)
    value = pick([values[i] for i in winner])
    if share == 1:
        return Vote(value, "unanimous", 1.0, groups)
    return Vote(value, "majority" if share > 0.5 else None, share, groups)


def presence(marked: int, looked: int) -> Vote:
    """Whether there is an event, by those who marked it among those who read the document."""
    share = max(marked, looked - marked) / looked
    groups = tuple(sorted((n for n in (marked, looked - marked) if n), reverse=True))
    origin: Origin | None = "unanimous" if share == 1 else "majority" if share > 0.5 else None
    return Vote(2 * marked > looked, origin, share, groups)


def span_vote(spans: Sequence[Span]) -> Vote:
    """The longest stretch whose every code point more than half marked, without space around it."""
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    depth = np.zeros(end - start, dtype=int)
    letters = [""] * (end - start)
    for span in spans:
        depth[span.start - start : span.end - start] += 1
        letters[span.start - start : span.end - start] = list(span.text)
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    for i, marked in enumerate([*(depth * 2 > len(spans)), False]):
        if marked and begin is None:
            begin = i
        elif not marked and begin is not None:
            runs.append((begin, i))
            begin = None
    distinct = sorted({(s.start, s.end) for s in spans})
    groups = tuple(
        sorted((sum((s.start, s.end) == d for s in spans) for d in distinct), reverse=True)
    )
    best = max(runs, key=lambda run: (run[1] - run[0], -run[0]), default=None)
    text = "".join(letters[best[0] : best[1]]) if best else ""
    if best is None or not text.strip():
        return Vote(None, None, max(groups) / len(spans), groups)
    first = start + best[0] + len(text) - len(text.lstrip())
    text = text.strip()
    how: Origin = "unanimous" if len(distinct) == 1 else "majority"
    share = float(depth[best[0] : best[1]].min()) / len(spans)
    return Vote(Span(first, first + len(text), text), how, share, groups)


def _same_actor(a: Actor | None, b: Actor | None) -> bool:
    return (a.code if a else None) == (b.code if b else None)


def _same_date(a: EventDate | None, b: EventDate | None) -> bool:
    if a is None or b is None:
        return a is b
    return (a.start, a.end) == (b.start, b.end)


def _same_location(a: Location | None, b: Location | None) -> bool:
    if a is None or b is None:
        return a is b
    return same_place(a, b)


def most_told(values: list[Any]) -> Any:
    """The value told most often; of equals the one that has a span, then the first in order."""

    def order(value: Any) -> tuple[int, bool, str]:
        return (-values.count(value), getattr(value, "span", None) is None, repr(value))

    return min(values, key=order)


def field_votes(events: Sequence[Event], looked: int, codes: CodeList) -> dict[str, Vote]:
    """The votes on every field of a unit whose ``events`` were marked by as many annotators, of
    ``looked`` who read the document."""
    order = codes.order

    def pick_code(values: list[str]) -> str:
        return min(values, key=lambda c: (-values.count(c), order.get(c, len(order)), c))

    return {
        "event": presence(len(events), looked),
        "span": span_vote([e.action.span for e in events]),
        "action": vote(
            [e.action.code for e in events],
            lambda a, b: codes.normal(a) == codes.normal(b),
            pick_code,
        ),
        "source": vote([e.source for e in events], _same_actor, most_told),
        "target": vote([e.target for e in events], _same_actor, most_told),
        "status": vote([e.status for e in events], lambda a, b: a == b, most_told),
        "date": vote([e.date for e in events], _same_date, most_told),
        "location": vote([e.location for e in events], _same_location, most_told),
        "attribution": vote([e.attribution for e in events], _same_actor, most_told),
    }

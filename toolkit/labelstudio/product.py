"""Several sources and targets on one Action: expanding them to events, folding events to them.

An Event has one source and one target. In Label Studio one Action carries a list of each and a box
"each other"; every source is paired with every target, with the box also the other way round, and
nobody with itself unless that is the only pair. Only complete products fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.records import Actor, Event

Pair = tuple[str | None, str | None]


def expand(sources: Sequence[str], targets: Sequence[str], each_other: bool) -> list[Pair]:
    """The pairs of source and target codes, in reading order. ``each_other`` with one side empty
    pairs the other side with itself."""
    if each_other and not (sources and targets):
        sources = targets = [*sources, *targets]
    left: list[str | None] = [*sources] or [None]
    right: list[str | None] = [*targets] or [None]
    pairs = [(s, t) for s in left for t in right]
    if each_other:
        pairs += [(t, s) for s, t in pairs]
    unique = list(dict.fromkeys(pairs))
    others = [(s, t) for s, t in unique if s != t or s is None]
    return unique if len(unique) == 1 else others


@dataclass(frozen=True, slots=True)
class Folded:
    """The events that one Action region stands for, in the order of ``expand``."""

    sources: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    each_other: bool
    events: tuple[Event, ...]


def _distinct(actors: Iterable[Actor | None]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(a for a in actors if a is not None))


def _fold_as(
    events: Sequence[Event],
    sources: tuple[Actor, ...],
    targets: tuple[Actor, ...],
    each_other: bool,
) -> Folded | None:
    """The region with these lists, where its expansion is exactly ``events``, else None."""
    left, right = {a.code: a for a in sources}, {a.code: a for a in targets}
    if len(left) < len(sources) or len(right) < len(targets):
        return None  # one code under two names cannot be told apart in a list of codes
    if each_other and not (left and right and left.keys().isdisjoint(right)):
        return None
    actors = left | right if each_other else None
    wanted = [
        (
            (actors or left)[s] if s is not None else None,
            (actors or right)[t] if t is not None else None,
        )
        for s, t in expand(list(left), list(right), each_other)
    ]
    by_pair = {(e.source, e.target): e for e in events}
    if len(wanted) != len(events) or set(wanted) != by_pair.keys():
        return None
    return Folded(sources, targets, each_other, tuple(by_pair[pair] for pair in wanted))


def _fold_group(events: Sequence[Event]) -> list[Folded]:
    """The fewest regions known for events that differ in source and target only."""
    first = events[0]
    sources, targets = _distinct(e.source for e in events), _distinct(e.target for e in events)
    ours = _distinct(e.source for e in events if e.target == first.target)
    theirs = _distinct(e.target for e in events if e.source == first.source)
    whole = _fold_as(events, ours, theirs, True) or _fold_as(events, sources, targets, False)
    if whole is not None:
        return [whole]
    return [Folded(_distinct([e.source]), _distinct([e.target]), False, (e,)) for e in events]


def fold(events: Iterable[Event]) -> list[Folded]:
    """Group events into Action regions: the same words, code and other fields, and a complete
    product; what does not fold stands alone."""
    groups: dict[Event, list[Event]] = {}
    for event in events:
        key = replace(
            event,
            event_id="",
            source=None,
            target=None,
            confidence=1.0,
            trace=(),
            derived_from=None,
            origin=(),
        )
        groups.setdefault(key, []).append(event)
    return [folded for group in groups.values() for folded in _fold_group(group)]

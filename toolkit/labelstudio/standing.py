"""How the annotation stands: done, left, speed, agreement so far, hidden gold, pre-codings kept."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from toolkit.records import Annotation, Event


@dataclass(frozen=True, slots=True)
class Standing:
    """One annotator's standing; shares are 0..1, None where there is nothing to measure.

    ``agreement`` is the mean over the other annotators of F1 on shared articles, ``gold`` F1
    against known answers, ``kept`` the share of the coder's events confirmed where they were shown
    and ``kept_blind`` where they were not: the difference is the pull of the pre-coding.
    """

    annotator: str
    done: int
    left: int | None
    skipped: int
    drafts: int
    problems: int
    seconds: float | None
    agreement: float | None
    gold: float | None
    kept: float | None
    kept_blind: float | None


Key = tuple[str, str, str]


def _keys(events: Iterable[Event], root: Callable[[str], str]) -> Counter[Key]:
    """Asserted events as source, target and root code: what most uses of event data count."""
    return Counter(
        (
            root(e.action.code),
            e.source.code if e.source else "",
            e.target.code if e.target else "",
        )
        for e in events
        if e.status == "asserted"
    )


def f1(
    first: Sequence[Iterable[Event]],
    second: Sequence[Iterable[Event]],
    root: Callable[[str], str],
) -> float | None:
    """F1 of two codings of the same articles, 2·shared / (all of both); None without events."""
    shared = total = 0
    for a, b in zip(first, second, strict=True):
        one, other = _keys(a, root), _keys(b, root)
        shared += (one & other).total()
        total += one.total() + other.total()
    return 2 * shared / total if total else None


def _confirmed(
    annotations: Iterable[Annotation],
    precoded: Mapping[str, Sequence[Event]],
    root: Callable[[str], str],
) -> float | None:
    kept = all_of_them = 0
    for annotation in annotations:
        proposed = _keys(precoded.get(annotation.doc_id, ()), root)
        kept += (proposed & _keys(annotation.events, root)).total()
        all_of_them += proposed.total()
    return kept / all_of_them if all_of_them else None


def standings(
    annotations: Mapping[str, Sequence[Annotation]],
    root: Callable[[str], str],
    *,
    assigned: Mapping[str, Sequence[str]] | None = None,
    precoded: Mapping[str, Sequence[Event]] | None = None,
    gold: Mapping[str, Sequence[Event]] | None = None,
    blind: Iterable[str] = (),
    drafts: Mapping[str, int] | None = None,
    problems: Mapping[str, int] | None = None,
) -> list[Standing]:
    """The standing of every annotator who has articles or annotations, by name.

    ``root`` gives the root of a code; ``gold`` and ``precoded`` hold events by article.
    """
    hidden = frozenset(blind)
    done = {
        name: {a.doc_id: a for a in found if not a.skipped} for name, found in annotations.items()
    }
    pairs: dict[str, list[float]] = {}
    for one, other in combinations(sorted(done), 2):
        both = sorted(done[one].keys() & done[other].keys())
        value = f1([done[one][d].events for d in both], [done[other][d].events for d in both], root)
        if value is not None:
            pairs.setdefault(one, []).append(value)
            pairs.setdefault(other, []).append(value)
    made = []
    for name in sorted({*annotations, *(assigned or {})}):
        mine = done.get(name, {})
        touched = {a.doc_id for a in annotations.get(name, ())}
        times = [a.seconds for a in mine.values() if a.seconds is not None]
        known = sorted(mine.keys() & (gold or {}).keys())
        shown = [a for d, a in mine.items() if d not in hidden]
        bare = [a for d, a in mine.items() if d in hidden]
        mine_left = None if assigned is None else len({*assigned.get(name, ())} - touched)
        made.append(
            Standing(
                name,
                len(mine),
                mine_left,
                len(touched) - len(mine),
                (drafts or {}).get(name, 0),
                (problems or {}).get(name, 0),
                statistics.median(times) if times else None,
                statistics.mean(pairs[name]) if name in pairs else None,
                f1([mine[d].events for d in known], [(gold or {})[d] for d in known], root),
                _confirmed(shown, precoded or {}, root),
                _confirmed(bare, precoded or {}, root),
            )
        )
    return made

"""Krippendorff's alpha for unitizing: do annotators mark the same stretches of a text?

Each annotator cuts the continuum of a text into marked units of some category and gaps between
them. Disagreement is the squared mismatch of the ends of units that overlap, and the squared length
of a unit that falls into another annotator's gap; chance is what the same units and gaps would give
in random places. Source: Krippendorff, "On the reliability of unitizing continuous data",
Sociological Methodology 25 (1995), and "Measuring the reliability of qualitative text analysis
data", Quality & Quantity 38 (2004), for one continuum. Several documents are read here as continua
of their own for what is observed, and as one stock of units and gaps for what is expected; for one
document this is the published coefficient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toolkit.agreement.bootstrap import Floats, FromSums, quotient
from toolkit.agreement.ratings import RatingsError

Stretch = tuple[int, int]
"""Start and end of a marked unit, half-open."""


@dataclass(frozen=True, slots=True)
class Continuum:
    """A text of which ``[start, end)`` was read by everybody in ``units``: the stretches that each
    annotator marked, in any order, overlapping ones counted as one."""

    start: int
    end: int
    units: Mapping[str, Sequence[Stretch]]


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap made one."""
    made: list[Stretch] = []
    for start, end in sorted(stretches):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def gaps(units: Sequence[Stretch], start: int, end: int) -> list[Stretch]:
    """What the units, in order, leave of ``[start, end)``; nothing of no length."""
    edges = [start, *(edge for unit in units for edge in unit), end]
    return [(a, b) for a, b in list(pairwise(edges))[::2] if b > a]


def observed(first: Sequence[Stretch], second: Sequence[Stretch], start: int, end: int) -> float:
    """The sum of disagreement of two annotators' units, each list in order."""
    total = sum((a - c) ** 2 + (b - d) ** 2 for a, b in first for c, d in second if c < b and a < d)
    for one, other in ((first, second), (second, first)):
        empty = gaps(other, start, end)
        total += sum((b - a) ** 2 for a, b in one for c, d in empty if c <= a and b <= d)
    return float(total)


def _disagreement(
    continua: Sequence[Continuum],
) -> tuple[Floats, Callable[[Floats], tuple[Floats, Floats]]]:
    """Sums of D continua, shape (D, K), and the function from sums to the observed and expected
    disagreement.

    With the T code points read (each counted once for each reader), N units of lengths l and gaps
    of lengths g, the observed is O / T, where O is the sum over documents of the disagreement of
    ordered pairs over (readers - 1); the expected is 2 X / (T (T - 1) - Σ l (l - 1)), where
    X = Σ_units [(N - 1)/3 (2 l³ - 3 l² + l) + l² Σ_gaps (g - l + 1 where g >= l)]. For one document
    both are the published terms times its length.
    """
    rows = []
    for text in continua:
        units = {who: merged(found) for who, found in text.units.items()}
        for found in units.values():
            if found and (found[0][0] < text.start or found[-1][1] > text.end):
                raise RatingsError(f"a unit lies outside the text {text.start}..{text.end}")
        ordered = [units[who] for who in sorted(units)]
        disagreement = sum(
            2 * observed(a, b, text.start, text.end)
            for i, a in enumerate(ordered)
            for b in ordered[:i]
        ) / max(len(ordered) - 1, 1)
        lengths = [b - a for found in ordered for a, b in found]
        empty = [b - a for found in ordered for a, b in gaps(found, text.start, text.end)]
        rows.append((disagreement, len(ordered) * (text.end - text.start), lengths, empty))
    long = sorted({n for _, _, lengths, _ in rows for n in lengths})
    wide = sorted({n for *_, empty in rows for n in empty})
    at = {n: i for i, n in enumerate(long)}
    gap_at = {n: i for i, n in enumerate(wide)}
    sums = np.zeros((len(rows), 2 + len(long) + len(wide)))
    for d, (disagreement, read, lengths, empty) in enumerate(rows):
        sums[d, 0], sums[d, 1] = disagreement, read
        for n in lengths:
            sums[d, 2 + at[n]] += 1
        for n in empty:
            sums[d, 2 + len(long) + gap_at[n]] += 1
    length = np.array(long, dtype=np.float64)
    gap = np.array(wide, dtype=np.float64)
    fit = (length**2)[:, None] * np.maximum(gap[None, :] - length[:, None] + 1, 0.0)
    fit *= gap[None, :] >= length[:, None]
    cubes = (2 * length**3 - 3 * length**2 + length) / 3

    def value(t: Floats) -> tuple[Floats, Floats]:
        o, read = t[..., 0], t[..., 1]
        unit, empty = t[..., 2 : 2 + len(long)], t[..., 2 + len(long) :]
        chance = (unit.sum(axis=-1) - 1) * (unit @ cubes) + ((unit @ fit) * empty).sum(axis=-1)
        places = read * (read - 1) - unit @ (length * (length - 1))
        return quotient(o, read), quotient(2 * chance, places)

    return sums, value


def unitizing_statistic(continua: Sequence[Continuum]) -> FromSums:
    """Alpha for unitizing over D documents, one continuum each, as a statistic of sums."""
    sums, disagreement = _disagreement(continua)

    def value(t: Floats) -> Floats:
        observed, expected = disagreement(t)
        return 1 - quotient(observed, expected)

    return FromSums(sums, value)


def unitizing_alpha(
    units: Mapping[str, Mapping[str, Sequence[Stretch]]], start: int, end: int
) -> dict[str, float]:
    """Alpha for unitizing of one text ``[start, end)``: for each category, and under ``together``
    for all, from ``units[category][annotator]``, the stretches that each annotator marked.

    An annotator who marked nothing of a category is there with an empty list. Raises RatingsError
    where a category has no unit or fewer than two annotators.
    """
    parts = {}
    above = below = 0.0
    for category, found in units.items():
        if len(found) < 2 or not any(found.values()):
            raise RatingsError(f"category {category}: alpha needs two annotators and a unit")
        sums, disagreement = _disagreement([Continuum(start, end, found)])
        observed, expected = (float(v[0]) for v in disagreement(sums))
        parts[category] = 1 - observed / expected
        above += observed
        below += expected
    return {**parts, "together": 1 - above / below}

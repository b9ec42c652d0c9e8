"""Intervals by drawing documents anew, from sums kept for each document.

Every coefficient here is a function of sums over documents. A replicate of the bootstrap draws D
documents with replacement, which gives each a weight; its sums are the weighted sums, one matrix
product for all replicates, and nothing is computed again from the data. Documents are drawn, not
units, because the units of one article are not independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHUNK = 128


@dataclass(frozen=True)
class Replicates:
    """The draws of a bootstrap: the same for every statistic of a report, so that differences
    between statistics have intervals too. Percentiles after Efron and Tibshirani, "An Introduction
    to the Bootstrap" (1993), ch. 13."""

    documents: int
    replicates: int = 1000
    seed: int = 0

    @cached_property
    def weights(self) -> NDArray[np.uint16]:
        """How often each replicate drew each document, shape (R, D); rows sum to D."""
        rng = np.random.default_rng(self.seed)
        made = np.empty((self.replicates, self.documents), dtype=np.uint16)
        for row in made:
            drawn = rng.integers(self.documents, size=self.documents)
            row[:] = np.bincount(drawn, minlength=self.documents)
        return made

    def totals(self, sums: Floats) -> Floats:
        """The sums of every replicate, from (D, K) to (R, K)."""
        weights = self.weights
        used = np.flatnonzero(sums.any(axis=1))
        if len(used) * 2 < len(sums):  # a part of the data: the rest adds nothing
            weights, sums = weights[:, used], sums[used]
        made = np.empty((self.replicates, sums.shape[1]))
        for start in range(0, self.replicates, CHUNK):
            block = weights[start : start + CHUNK].astype(np.float64)
            made[start : start + CHUNK] = block @ sums
        return made


class Statistic(Protocol):
    """A number with its replicates."""

    def point(self) -> float:
        """The value on the data; NaN where it is not defined."""
        ...

    def replicates(self, draws: Replicates) -> Floats:
        """The value on every replicate, shape (R,); NaN where it is not defined."""
        ...


@dataclass(frozen=True)
class FromSums:
    """A statistic that is a function ``value``, from (..., K) to (...), of sums over documents,
    ``sums`` of shape (D, K)."""

    sums: Floats
    value: Callable[[Floats], Floats]

    def point(self) -> float:
        return float(self.value(self.sums.sum(axis=0)[None, :])[0])

    def replicates(self, draws: Replicates) -> Floats:
        return self.value(draws.totals(self.sums))


@dataclass(frozen=True)
class MeanOf:
    """The mean of several statistics, over those that are defined."""

    parts: Sequence[Statistic]

    def point(self) -> float:
        return float(_mean(np.array([[p.point()] for p in self.parts]))[0])

    def replicates(self, draws: Replicates) -> Floats:
        return _mean(np.array([p.replicates(draws) for p in self.parts]))


def _mean(values: Floats) -> Floats:
    there = ~np.isnan(values)
    number = there.sum(axis=0)
    total = np.where(there, values, 0.0).sum(axis=0)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def quotient(above: Floats, below: Floats) -> Floats:
    """``above / below``, NaN where ``below`` is 0 (or less than rounding leaves of it)."""
    made: Floats = np.divide(
        above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=below > 1e-12
    )
    return made


def interval(values: Floats, level: float = 0.95) -> tuple[float, float] | None:
    """The percentile interval of replicates; None where fewer than half of them are defined."""
    there = values[~np.isnan(values)]
    if len(there) * 2 < len(values) or len(there) < 2:
        return None
    low, high = np.quantile(there, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)

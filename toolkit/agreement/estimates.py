"""One number of a report, with its interval or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.agreement.alignment import Unit
from toolkit.agreement.bootstrap import Floats, Replicates, Statistic, interval
from toolkit.agreement.coefficients import undefined
from toolkit.agreement.fields import Field, Scheme, field_alpha, field_ratings
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.report import EstimateRow

DIGITS = 6


@dataclass(frozen=True)
class Difference:
    """One statistic minus another, on the same draws."""

    first: Statistic
    second: Statistic

    def point(self) -> float:
        return self.first.point() - self.second.point()

    def replicates(self, draws: Replicates) -> Floats:
        return self.first.replicates(draws) - self.second.replicates(draws)


@dataclass(frozen=True)
class Estimator:
    """Estimates that share one set of bootstrap draws of ``documents``."""

    documents: tuple[str, ...]
    annotators: tuple[str, ...]
    draws: Replicates
    level: float
    scheme: Scheme

    def estimate(self, statistic: Statistic, units: int, documents: int, why: str) -> EstimateRow:
        """A statistic with its interval; ``why`` is the note where it is not defined."""
        value = statistic.point() if units else float("nan")
        if np.isnan(value):
            return row(None, None, units, documents, why or "it is not defined on these data")
        if documents < 2:
            return row(value, None, units, documents, "one document gives no interval")
        limits = interval(statistic.replicates(self.draws), self.level)
        note = None if limits else "too few documents: most bootstrap draws leave it undefined"
        return row(value, limits, units, documents, note)

    def of_ratings(self, statistic: Statistic, data: Ratings) -> EstimateRow:
        """A coefficient on ratings."""
        paired = data.values_per_unit >= 2
        documents = len(np.unique(data.document[paired]))
        return self.estimate(statistic, int(paired.sum()), documents, undefined(data))

    def ratings(self, units: Sequence[Unit], field: Field) -> Ratings:
        """The ratings of a field on some units, with documents numbered as in the draws."""
        return field_ratings(units, field, self.scheme, self.documents, self.annotators)

    def alpha(self, data: Ratings, field: Field) -> EstimateRow:
        """The alpha of a field on its ratings."""
        return self.of_ratings(field_alpha(data, field, self.scheme), data)


def row(
    value: float | None,
    limits: tuple[float, float] | None,
    units: int,
    documents: int,
    note: str | None,
) -> EstimateRow:
    """An estimate as a row, rounded."""
    low, high = limits or (None, None)
    return {
        "value": None if value is None else rounded(value),
        "low": None if low is None else rounded(low),
        "high": None if high is None else rounded(high),
        "units": units,
        "documents": documents,
        "note": note,
    }


def rounded(value: float) -> float:
    """To the digits that a report holds; no negative zero."""
    return round(float(value), DIGITS) + 0.0

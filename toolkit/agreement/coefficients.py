"""Krippendorff's alpha and the coefficients that reviewers ask for beside it.

Each is made from :class:`~toolkit.agreement.ratings.Ratings` as a statistic with one row of sums
for each document, so that all of them share one bootstrap. :func:`alpha` is the short way for an
array.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.agreement.bootstrap import Floats, FromSums, MeanOf, Statistic, quotient
from toolkit.agreement.distances import PairDistance, matrix, numbers
from toolkit.agreement.ratings import Ratings, RatingsError, ratings

ROWS = 8192


def alpha(
    values: Any,
    metric: str | PairDistance = "nominal",
    *,
    distances: NDArray[np.float64] | None = None,
) -> float:
    """Krippendorff's alpha of an annotators x units array with NaN or None where missing.

    ``values`` may be nested lists, a numpy array or a polars frame (a row for each unit, a column
    for each annotator). ``metric`` is nominal, ordinal, interval, ratio, or a function of two
    values; ``distances``, shape (V, V), gives them for the V distinct values in sorted order
    instead. Raises RatingsError, which is a ValueError, where alpha is not defined.

    Source: Krippendorff, "Content Analysis" (2004), ch. 11.

    >>> alpha([[1, 2, 2, None], [1, 2, 3, 3]])
    0.5454545454545454
    """
    made = ratings(values)
    result = alpha_statistic(made, metric, distances).point()
    if np.isnan(result):
        raise RatingsError(f"alpha is not defined: {undefined(made) or 'chance is perfect'}")
    return result


def undefined(data: Ratings) -> str:
    """Why no coefficient is defined on these ratings, as a sentence; empty where one may be."""
    if not len(data.code):
        return "there are no values"
    if data.annotators < 2:
        return "there is only one annotator"
    if not (data.values_per_unit >= 2).any():
        return "no unit has values from two annotators"
    used = np.unique(data.pairable.indices)
    if len(used) < 2:
        return f"every value is the same ({data.categories[int(used[0])]})"
    return ""


def alpha_statistic(
    data: Ratings,
    metric: str | PairDistance = "nominal",
    distances: NDArray[np.float64] | None = None,
) -> FromSums:
    """Alpha = 1 - (n - 1) d / e for n pairable values: d the sum over units of the disagreement
    within each, over m_u - 1; e that between all pairs of values.

    With the interval metric both follow from the sums of x and of its square, with the nominal one
    from the marginal counts; otherwise e is the quadratic form of the counts and the matrix.
    """
    pairs = data.pairable
    m = np.where(data.values_per_unit >= 2, data.values_per_unit, 2.0)  # 2: divides an empty row
    if metric == "interval" and distances is None:
        x = numbers(data.categories, "interval") if data.categories else np.zeros(1)
        x = x - (x.mean() if len(x) else 0.0)  # centred, against cancellation in n Σx² - (Σx)²
        n, s, q = pairs @ np.ones_like(x), pairs @ x, pairs @ x**2
        d = 2 * (n * q - s**2) / (m - 1)
        sums = np.stack([data.by_document(v) for v in (d, n, s, q)], axis=1)

        def moments(t: Floats) -> Floats:
            d, n, s, q = t[..., 0], t[..., 1], t[..., 2], t[..., 3]
            return 1 - quotient((n - 1) * d, 2 * (n * q - s**2))

        return FromSums(sums, moments)
    per_document = data.by_document(pairs)  # (D, V)
    if metric == "nominal" and distances is None:
        n = np.asarray(pairs.sum(axis=1)).ravel()
        squares = np.asarray(pairs.multiply(pairs).sum(axis=1)).ravel()
        sums = np.column_stack([data.by_document((n**2 - squares) / (m - 1)), per_document])

        def nominal(t: Floats) -> Floats:
            marginal = t[..., 1:]
            n = marginal.sum(axis=-1)
            return 1 - quotient((n - 1) * t[..., 0], n**2 - (marginal**2).sum(axis=-1))

        return FromSums(sums, nominal)
    weights = (
        matrix(data.categories, metric, per_document.sum(axis=0))
        if distances is None
        else np.asarray(distances, dtype=np.float64)
    )
    if weights.shape != (len(data.categories),) * 2:
        raise RatingsError(
            f"the distances have shape {weights.shape} for {len(data.categories)} values"
        )
    if not data.categories:
        weights = np.zeros((1, 1))
    within = np.empty(data.units)
    for start in range(0, data.units, ROWS):  # in blocks: the product is dense, units x categories
        block = pairs[start : start + ROWS]
        within[start : start + ROWS] = np.asarray(
            block.multiply(np.asarray(block @ weights)).sum(axis=1)
        ).ravel()
    sums = np.column_stack([data.by_document(within / (m - 1)), per_document])

    def weighted(t: Floats) -> Floats:
        marginal = t[..., 1:]
        expected = ((marginal @ weights) * marginal).sum(axis=-1)
        return 1 - quotient((marginal.sum(axis=-1) - 1) * t[..., 0], expected)

    return FromSums(sums, weighted)


def _agreement_sums(data: Ratings) -> Floats:
    """Per document: units with two values or more, the sum of their shares of agreeing pairs,
    units with a value, and the sum of their shares of each category; shape (D, 3 + V)."""
    m = data.values_per_unit
    squares = np.asarray(data.counts.multiply(data.counts).sum(axis=1)).ravel()
    rated, paired = m >= 1, m >= 2
    agree = np.divide(squares - m, m * (m - 1), out=np.zeros_like(m), where=paired)
    shares = data.counts.multiply((1 / np.where(rated, m, 1.0))[:, None]).tocsr()
    return np.column_stack(
        [
            data.by_document(paired.astype(np.float64)),
            data.by_document(agree),
            data.by_document(rated.astype(np.float64)),
            data.by_document(shares),
        ]
    )


def percent_statistic(data: Ratings) -> FromSums:
    """The share of agreeing pairs of values, averaged over units with two values or more."""
    return FromSums(_agreement_sums(data)[:, :2], lambda t: quotient(t[..., 1], t[..., 0]))


def fleiss_statistic(data: Ratings) -> FromSums:
    """Fleiss' kappa (1971) as Gwet generalised it to missing values ("Handbook of Inter-Rater
    Reliability", 2014, ch. 2): chance is the sum of squared mean shares of the categories."""

    def value(t: Floats) -> Floats:
        observed = quotient(t[..., 1], t[..., 0])
        share = quotient(t[..., 3:], t[..., 2:3])
        chance = (share**2).sum(axis=-1)
        return quotient(observed - chance, 1 - chance)

    return FromSums(_agreement_sums(data), value)


def ac1_statistic(data: Ratings, categories: int | None = None) -> FromSums:
    """Gwet's AC1 (2008) for q categories (those used, unless given): chance is
    Σ π(1 - π) / (q - 1)."""
    q = max(len(data.categories) if categories is None else categories, 2)

    def value(t: Floats) -> Floats:
        observed = quotient(t[..., 1], t[..., 0])
        share = quotient(t[..., 3:], t[..., 2:3])
        chance = (share * (1 - share)).sum(axis=-1) / (q - 1)
        return quotient(observed - chance, 1 - chance)

    return FromSums(_agreement_sums(data), value)


def cohen_pair_statistic(data: Ratings, first: int, second: int) -> FromSums:
    """Cohen's kappa (1960) of two annotators, by number, on the units that both gave a value."""
    table = data.table()
    a, b = table[first], table[second]
    both = (a >= 0) & (b >= 0)
    size = max(len(data.categories), 1)
    where = data.document[both]

    def marginal(codes: NDArray[np.int64]) -> Floats:
        flat = np.bincount(where * size + codes[both], minlength=data.documents * size)
        return flat.reshape(data.documents, size).astype(np.float64)

    sums: Floats = np.column_stack(
        [
            np.bincount(where, minlength=data.documents).astype(np.float64),
            np.bincount(where[(a == b)[both]], minlength=data.documents).astype(np.float64),
            marginal(a),
            marginal(b),
        ]
    )

    def value(t: Floats) -> Floats:
        n = t[..., 0]
        observed = quotient(t[..., 1], n)
        chance = quotient((t[..., 2 : 2 + size] * t[..., 2 + size :]).sum(axis=-1), n**2)
        return quotient(observed - chance, 1 - chance)

    return FromSums(sums, value)


def cohen_statistic(data: Ratings) -> Statistic:
    """The mean of Cohen's kappa over the pairs of annotators (Light 1971)."""
    pairs: Sequence[tuple[int, int]] = list(combinations(range(data.annotators), 2))
    return MeanOf([cohen_pair_statistic(data, i, j) for i, j in pairs])

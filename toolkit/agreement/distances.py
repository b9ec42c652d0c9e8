"""Distances between values, as the D of Krippendorff's alpha wants them.

Alpha's disagreement function is the *squared* difference for interval data; a distance on a tree
or on the globe takes that place as it is, unsquared: the squared path length fails the triangle
inequality and would weigh a far miss out of proportion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from toolkit.agreement.codes import path_matrices
from toolkit.records import ToolkitError

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = get_args(Metric)
PairDistance = Callable[[Any, Any], float]

EARTH_RADIUS_KM = 6371.0088
MOST_CATEGORIES = 10_000


class MetricError(ToolkitError, ValueError):
    """A metric that does not exist or does not fit the values."""


def numbers(categories: Sequence[Any], metric: str) -> NDArray[np.float64]:
    """The categories as numbers, shape (V,); raises MetricError where one is no number."""
    try:
        return np.array(categories, dtype=np.float64)
    except (TypeError, ValueError):
        raise MetricError(f"the {metric} metric needs numbers; use nominal for names") from None


def matrix(
    categories: Sequence[Any], metric: str | PairDistance, counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The disagreement of every pair of V categories, shape (V, V).

    ``counts`` (V,) are the pairable values of each category, which the ordinal metric needs.
    Formulas: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section "Difference
    functions". Raises MetricError for an unknown metric or unfit values.
    """
    size = len(categories)
    if size > MOST_CATEGORIES:
        raise MetricError(
            f"{size} different values are too many for a matrix of distances; use interval, "
            "or round the values"
        )
    if callable(metric):
        made = np.zeros((size, size))
        for i in range(size):
            for j in range(i):
                made[i, j] = made[j, i] = metric(categories[i], categories[j])
        return made
    if metric == "nominal":
        return 1.0 - np.eye(size)
    if metric == "interval":
        x = numbers(categories, metric)
        return (x[:, None] - x[None, :]) ** 2
    if metric == "ratio":
        x = numbers(categories, metric)
        total = x[:, None] + x[None, :]
        share = np.divide(
            x[:, None] - x[None, :], total, out=np.zeros_like(total), where=total != 0
        )
        return share**2
    if metric == "ordinal":
        order = np.argsort(numbers(categories, metric))
        n = counts[order]
        below = np.cumsum(n) - n / 2  # each category at the middle of its ranks
        made = np.zeros((size, size))
        made[np.ix_(order, order)] = (below[:, None] - below[None, :]) ** 2
        return made
    raise MetricError(f"there is no metric {metric!r}; use one of {', '.join(METRICS)}")


def elements(code: str) -> tuple[str, ...]:
    """The elements of three letters that make up an actor code: USAMIL → USA, MIL."""
    return tuple(code[i : i + 3] for i in range(0, len(code), 3))


def actor_distance(a: str, b: str) -> float:
    """Jaccard distance between the sets of an actor code's beginnings, in 0..1; a metric.

    USA and USAMIL share one beginning of two: 0.5; USAGOV and USAMIL one of three: 0.67.
    """
    if a == b:
        return 0.0
    lengths, shared = path_matrices([elements(a), elements(b)])
    return float(1 - shared[0, 1] / (lengths.sum() - shared[0, 1]))


def actor_distances(codes: Sequence[str]) -> NDArray[np.float64]:
    """:func:`actor_distance` between all pairs, shape (V, V)."""
    lengths, shared = path_matrices([elements(c) for c in codes])
    union = lengths[:, None] + lengths[None, :] - shared
    return 1 - np.divide(shared, union, out=np.ones(shared.shape), where=union > 0)


def great_circle(places: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Great-circle distances in km between all pairs of (latitude, longitude) in degrees, shape
    (V, V), by the haversine formula on a sphere of the Earth's mean radius."""
    lat, lon = np.radians(np.array(places, dtype=np.float64).reshape(-1, 2)).T
    dlat, dlon = lat[:, None] - lat[None, :], lon[:, None] - lon[None, :]
    h = np.sin(dlat / 2) ** 2 + np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))

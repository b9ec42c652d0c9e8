"""Who gave which value to which unit: the one form that every coefficient reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from toolkit.records import ToolkitError

if TYPE_CHECKING:
    import polars as pl


class RatingsError(ToolkitError, ValueError):
    """Values from which no agreement can be computed, and why."""


@dataclass(frozen=True)
class Ratings:
    """N values given by A annotators to U units in D documents.

    ``unit``, ``annotator`` and ``code`` have shape (N,): the numbers of the unit, the annotator and
    the category of each value; ``categories`` holds the V distinct values. ``document``, shape
    (U,), is the number of the document that each unit lies in: the bootstrap draws documents.
    """

    unit: NDArray[np.int64]
    annotator: NDArray[np.int64]
    code: NDArray[np.int64]
    categories: tuple[Any, ...]
    document: NDArray[np.int64]
    annotators: int
    documents: int

    @property
    def units(self) -> int:
        return len(self.document)

    @cached_property
    def counts(self) -> sparse.csr_matrix:
        """How many annotators gave each unit each value, shape (U, V)."""
        ones = np.ones(len(self.code))
        shape = (self.units, max(len(self.categories), 1))
        return sparse.csr_matrix((ones, (self.unit, self.code)), shape=shape)

    @cached_property
    def values_per_unit(self) -> NDArray[np.float64]:
        """How many values each unit has, shape (U,)."""
        return np.bincount(self.unit, minlength=self.units).astype(np.float64)

    @cached_property
    def pairable(self) -> sparse.csr_matrix:
        """:attr:`counts` with the rows of units that have fewer than two values emptied."""
        keep = sparse.diags((self.values_per_unit >= 2).astype(np.float64))
        made: sparse.csr_matrix = (keep @ self.counts).tocsr()
        return made

    def by_document(self, per_unit: Any) -> NDArray[np.float64]:
        """Sums over the units of each document, from shape (U, ...) to (D, ...)."""
        if sparse.issparse(per_unit):
            rows = np.arange(self.units)
            collect = sparse.csr_matrix(
                (np.ones(self.units), (self.document, rows)), shape=(self.documents, self.units)
            )
            return np.asarray((collect @ per_unit).todense())
        made = np.bincount(self.document, weights=per_unit, minlength=self.documents)
        return made.astype(np.float64)

    def part(
        self, units: NDArray[np.bool_], annotators: NDArray[np.bool_] | None = None
    ) -> Ratings:
        """The values of some units, shape (U,), and some annotators, shape (A,), with the numbers
        as they are."""
        keep = units[self.unit]
        if annotators is not None:
            keep &= annotators[self.annotator]
        return replace(
            self,
            unit=self.unit[keep],
            annotator=self.annotator[keep],
            code=self.code[keep],
        )

    def table(self) -> NDArray[np.int64]:
        """The category numbers as an annotators x units array, -1 where there is no value."""
        made = np.full((self.annotators, self.units), -1, dtype=np.int64)
        made[self.annotator, self.unit] = self.code
        return made


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def encode(values: Sequence[Any]) -> tuple[NDArray[np.int64], tuple[Any, ...]]:
    """Numbers of the distinct values, -1 for None and NaN, and the values in sorted order."""
    present = {v for v in values if not _is_missing(v)}
    try:
        categories = tuple(sorted(present))
    except TypeError:  # values of several kinds: by kind, then by what they look like
        categories = tuple(sorted(present, key=lambda v: (type(v).__name__, repr(v))))
    rank: dict[Any, int] = {v: i for i, v in enumerate(categories)}
    codes = np.array([-1 if _is_missing(v) else rank[v] for v in values], dtype=np.int64)
    return codes, categories


def ratings(values: Any, documents: Sequence[Any] | None = None) -> Ratings:
    """Ratings from an annotators x units array or nested lists, NaN or None where missing.

    A polars frame has a row for each unit and a column for each annotator. ``documents`` names the
    document of each unit, shape (U,); without it each unit is a document of its own. Raises
    RatingsError where the values have no such shape.
    """
    if hasattr(values, "get_columns"):  # a polars frame
        values = [column.to_list() for column in values.get_columns()]
    try:
        array = np.asarray(values)
    except ValueError:
        raise RatingsError("the annotators do not have equally many units") from None
    if array.ndim != 2:
        raise RatingsError(f"values must be annotators x units, not of {array.ndim} dimension(s)")
    if array.dtype.kind in "US":
        array = np.asarray(values, dtype=object)  # keeps None apart from the word "None"
    if array.dtype.kind in "iub":
        array = array.astype(np.float64)
    if array.dtype.kind == "f":
        there = ~np.isnan(array)
        annotator, unit = np.nonzero(there)
        found, code = np.unique(array[there], return_inverse=True)
        categories = tuple(float(v) for v in found)
    else:
        flat, categories = encode(array.ravel().tolist())
        annotator, unit = np.nonzero((flat >= 0).reshape(array.shape))
        code = flat[flat >= 0]
    names = list(range(array.shape[1])) if documents is None else list(documents)
    if len(names) != array.shape[1]:
        raise RatingsError(f"{len(names)} documents are named for {array.shape[1]} units")
    number, distinct = (
        (np.arange(len(names)), names) if documents is None else encode(names)  # each its own
    )
    return Ratings(
        unit.astype(np.int64),
        annotator.astype(np.int64),
        code.astype(np.int64).ravel(),
        categories,
        number.astype(np.int64),
        array.shape[0],
        len(distinct),
    )


def ratings_from_frame(
    frame: pl.DataFrame,
    *,
    unit: str = "unit",
    annotator: str = "annotator",
    value: str = "value",
    document: str | None = None,
) -> Ratings:
    """Ratings from a long polars frame with a row for each value.

    Raises RatingsError where an annotator gives one unit two values.
    """
    kept = frame.filter(frame[value].is_not_null())
    if kept.select(unit, annotator).is_duplicated().any():
        raise RatingsError("an annotator gives one unit two values; keep one of them")
    units, unit_names = encode(kept[unit].to_list())
    people, people_names = encode(kept[annotator].to_list())
    codes, categories = encode(kept[value].to_list())
    if document is None:
        place, places = np.arange(len(unit_names)), len(unit_names)
    else:
        numbers, names = encode(kept[document].to_list())
        place, places = np.zeros(len(unit_names), dtype=np.int64), len(names)
        place[units] = numbers
    return Ratings(units, people, codes, categories, place, len(people_names), places)

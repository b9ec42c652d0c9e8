"""What a measurement of agreement says: the rows of ``report.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from toolkit.agreement.alignment import Unit
from toolkit.agreement.fields import Scheme
from toolkit.agreement.panel import Panel
from toolkit.records import Document


class EstimateRow(TypedDict):
    """A number with its interval. ``value`` is null where it is not defined, ``low`` and ``high``
    where no interval can be given; ``note`` then says why. ``units`` are those with two values or
    more, in ``documents`` documents."""

    value: float | None
    low: float | None
    high: float | None
    units: int
    documents: int
    note: str | None


class FieldRow(TypedDict):
    """Agreement on one field of aligned events. ``present`` is the share of aligned pairs in which
    both give a value; the coefficients for names stand beside alpha where the metric is nominal."""

    field: str
    level: str
    metric: str
    title: str
    alpha: EstimateRow
    percent: EstimateRow | None
    cohen: EstimateRow | None
    fleiss: EstimateRow | None
    ac1: EstimateRow | None
    present: float | None


class DetectionRow(TypedDict):
    measure: str
    title: str
    estimate: EstimateRow


class AnnotatorRow(TypedDict):
    """``documents`` looked at, of which ``shared`` with another annotator; ``alone`` are the events
    of shared documents that nobody else saw."""

    annotator: str
    documents: int
    shared: int
    events: int
    no_events: int
    skipped: int
    alone: int
    median_seconds: float | None


class SettingsRow(TypedDict):
    toolkit: str
    codes: str
    threshold: float
    similarity: dict[str, float | None]
    replicates: int
    seed: int
    level: float


class TotalsRow(TypedDict):
    documents: int
    shared_documents: int
    annotators: int
    events: int
    units: int
    seen_by_two: int
    aligned_pairs: float | None


class ReportRow(TypedDict):
    """The whole of ``report.json``."""

    settings: SettingsRow
    totals: TotalsRow
    annotators: list[AnnotatorRow]
    detection: list[DetectionRow]
    fields: list[FieldRow]
    warnings: list[str]


@dataclass(frozen=True)
class Report:
    """``row`` is what ``report.json`` holds; the rest is what it was made from, for those who show
    it."""

    row: ReportRow
    panel: Panel
    units: tuple[Unit, ...]
    documents: Mapping[str, Document]
    scheme: Scheme

    def alpha(self, key: str) -> EstimateRow:
        """The alpha of a field by its key, such as ``action.root``; raises KeyError."""
        for field in self.row["fields"]:
            if f"{field['field']}.{field['level']}" == key:
                return field["alpha"]
        raise KeyError(key)

    def detection(self, measure: str) -> EstimateRow:
        """A measure of detection by its name, such as ``f1_aligned``; raises KeyError."""
        for row in self.row["detection"]:
            if row["measure"] == measure:
                return row["estimate"]
        raise KeyError(measure)

"""What a measurement of agreement says: the rows of ``report.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from typing_extensions import TypedDict

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
    both give a value; the coefficients for names stand beside alpha where the metric is nominal.
    ``units_needed`` tell an alpha of 2/3 from a better one; ``documents_needed`` would narrow the
    interval to ± 0.1. ``differ`` names the units on which annotators gave different values."""

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
    units_needed: int | None
    documents_needed: int | None
    differ: list[str]


class DetectionRow(TypedDict):
    measure: str
    title: str
    estimate: EstimateRow


class AnnotatorRow(TypedDict):
    """``documents`` looked at, of which ``shared`` with another annotator; ``alone`` are the events
    of shared documents that nobody else saw, ``missed`` those that others saw and this one not.
    ``effect`` is alpha with everybody minus alpha without this annotator: below 0, agreement is
    better without."""

    annotator: str
    documents: int
    shared: int
    events: int
    no_events: int
    skipped: int
    alone: int
    missed: int
    median_seconds: float | None
    effect: dict[str, EstimateRow]


SliceKind = Literal["pair", "language", "period", "text", "coding"]


class SliceRow(TypedDict):
    """Agreement on a part of the data: a ``pair`` of annotators, a ``language``, a ``period`` of
    annotation, ``text`` new or seen before, ``coding`` from a machine's proposal or from nothing.
    ``alphas`` are by the keys of fields."""

    kind: SliceKind
    name: str
    documents: int
    units: int
    f1: EstimateRow
    alphas: dict[str, EstimateRow]


class CodeRow(TypedDict):
    """Agreement on one root code against all others. ``agreed`` is the share of the pairs with the
    code on either side that have it on both."""

    code: str
    name: str
    events: int
    alpha: EstimateRow
    agreed: float | None
    differ: list[str]


class ConfusionRow(TypedDict):
    """Aligned pairs of annotators of whom one gave ``a`` and the other ``b``, in either order."""

    field: str
    a: str
    b: str
    pairs: int
    units: list[str]


class SweepRow(TypedDict):
    """What another threshold of alignment would give."""

    threshold: float
    units: int
    aligned_pairs: float | None
    alphas: dict[str, float | None]


class CodingRow(TypedDict):
    """One annotator's coding of a unit, in short."""

    annotator: str
    event_id: str
    start: int
    end: int
    text: str
    code: str
    source: str | None
    target: str | None
    date: str | None
    location: str | None
    status: str


class UnitRow(TypedDict):
    """An event on which annotators differ: who ``missing`` did not mark it, on which ``fields``
    the others differ; ``disagreement`` counts a missing mark as 1, a pair of marks as 1 minus
    their similarity, over all pairs."""

    unit: str
    doc_id: str
    missing: list[str]
    fields: list[str]
    disagreement: float
    codings: list[CodingRow]


class DisputedRow(TypedDict):
    """A document by how much its annotators differ: ``disagreement`` is the sum over its units,
    ``share`` that sum over the pairs compared, 0..1."""

    doc_id: str
    title: str | None
    lang: str | None
    annotators: list[str]
    units: int
    differing: int
    disagreement: float
    share: float


class SettingsRow(TypedDict):
    toolkit: str
    codes: str
    guidelines: list[str]
    threshold: float
    similarity: dict[str, float | None]
    replicates: int
    seed: int
    level: float
    versions: dict[str, str]


class TotalsRow(TypedDict):
    """``aligned_pairs`` is the share of events that another annotator of the document marked too,
    over all pairs of annotators."""

    documents: int
    shared_documents: int
    annotators: int
    events: int
    units: int
    seen_by_two: int
    aligned_pairs: float | None
    skipped: int
    undecided: int
    repeated: int


class ReferenceRow(TypedDict):
    """What others reached, to read one's own numbers beside."""

    measure: str
    low: float
    high: float
    what: str


class ReportRow(TypedDict):
    """The whole of ``report.json``."""

    settings: SettingsRow
    totals: TotalsRow
    warnings: list[str]
    detection: list[DetectionRow]
    fields: list[FieldRow]
    annotators: list[AnnotatorRow]
    slices: list[SliceRow]
    codes: list[CodeRow]
    confusion: list[ConfusionRow]
    sweep: list[SweepRow]
    documents: list[DisputedRow]
    units: list[UnitRow]
    reference: list[ReferenceRow]
    methods: str


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

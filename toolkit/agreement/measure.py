"""From annotations to a report of agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from statistics import median

import numpy as np

from toolkit import __version__
from toolkit.agreement import detection as seen
from toolkit.agreement.alignment import THRESHOLD, Unit, align
from toolkit.agreement.bootstrap import Replicates, Statistic, interval
from toolkit.agreement.codes import CodeList
from toolkit.agreement.coefficients import (
    ac1_statistic,
    alpha_statistic,
    cohen_statistic,
    fleiss_statistic,
    percent_statistic,
    undefined,
)
from toolkit.agreement.fields import Field, Scheme, field_alpha, field_ratings, fields_for
from toolkit.agreement.panel import Panel
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.report import (
    AnnotatorRow,
    DetectionRow,
    EstimateRow,
    FieldRow,
    Report,
    ReportRow,
    TotalsRow,
)
from toolkit.agreement.similarity import Similarity
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document

DIGITS = 6


def measure(
    annotations: Iterable[Annotation],
    documents: Iterable[Document] | Mapping[str, Document] = (),
    codebook: Codebook | None = None,
    *,
    codes: CodeList | None = None,
    similarity: Similarity | None = None,
    threshold: float = THRESHOLD,
    replicates: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Report:
    """The agreement of annotators on events and on each of their fields.

    ``documents`` are needed for what regards the text (sentences, lengths); what lacks them is left
    out with a note. ``codes`` replaces the action codes of ``codebook``; without either every code
    is taken for a name in a flat list. Intervals are percentiles over ``replicates`` bootstrap
    draws of documents.
    """
    panel = Panel.of(annotations)
    texts = dict(documents) if isinstance(documents, Mapping) else {d.doc_id: d for d in documents}
    events = [e for people in panel.looked.values() for a in people.values() for e in a.events]
    if codes is None:
        codes = CodeList.of(codebook) if codebook else CodeList.flat(e.action.code for e in events)
    scheme = Scheme(codes, codebook)
    similarity = similarity or Similarity()
    units = align(panel, codes, similarity, threshold)
    measurer = Measurer(panel, units, texts, scheme, replicates, seed, level)
    weights = {name: getattr(similarity, name) for name in Similarity.__slots__}
    row: ReportRow = {
        "settings": {
            "toolkit": __version__,
            "codes": codes.title,
            "threshold": threshold,
            "similarity": weights,
            "replicates": replicates,
            "seed": seed,
            "level": level,
        },
        "totals": measurer.totals(),
        "annotators": measurer.annotators(),
        "detection": measurer.detection(),
        "fields": [measurer.field(f) for f in fields_for(scheme)],
        "warnings": measurer.warnings(),
    }
    return Report(row, panel, units, texts, scheme)


class Measurer:
    """The parts of a report that share one alignment and one set of bootstrap draws."""

    def __init__(
        self,
        panel: Panel,
        units: tuple[Unit, ...],
        texts: Mapping[str, Document],
        scheme: Scheme,
        replicates: int,
        seed: int,
        level: float,
    ) -> None:
        self.panel = panel
        self.texts = texts
        self.scheme = scheme
        self.level = level
        self.shared = panel.shared
        place = set(self.shared)
        self.units = tuple(u for u in units if u.doc_id in place)
        self.draws = Replicates(len(self.shared), replicates, seed)

    # -- one number --------------------------------------------------------------------------

    def estimate(self, statistic: Statistic, units: int, documents: int, why: str) -> EstimateRow:
        """A statistic with its interval; ``why`` is the note where it is not defined."""
        value = statistic.point() if units else float("nan")
        if np.isnan(value):
            return _row(None, None, units, documents, why or "it is not defined on these data")
        if documents < 2:
            return _row(value, None, units, documents, "one document gives no interval")
        limits = interval(statistic.replicates(self.draws), self.level)
        note = None if limits else "too few documents: most bootstrap draws leave it undefined"
        return _row(value, limits, units, documents, note)

    def of_ratings(self, statistic: Statistic, data: Ratings) -> EstimateRow:
        """A coefficient on ratings."""
        paired = data.values_per_unit >= 2
        documents = len(np.unique(data.document[paired]))
        return self.estimate(statistic, int(paired.sum()), documents, undefined(data))

    # -- the parts ---------------------------------------------------------------------------

    def totals(self) -> TotalsRow:
        looked = self.panel.looked
        two = sum(len(u.events) > 1 for u in self.units)
        matched = sum(len(u.events) * (len(u.events) - 1) for u in self.units)
        possible = sum(
            (a in u.events) + (b in u.events)
            for u in self.units
            for a, b in combinations(u.looked, 2)
        )
        return {
            "documents": len(looked),
            "shared_documents": len(self.shared),
            "annotators": len(self.panel.annotators),
            "events": sum(len(a.events) for people in looked.values() for a in people.values()),
            "units": len(self.units),
            "seen_by_two": two,
            "aligned_pairs": round(matched / possible, DIGITS) if possible else None,
        }

    def annotators(self) -> list[AnnotatorRow]:
        rows: list[AnnotatorRow] = []
        shared = set(self.shared)
        for name in self.panel.annotators:
            mine = {d: p[name] for d, p in self.panel.looked.items() if name in p}
            seconds = [a.seconds for a in mine.values() if a.seconds is not None]
            rows.append(
                {
                    "annotator": name,
                    "documents": len(mine),
                    "shared": len(shared & mine.keys()),
                    "events": sum(len(a.events) for a in mine.values()),
                    "no_events": sum(a.no_events for a in mine.values()),
                    "skipped": sum(a.annotator == name for a in self.panel.skipped),
                    "alone": sum(list(u.events) == [name] for u in self.units),
                    "median_seconds": median(seconds) if seconds else None,
                }
            )
        return rows

    def detection(self) -> list[DetectionRow]:
        codes = self.scheme.codes
        panel = self.panel.on(self.shared)
        rows: list[DetectionRow] = []
        whole = seen.holds_event(panel, self.shared, None)
        rows.append(
            {
                "measure": "alpha_document",
                "title": "Holds an event, by document (alpha)",
                "estimate": self.of_ratings(alpha_statistic(whole), whole),
            }
        )
        if all(doc_id in self.texts for doc_id in self.shared):
            spans = {d: seen.sentences_of(self.texts[d]) for d in self.shared}
            sentences = seen.holds_event(panel, self.shared, spans)
            rows.append(
                {
                    "measure": "alpha_sentence",
                    "title": "Holds an event, by sentence (alpha)",
                    "estimate": self.of_ratings(alpha_statistic(sentences), sentences),
                }
            )
        soft = seen.aligned_f1_statistic(panel, self.units, self.shared)
        exact = seen.f1_statistic(panel, self.shared, seen.same_key(seen.strict(codes.normal)))
        triples = seen.f1_statistic(panel, self.shared, seen.same_key(seen.triple(codes.root)))
        spans_f1 = seen.f1_statistic(panel, self.shared, seen.overlapping)
        for name, title, statistic in (
            ("f1_aligned", "Events aligned (mean pairwise F1)", soft),
            ("f1_overlap", "Action spans overlapping (mean pairwise F1)", spans_f1),
            ("f1_triple", "Same source, target and root code (mean pairwise F1)", triples),
            ("f1_strict", "Same words, code, source, target, status (mean pairwise F1)", exact),
        ):
            why = "no annotator marked an event" if self.shared else NOBODY
            estimate = self.estimate(statistic, len(self.units), len(self.shared), why)
            rows.append({"measure": name, "title": title, "estimate": estimate})
        return rows

    def field(self, field: Field) -> FieldRow:
        data = field_ratings(self.units, field, self.scheme, self.shared)
        nominal = field.metric == "nominal"
        aligned = sum(len(u.events) * (len(u.events) - 1) for u in self.units)
        m = data.values_per_unit
        return {
            "field": field.field,
            "level": field.level,
            "metric": field.metric,
            "title": field.title,
            "alpha": self.of_ratings(field_alpha(data, field, self.scheme), data),
            "percent": self.of_ratings(percent_statistic(data), data) if nominal else None,
            "cohen": self.of_ratings(cohen_statistic(data), data) if nominal else None,
            "fleiss": self.of_ratings(fleiss_statistic(data), data) if nominal else None,
            "ac1": self.of_ratings(ac1_statistic(data), data) if nominal else None,
            "present": round(float((m * (m - 1)).sum() / aligned), DIGITS) if aligned else None,
        }

    def warnings(self) -> list[str]:
        found = []
        if len(self.panel.annotators) < 2 or not self.shared:
            found.append(NOBODY)
        if self.panel.undecided:
            found.append(
                f"{len(self.panel.undecided)} annotation(s) hold no event and do not say that "
                "there is none; they count as not yet looked at"
            )
        return found


NOBODY = "no document was looked at by two annotators, so that agreement cannot be measured"


def _row(
    value: float | None,
    limits: tuple[float, float] | None,
    units: int,
    documents: int,
    note: str | None,
) -> EstimateRow:
    low, high = limits or (None, None)
    return {
        "value": None if value is None else _rounded(value),
        "low": None if low is None else _rounded(low),
        "high": None if high is None else _rounded(high),
        "units": units,
        "documents": documents,
        "note": note,
    }


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0  # + 0.0: no negative zero

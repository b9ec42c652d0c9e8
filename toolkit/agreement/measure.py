"""From annotations to a report of agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np
import yaml

from toolkit.agreement import detection as seen
from toolkit.agreement import diagnosis, slices
from toolkit.agreement.alignment import THRESHOLD, Likeness, Unit, assign, compare
from toolkit.agreement.bootstrap import Replicates, Statistic
from toolkit.agreement.codes import CodeList
from toolkit.agreement.coefficients import (
    ac1_statistic,
    alpha_statistic,
    cohen_statistic,
    fleiss_statistic,
    percent_statistic,
)
from toolkit.agreement.estimates import Estimator, rounded
from toolkit.agreement.fields import Field, Scheme, field_alpha, fields_for
from toolkit.agreement.methods import paragraph, versions
from toolkit.agreement.needed import documents_needed, units_needed
from toolkit.agreement.panel import Panel
from toolkit.agreement.report import (
    AnnotatorRow,
    DetectionRow,
    FieldRow,
    ReferenceRow,
    Report,
    ReportRow,
    SettingsRow,
    SweepRow,
    TotalsRow,
)
from toolkit.agreement.similarity import Similarity
from toolkit.agreement.unitizing import Continuum, unitizing_statistic
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document

HEADLINE = ("action.root", "action.code", "source.code", "target.code", "status.status")
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
NOBODY = "no document was looked at by two annotators"
SMALLEST = 2 / 3
"""The alpha below which Krippendorff (2004, section 11.4) would not build on data at all."""


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
    out. ``codes`` replaces the action codes of ``codebook``; without either every code is taken for
    a name in a flat list, and actor codes for plain names. Intervals are percentiles at ``level``
    over ``replicates`` bootstrap draws of documents.
    """
    panel = Panel.of(annotations)
    texts = dict(documents) if isinstance(documents, Mapping) else {d.doc_id: d for d in documents}
    if codes is None:
        found = (e for people in panel.looked.values() for a in people.values() for e in a.events)
        codes = CodeList.of(codebook) if codebook else CodeList.flat(e.action.code for e in found)
    scheme = Scheme(codes, codebook)
    likeness = compare(panel, codes, similarity)
    settings: SettingsRow = {
        "toolkit": versions()["toolkit"],
        "codes": codes.title,
        "guidelines": sorted(
            {a.guidelines for p in panel.looked.values() for a in p.values() if a.guidelines}
        ),
        "threshold": threshold,
        "similarity": {
            name: getattr(similarity or Similarity(), name) for name in Similarity.__slots__
        },
        "replicates": replicates,
        "seed": seed,
        "level": level,
        "versions": versions(),
    }
    units = tuple(u for d in likeness for u in assign(d, threshold))
    measurer = Measurer(panel, units, texts, scheme, similarity or Similarity(), settings)
    return Report(measurer.report(likeness), panel, units, texts, scheme)


class Measurer:
    """The parts of a report that share one alignment and one set of bootstrap draws."""

    def __init__(
        self,
        panel: Panel,
        units: Sequence[Unit],
        texts: Mapping[str, Document],
        scheme: Scheme,
        similarity: Similarity,
        settings: SettingsRow,
    ) -> None:
        self.whole = panel
        self.panel = panel.on(panel.shared)
        self.shared = panel.shared
        place = set(self.shared)
        self.units = tuple(u for u in units if u.doc_id in place)
        self.texts = texts
        self.scheme = scheme
        self.similarity = similarity
        self.settings = settings
        self.fields = fields_for(scheme)
        self.headline = tuple(f for f in self.fields if f.key in HEADLINE)
        draws = Replicates(len(self.shared), settings["replicates"], settings["seed"])
        people = self.panel.annotators
        self.estimator = Estimator(self.shared, people, draws, settings["level"], scheme)
        self.slicer = slices.Slicer(self.panel, self.units, self.estimator, self.headline)

    def report(self, likeness: Sequence[Likeness]) -> ReportRow:
        """All the rows."""
        fields = [self.field(f) for f in self.fields]
        disputed = diagnosis.disputed_units(self.units, self.fields, self.similarity, self.scheme)
        by_key = {f.key: f for f in self.fields}
        grain = by_key.get("action.root", by_key["action.code"])
        confused = [f for f in self.fields if f.key in HEADLINE]
        row: ReportRow = {
            "settings": self.settings,
            "totals": self.totals(),
            "warnings": self.warnings(fields),
            "detection": self.detection(),
            "fields": fields,
            "annotators": self.annotators(),
            "slices": [
                *self.slicer.pairs(),
                *self.slicer.of_documents("language", slices.languages(self.panel, self.texts)),
                *self.slicer.of_documents("period", slices.periods(self.panel)),
                *self.slicer.of_documents("text", slices.novelty(self.panel, self.texts)),
                *self.slicer.of_documents("coding", slices.precoding(self.panel)),
            ],
            "codes": diagnosis.by_code(self.units, grain, self.estimator, self.scheme.codes),
            "confusion": [
                c for f in confused for c in diagnosis.confusion(self.units, f, self.scheme)
            ],
            "sweep": self.sweep(likeness),
            "documents": diagnosis.disputed_documents(
                self.panel, self.units, disputed, self.texts, self.similarity, self.scheme.codes
            ),
            "units": disputed,
            "reference": reference() if self.scheme.codes.cameo else [],
            "methods": "",
        }
        row["methods"] = paragraph(row)
        return row

    def totals(self) -> TotalsRow:
        looked = self.whole.looked
        return {
            "documents": len(looked),
            "shared_documents": len(self.shared),
            "annotators": len(self.whole.annotators),
            "events": sum(len(a.events) for people in looked.values() for a in people.values()),
            "units": len(self.units),
            "seen_by_two": sum(len(u.events) > 1 for u in self.units),
            "aligned_pairs": aligned_pairs(self.units),
            "skipped": len(self.whole.skipped),
            "undecided": len(self.whole.undecided),
            "repeated": len(self.whole.earlier),
        }

    def annotators(self) -> list[AnnotatorRow]:
        rows: list[AnnotatorRow] = []
        shared = set(self.shared)
        many = len(self.panel.annotators) > 2
        skipped = Counter(a.annotator for a in self.whole.skipped)
        for name in sorted({*self.whole.annotators, *skipped}):
            mine = {d: p[name] for d, p in self.whole.looked.items() if name in p}
            seconds = [a.seconds for a in mine.values() if a.seconds is not None]
            rows.append(
                {
                    "annotator": name,
                    "documents": len(mine),
                    "shared": len(shared & mine.keys()),
                    "events": sum(len(a.events) for a in mine.values()),
                    "no_events": sum(a.no_events for a in mine.values()),
                    "skipped": skipped[name],
                    "alone": sum(list(u.events) == [name] for u in self.units),
                    "missed": sum(name in u.looked and name not in u.events for u in self.units),
                    "median_seconds": median(seconds) if seconds else None,
                    "effect": self.slicer.effects(name) if many and shared & mine.keys() else {},
                }
            )
        return rows

    def detection(self) -> list[DetectionRow]:
        codes, panel = self.scheme.codes, self.panel
        rows: list[DetectionRow] = []

        def add(name: str, title: str, statistic: Statistic, units: int, why: str) -> None:
            estimate = self.estimator.estimate(statistic, units, len(self.shared), why)
            rows.append({"measure": name, "title": title, "estimate": estimate})

        none = "no annotator marked an event" if self.shared else NOBODY
        number = len(self.units)
        for name, title, statistic in (
            (
                "f1_aligned",
                "Events aligned (mean pairwise F1)",
                seen.aligned_f1_statistic(panel, self.units, self.shared),
            ),
            (
                "f1_overlap",
                "Action spans that overlap (mean pairwise F1)",
                seen.f1_statistic(panel, self.shared, seen.overlapping),
            ),
            (
                "f1_triple",
                "Source, target and root code equal (mean pairwise F1)",
                seen.f1_statistic(panel, self.shared, seen.same_key(seen.triple(codes.root))),
            ),
            (
                "f1_strict",
                "Words, code, source, target and status equal (mean pairwise F1)",
                seen.f1_statistic(panel, self.shared, seen.same_key(seen.strict(codes.normal))),
            ),
        ):
            add(name, title, statistic, number, none)
        whole = seen.holds_event(panel, self.shared, None)
        rows.append(
            {
                "measure": "alpha_document",
                "title": "Holds an event, by document (alpha)",
                "estimate": self.estimator.of_ratings(alpha_statistic(whole), whole),
            }
        )
        if not all(doc_id in self.texts for doc_id in self.shared):
            return rows
        spans = {d: seen.sentences_of(self.texts[d]) for d in self.shared}
        sentences = seen.holds_event(panel, self.shared, spans)
        rows.append(
            {
                "measure": "alpha_sentence",
                "title": "Holds an event, by sentence (alpha)",
                "estimate": self.estimator.of_ratings(alpha_statistic(sentences), sentences),
            }
        )
        continua = [
            Continuum(
                0,
                len(self.texts[d].text),
                {
                    name: [(e.action.span.start, e.action.span.end) for e in a.events]
                    for name, a in panel.looked[d].items()
                },
            )
            for d in self.shared
        ]
        title = "Action spans (alpha for unitizing)"
        add("alpha_unitizing", title, unitizing_statistic(continua), number, none)
        return rows

    def field(self, field: Field) -> FieldRow:
        data = self.estimator.ratings(self.units, field)
        of = self.estimator.of_ratings
        alpha = of(field_alpha(data, field, self.scheme), data)
        nominal = field.metric == "nominal"
        aligned = sum(len(u.events) * (len(u.events) - 1) for u in self.units)
        m = data.values_per_unit
        low, high = alpha["low"], alpha["high"]
        return {
            "field": field.field,
            "level": field.level,
            "metric": field.metric,
            "title": field.title,
            "alpha": alpha,
            "percent": of(percent_statistic(data), data) if nominal else None,
            "cohen": of(cohen_statistic(data), data) if nominal else None,
            "fleiss": of(fleiss_statistic(data), data) if nominal else None,
            "ac1": of(ac1_statistic(data), data) if nominal else None,
            "present": rounded((m * (m - 1)).sum() / aligned) if aligned else None,
            "units_needed": units_needed(SMALLEST, 1 / min(max(len(data.categories), 2), 10))
            if nominal
            else None,
            "documents_needed": None
            if low is None or high is None
            else documents_needed(alpha["documents"], low, high),
            "differ": diagnosis.differing(self.units, field, self.scheme),
        }

    def sweep(self, likeness: Sequence[Likeness]) -> list[SweepRow]:
        """What other thresholds would give, without intervals."""
        place = set(self.shared)
        rows: list[SweepRow] = []
        for threshold in THRESHOLDS:
            units = [u for d in likeness if d.doc_id in place for u in assign(d, threshold)]
            alphas: dict[str, float | None] = {}
            for field in self.headline:
                data = self.estimator.ratings(units, field)
                value = field_alpha(data, field, self.scheme).point() if len(data.code) else np.nan
                alphas[field.key] = None if np.isnan(value) else rounded(value)
            rows.append(
                {
                    "threshold": threshold,
                    "units": len(units),
                    "aligned_pairs": aligned_pairs(units),
                    "alphas": alphas,
                }
            )
        return rows

    def warnings(self, fields: Sequence[FieldRow]) -> list[str]:
        """What a reader must know before believing a number."""
        found = []
        if not self.shared:
            found.append(f"{NOBODY}, so that agreement cannot be measured")
        elif len(self.shared) == 1:
            found.append(
                "all numbers rest on one document: they have no interval and say nothing about "
                "other articles"
            )
        if self.whole.undecided:
            found.append(
                f"{len(self.whole.undecided)} annotation(s) hold no event and do not say that "
                "there is none; they count as not yet looked at"
            )
        few = [
            f"{row['title']}: {row['alpha']['units']} of {row['units_needed']}"
            for row in fields
            if self.shared and (row["units_needed"] or 0) > row["alpha"]["units"]
        ]
        if few:
            found.append(
                "too few aligned events to tell agreement from an alpha of 0.667 (those there are, "
                f"of those needed): {'; '.join(few)}"
            )
        wide = [
            f"{row['title']}: {row['documents_needed']}"
            for row in fields
            if (row["documents_needed"] or 0) > row["alpha"]["documents"]
        ]
        if wide:
            found.append(
                f"intervals wider than ± 0.1; documents needed to narrow them: {'; '.join(wide)}"
            )
        return found


def aligned_pairs(units: Iterable[Unit]) -> float | None:
    """The share of events that another annotator marked too, over all pairs of annotators."""
    matched = possible = 0
    for unit in units:
        matched += len(unit.events) * (len(unit.events) - 1)
        possible += sum(
            (a in unit.events) + (b in unit.events) for a, b in combinations(unit.looked, 2)
        )
    return rounded(matched / possible) if possible else None


def reference() -> list[ReferenceRow]:
    """What other projects reached, from ``reference.yaml``."""
    path = Path(__file__).parent / "reference.yaml"
    return cast(list[ReferenceRow], yaml.safe_load(path.read_text(encoding="utf-8")))

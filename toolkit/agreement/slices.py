"""Agreement on parts of the data: pairs of annotators, languages, periods, new and known texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from toolkit.agreement.alignment import Unit
from toolkit.agreement.detection import aligned_f1_statistic
from toolkit.agreement.estimates import Difference, Estimator
from toolkit.agreement.fields import Field, field_alpha
from toolkit.agreement.panel import Panel
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.report import EstimateRow, SliceKind, SliceRow
from toolkit.records import Document

PERIODS = 8
LEAST = 5
"""Documents that a period must hold: fewer make a curve of chance."""
MANY_PAIRS = 45
"""Pairs of annotators up to which each has a row of its own (ten annotators)."""


def restricted(units: Iterable[Unit], names: Sequence[str]) -> list[Unit]:
    """The units as seen by some annotators alone."""
    keep = set(names)
    made = []
    for unit in units:
        events = {n: e for n, e in unit.events.items() if n in keep}
        looked = tuple(n for n in unit.looked if n in keep)
        if events and len(looked) > 1:
            made.append(replace(unit, events=events, looked=looked))
    return made


class Slicer:
    """Cuts one alignment into parts, with the same draws for all."""

    def __init__(
        self,
        panel: Panel,
        units: Sequence[Unit],
        estimator: Estimator,
        headline: Sequence[Field],
    ) -> None:
        self.panel = panel
        self.units = units
        self.estimator = estimator
        self.headline = headline
        self._whole = {f.key: estimator.ratings(units, f) for f in headline}

    def _ratings(self, field: Field, keep: set[str] | None, names: Sequence[str] | None) -> Ratings:
        """The ratings of a field on some documents, by some annotators."""
        people = self.panel.annotators
        units = np.array([keep is None or u.doc_id in keep for u in self.units], dtype=bool)
        who = None if names is None else np.array([n in names for n in people], dtype=bool)
        return self._whole[field.key].part(units, who)

    def part(
        self, kind: SliceKind, name: str, panel: Panel, names: Sequence[str] | None = None
    ) -> SliceRow:
        """Detection and the headline fields on a panel of some documents or some annotators."""
        documents = panel.shared
        keep = set(documents)
        units = [u for u in self.units if u.doc_id in keep]
        units = units if names is None else restricted(units, names)
        statistic = aligned_f1_statistic(panel, units, self.estimator.documents)
        why = "no annotator marked an event" if documents else "no document has two annotators"
        return {
            "kind": kind,
            "name": name,
            "documents": len(documents),
            "units": len(units),
            "f1": self.estimator.estimate(statistic, len(units), len(documents), why),
            "alphas": {
                f.key: self.estimator.alpha(self._ratings(f, keep, names), f) for f in self.headline
            },
        }

    def of_documents(self, kind: SliceKind, groups: Mapping[str, Iterable[str]]) -> list[SliceRow]:
        """A part for each group of documents that is not empty."""
        known = set(self.estimator.documents)
        kept = {name: known & set(members) for name, members in groups.items()}
        return [self.part(kind, name, self.panel.on(keep)) for name, keep in kept.items() if keep]

    def pairs(self) -> list[SliceRow]:
        """A part for each pair of annotators who share documents; none for a large crowd."""
        together = {
            pair
            for d in self.panel.shared
            for pair in combinations(sorted(self.panel.looked[d]), 2)
        }
        if len(together) > MANY_PAIRS:
            return []
        return [
            self.part("pair", f"{a} + {b}", self.panel.only((a, b)), (a, b))
            for a, b in sorted(together)
        ]

    def effects(self, annotator: str) -> dict[str, EstimateRow]:
        """Alpha with everybody minus alpha without one annotator, of each headline field."""
        left = [n for n in self.panel.annotators if n != annotator]
        scheme = self.estimator.scheme
        made = {}
        for field in self.headline:
            part = self._ratings(field, None, left)
            statistic = Difference(
                field_alpha(self._whole[field.key], field, scheme), field_alpha(part, field, scheme)
            )
            paired = part.values_per_unit >= 2
            documents = len({int(d) for d in part.document[paired]})
            why = "without this annotator no two are left on an event"
            made[field.key] = self.estimator.estimate(statistic, int(paired.sum()), documents, why)
        return made


def languages(panel: Panel, texts: Mapping[str, Document]) -> dict[str, list[str]]:
    """The shared documents by language, where their texts are known."""
    groups: dict[str, list[str]] = {}
    for doc_id in panel.shared:
        if doc_id in texts:
            groups.setdefault(texts[doc_id].lang, []).append(doc_id)
    return dict(sorted(groups.items()))


def periods(panel: Panel) -> dict[str, list[str]]:
    """The shared documents cut into up to eight equal parts in order of annotation, named for the
    days on which their last annotations were made."""
    dated = sorted((max(a.created for a in panel.looked[d].values()), d) for d in panel.shared)
    number = min(PERIODS, len(dated) // LEAST)
    if number < 2:
        return {}
    groups: dict[str, list[str]] = {}
    for i in range(number):
        part = dated[len(dated) * i // number : len(dated) * (i + 1) // number]
        first, last = part[0][0][:10], part[-1][0][:10]
        name = f"{i + 1}: {first}" + (f" to {last}" if last != first else "")
        groups[name] = [doc_id for _, doc_id in part]
    return groups


def novelty(panel: Panel, texts: Mapping[str, Document]) -> dict[str, list[str]]:
    """The shared documents new to all of their annotators, and those whose text one of them had
    annotated before, under the same id or another."""

    def text(doc_id: str) -> str:
        return texts[doc_id].sha256 if doc_id in texts else doc_id

    first: dict[tuple[str, str], tuple[str, str]] = {}
    every = [
        *panel.earlier,
        *(a for people in panel.looked.values() for a in people.values()),
    ]
    for annotation in sorted(every, key=lambda a: (a.created, a.doc_id)):
        key = (annotation.annotator, text(annotation.doc_id))
        first.setdefault(key, (annotation.created, annotation.doc_id))
    groups: dict[str, list[str]] = {"new text": [], "text seen before": []}
    for doc_id in panel.shared:
        seen = any(
            first[name, text(doc_id)] != (a.created, doc_id)
            for name, a in panel.looked[doc_id].items()
        )
        groups["text seen before" if seen else "new text"].append(doc_id)
    return groups if groups["text seen before"] else {}


def precoding(panel: Panel) -> dict[str, list[str]]:
    """The shared documents in which an annotator corrected proposals of a machine, and those coded
    from nothing."""
    groups: dict[str, list[str]] = {"from a proposal": [], "from nothing": []}
    for doc_id in panel.shared:
        proposed = any(
            e.derived_from is not None for a in panel.looked[doc_id].values() for e in a.events
        )
        groups["from a proposal" if proposed else "from nothing"].append(doc_id)
    return groups if all(groups.values()) else {}

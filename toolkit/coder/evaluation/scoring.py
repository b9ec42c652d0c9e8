"""Precision, recall and F1 of coded events at four depths, with bootstrap intervals.

``root``: the root code (or PLOVER type), as a multiset per text. ``quad``: the quad class,
likewise. ``dyad``: source and target, whatever the code. ``dyad+root``: all three, the event as a
user would count it. The matching is per text; figures are of all texts together (micro averages).
Intervals are percentiles of a bootstrap over texts (Efron and Tibshirani 1993, ch. 13).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.coder.evaluation.matching import Match, Scheme, Triple, common, distinct, pairs
from toolkit.coder.evaluation.phenomena import PHENOMENA
from toolkit.coder.evaluation.reading import GoldRecord

DEPTHS = ("root", "quad", "dyad", "dyad+root")
RESAMPLES = 1000
_SEED = 20160920

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision, recall, F1 in 0..1, and a 95 % interval of F1 where there was one to make."""

    precision: float
    recall: float
    f1: float
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, matched: int, coded: int, gold: int) -> Measure:
        """From the number of matched, coded and gold events."""
        return cls(
            matched / coded if coded else 0.0,
            matched / gold if gold else 0.0,
            2 * matched / (coded + gold) if coded + gold else 0.0,
        )

    def row(self) -> dict[str, float | None]:
        """The figures as they stand in a report."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """A text with what the coder missed and what it coded that is not in the gold, both judged at
    the depth dyad+root."""

    doc_id: str
    lang: str | None
    text: str | None
    missed: tuple[Triple, ...]
    spurious: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The figures of some of the texts: how many they are, their events, and the measures."""

    texts: int
    gold: int
    coded: int
    depths: Mapping[str, Measure]

    def row(self) -> dict[str, Any]:
        """The figures as they stand in a report."""
        numbers = {"texts": self.texts, "gold": self.gold, "coded": self.coded}
        return {**numbers, "depths": {d: m.row() for d, m in self.depths.items()}}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one coder on one gold.

    ``counts`` has shape (texts, 6): matched at the four depths, coded events, gold events.
    ``by_label`` gives for each root or PLOVER type the measures at depth root, the number of gold
    events and of coded ones; ``by_phenomenon`` the figures of the texts that show one.
    """

    texts: int
    gold: int
    coded: int
    depths: Mapping[str, Measure]
    by_language: Mapping[str, Mapping[str, Measure]]
    by_label: Mapping[str, tuple[Measure, int, int]]
    misses: tuple[Miss, ...]
    counts: Counts
    by_phenomenon: Mapping[str, Share] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "texts": self.texts,
            "gold_events": self.gold,
            "coded_events": self.coded,
            "depths": {d: m.row() for d, m in self.depths.items()},
            "by_language": {
                lang: {d: m.row() for d, m in of.items()} for lang, of in self.by_language.items()
            },
            "by_label": {
                label: {**m.row(), "gold": gold, "coded": coded}
                for label, (m, gold, coded) in self.by_label.items()
            },
            "by_phenomenon": {name: share.row() for name, share in self.by_phenomenon.items()},
            "misses": [
                {
                    "doc_id": miss.doc_id,
                    "lang": miss.lang,
                    "missed": [str(e) for e in miss.missed],
                    "spurious": [str(e) for e in miss.spurious],
                }
                for miss in self.misses
            ],
        }


def evaluate(
    records: Sequence[GoldRecord],
    coded: Mapping[str, Sequence[Triple]],
    match: Match,
    scheme: Scheme = "cameo",
    resamples: int = RESAMPLES,
    phenomena: Mapping[str, frozenset[str]] | None = None,
) -> Evaluation:
    """Score coded events by document id against gold records; documents outside the gold are not
    looked at, gold records without coded events are misses. ``phenomena`` are those of the texts,
    by id."""
    counts = np.zeros((len(records), 6), dtype=np.int64)
    matched_label: Counter[str] = Counter()
    gold_label: Counter[str] = Counter()
    coded_label: Counter[str] = Counter()
    misses = []
    for i, record in enumerate(records):
        gold, found = distinct(record.events), distinct(coded.get(record.doc_id, ()))
        labels = [match.label(e.code, scheme) for e in gold]
        found_labels = [match.label(e.code, scheme) for e in found]
        same = Counter(labels) & Counter(found_labels)
        whole = _dyad_root(gold, labels, found, found_labels, match)
        counts[i] = (
            sum(same.values()),
            common(
                [match.quad(e.code, scheme) for e in gold],
                [match.quad(e.code, scheme) for e in found],
            ),
            len(pairs(gold, found, match.dyad)),
            len(whole),
            len(found),
            len(gold),
        )
        matched_label += same
        gold_label.update(labels)
        coded_label.update(found_labels)
        met, used = {g for g, _ in whole}, {c for _, c in whole}
        missed = tuple(e for j, e in enumerate(gold) if j not in met)
        spurious = tuple(e for j, e in enumerate(found) if j not in used)
        if missed or spurious:
            misses.append(Miss(record.doc_id, record.lang, record.text, missed, spurious))
    languages: dict[str, list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        languages[record.lang or "?"].append(i)
    misses.sort(key=lambda m: (-len(m.missed) - len(m.spurious), m.doc_id))
    return Evaluation(
        texts=len(records),
        gold=int(counts[:, 5].sum()),
        coded=int(counts[:, 4].sum()),
        depths=_measures(counts, resamples),
        by_language={
            lang: _measures(counts[rows], resamples) for lang, rows in sorted(languages.items())
        },
        by_label={
            label: (
                Measure.of(matched_label[label], coded_label[label], gold_label[label]),
                gold_label[label],
                coded_label[label],
            )
            for label in sorted(gold_label | coded_label)
        },
        misses=tuple(misses),
        counts=counts,
        by_phenomenon=dict(_shares(records, counts, phenomena or {}, resamples)),
    )


def _shares(
    records: Sequence[GoldRecord],
    counts: Counts,
    phenomena: Mapping[str, frozenset[str]],
    resamples: int,
) -> Iterator[tuple[str, Share]]:
    for name in PHENOMENA:
        rows = [i for i, r in enumerate(records) if name in phenomena.get(r.doc_id, ())]
        if rows:
            some = counts[rows]
            coded, gold = int(some[:, 4].sum()), int(some[:, 5].sum())
            yield name, Share(len(rows), gold, coded, _measures(some, resamples))


def _dyad_root(
    gold: Sequence[Triple],
    labels: Sequence[str],
    found: Sequence[Triple],
    found_labels: Sequence[str],
    match: Match,
) -> list[tuple[int, int]]:
    """Matched pairs at the deepest depth. A pair needs the same label, so each label is matched by
    itself."""
    made = []
    for label in dict.fromkeys(labels):
        ours = [i for i, name in enumerate(labels) if name == label]
        theirs = [i for i, name in enumerate(found_labels) if name == label]
        made += [
            (ours[g], theirs[c])
            for g, c in pairs([gold[i] for i in ours], [found[i] for i in theirs], match.dyad)
        ]
    return made


def _f1(totals: Counts) -> npt.NDArray[np.float64]:
    """F1 at the four depths, shape (..., 4), from totals of shape (..., 6)."""
    both = totals[..., 4] + totals[..., 5]
    return 2 * totals[..., :4] / np.maximum(both, 1)[..., None]


def _resampled(counts: Counts, resamples: int) -> npt.NDArray[np.float64]:
    """F1 of bootstrap samples of the texts, shape (resamples, 4)."""
    rng = np.random.default_rng(_SEED)
    n = len(counts)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
    return _f1(weights @ counts)


def _measures(counts: Counts, resamples: int) -> dict[str, Measure]:
    matched = counts.sum(axis=0)
    bounds: list[tuple[float, float] | None] = [None] * len(DEPTHS)
    if len(counts) > 1 and resamples:
        low, high = np.percentile(_resampled(counts, resamples), [2.5, 97.5], axis=0)
        bounds = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    made = {}
    for j, depth in enumerate(DEPTHS):
        m = Measure.of(int(matched[j]), int(matched[4]), int(matched[5]))
        made[depth] = Measure(m.precision, m.recall, m.f1, *(bounds[j] or (None, None)))
    return made


def difference(
    a: Evaluation, b: Evaluation, resamples: int = RESAMPLES
) -> dict[str, tuple[float, float, float]]:
    """F1 of ``b`` less F1 of ``a`` by depth with its 95 % interval, both scored on the same texts
    (a paired bootstrap). Raises ValueError where they were not."""
    if a.texts != b.texts or a.gold != b.gold:
        raise ValueError("two evaluations can be compared on the same gold only")
    point = _f1(b.counts.sum(axis=0)) - _f1(a.counts.sum(axis=0))
    spread = _resampled(b.counts, resamples) - _resampled(a.counts, resamples)
    low, high = np.percentile(spread, [2.5, 97.5], axis=0)
    return {
        depth: (float(point[j]), float(low[j]), float(high[j])) for j, depth in enumerate(DEPTHS)
    }

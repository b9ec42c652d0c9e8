"""Figures of predicted labels: F1 in three ways, calibration, intervals and tests.

Sentences of one article, and of its near-duplicates, are no independent draws: intervals and tests
resample whole clusters. Everything is made of counts by cluster, so that a resample is one matrix
product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.baselines.models import Predicted

Reals = npt.NDArray[np.float64]
NO_ANSWER = ""  # the label of a sentence that a predictor said nothing about
RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True)
class Scored:
    """Gold and predicted labels of the same n sentences, with the cluster and language of each."""

    name: str
    ids: tuple[str, ...]
    gold: tuple[str, ...]
    predicted: Predicted
    clusters: tuple[str, ...]
    langs: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.gold)

    @cached_property
    def labels(self) -> list[str]:
        """All labels of gold and predictions, in order; no answer is none."""
        return sorted({*self.gold, *self.predicted.labels} - {NO_ANSWER})

    @cached_property
    def counts(self) -> Reals:
        """By cluster and label the numbers of right, predicted and gold sentences: shape
        (clusters, labels, 3)."""
        at = {label: j for j, label in enumerate(self.labels)}
        row = {c: i for i, c in enumerate(sorted(set(self.clusters)))}
        made = np.zeros((len(row), len(at), 3))
        for gold, label, cluster in zip(
            self.gold, self.predicted.labels, self.clusters, strict=True
        ):
            i = row[cluster]
            made[i, at[gold], 2] += 1
            if label != NO_ANSWER:
                made[i, at[label], 1] += 1
                made[i, at[label], 0] += gold == label
        return made

    @cached_property
    def paths(self) -> Reals:
        """By cluster the sizes of the gold's and prediction's paths in the code tree: shared,
        predicted, gold; shape (clusters, 3)."""
        row = {c: i for i, c in enumerate(sorted(set(self.clusters)))}
        made = np.zeros((len(row), 3))
        for gold, label, cluster in zip(
            self.gold, self.predicted.labels, self.clusters, strict=True
        ):
            wanted, found = set(_prefixes(gold)), set(_prefixes(label))
            made[row[cluster]] += (len(wanted & found), len(found), len(wanted))
        return made

    def only(self, lang: str) -> Scored:
        """The sentences of one language."""
        rows = [i for i, name in enumerate(self.langs) if name == lang]
        p = self.predicted.probabilities
        return Scored(
            self.name,
            tuple(self.ids[i] for i in rows),
            tuple(self.gold[i] for i in rows),
            Predicted(
                self.predicted.classes,
                tuple(self.predicted.labels[i] for i in rows),
                None if p is None else p[rows],
            ),
            tuple(self.clusters[i] for i in rows),
            tuple(self.langs[i] for i in rows),
        )


def _prefixes(code: str) -> list[str]:
    return [code[:n] for n in range(2, len(code) + 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in 0..1 with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def figures_of(counts: Reals, paths: Reals | None = None) -> dict[str, Reals]:
    """``accuracy``, ``macro_f1`` (over the labels that the gold has), ``weighted_f1`` (by their
    number in the gold), each of shape (...), from counts of shape (..., labels, 3). With ``paths``,
    shape (..., 3), also ``hierarchical_f1``: F1 over the codes on the way to the root (Kiritchenko
    et al. 2005)."""
    right, predicted, gold = counts[..., 0], counts[..., 1], counts[..., 2]
    f1 = 2 * right / np.maximum(predicted + gold, 1)
    present = gold > 0
    total = np.maximum(gold.sum(-1), 1)
    made = {
        "accuracy": right.sum(-1) / total,
        "macro_f1": (f1 * present).sum(-1) / np.maximum(present.sum(-1), 1),
        "weighted_f1": (f1 * gold).sum(-1) / total,
    }
    if paths is not None:
        both = np.maximum(paths[..., 1] + paths[..., 2], 1)
        made["hierarchical_f1"] = 2 * paths[..., 0] / both
    return made


def _draws(clusters: int, resamples: int, seed: int) -> Reals:
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    return drawn.astype(np.float64)


def _drawn(weights: Reals, values: Reals) -> Reals:
    return np.asarray(np.tensordot(weights, values, axes=1), dtype=np.float64)


def figures(
    scored: Scored, tree: bool, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, Figure]:
    """All figures with percentile intervals of a bootstrap of clusters; ``tree`` says that labels
    are codes. Without sentences there is none."""
    if not len(scored):
        return {}
    paths = scored.paths if tree else None
    point = figures_of(scored.counts.sum(0), None if paths is None else paths.sum(0))
    weights = _draws(len(scored.counts), resamples, seed)
    spread = figures_of(
        _drawn(weights, scored.counts), None if paths is None else _drawn(weights, paths)
    )
    return {
        name: Figure(
            float(value),
            *(float(q) for q in np.percentile(spread[name], [2.5, 97.5])),
        )
        for name, value in point.items()
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of ``b`` less that of ``a``, its 95 % interval and the p value of the hypothesis
    that it does not matter which of the two made a cluster's predictions."""

    a: str
    b: str
    figure: str
    value: float
    low: float
    high: float
    p: float

    def __str__(self) -> str:
        return (
            f"{self.b} less {self.a}, {self.figure.replace('_', ' ')}: {self.value:+.3f} "
            f"[{self.low:+.3f}, {self.high:+.3f}], p = {self.p:.3f}"
        )


def compare(
    a: Scored, b: Scored, figure: str = "macro_f1", resamples: int = RESAMPLES, seed: int = 0
) -> Difference:
    """A paired comparison on the same sentences: bootstrap interval, and approximate
    randomisation (Noreen 1989), which swaps the two predictions of whole clusters at random.

    Raises ValueError where the sentences differ.
    """
    if a.ids != b.ids or a.gold != b.gold:
        raise ValueError("two models can be compared on the same sentences only")
    labels = sorted({*a.labels, *b.labels})
    ours, theirs = _spread(a, labels), _spread(b, labels)
    tree = figure == "hierarchical_f1"

    def of(values: Reals) -> Reals:
        counts, paths = values[..., :-3], values[..., -3:]
        shaped = counts.reshape(*counts.shape[:-1], len(labels), 3)
        return figures_of(shaped, paths if tree else None)[figure]

    point = float(of(theirs.sum(0)) - of(ours.sum(0)))
    weights = _draws(len(ours), resamples, seed)
    low, high = np.percentile(of(weights @ theirs) - of(weights @ ours), [2.5, 97.5])
    keep = np.random.default_rng(seed + 1).integers(0, 2, size=(resamples, len(ours))).astype(float)
    swapped = of(keep @ theirs + (1 - keep) @ ours) - of(keep @ ours + (1 - keep) @ theirs)
    p = (1 + int((np.abs(swapped) >= abs(point) - 1e-12).sum())) / (resamples + 1)
    return Difference(a.name, b.name, figure, point, float(low), float(high), p)


def _spread(scored: Scored, labels: Sequence[str]) -> Reals:
    """Counts over a common list of labels and paths, flat: shape (clusters, 3 * labels + 3)."""
    at = [labels.index(label) for label in scored.labels]
    counts = np.zeros((len(scored.counts), len(labels), 3))
    counts[:, at] = scored.counts
    return np.hstack([counts.reshape(len(counts), -1), scored.paths])


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values corrected for their number (Holm 1979)."""
    order = np.argsort(p_values)
    made = np.empty(len(p_values))
    highest = 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, p_values[i] * (len(p_values) - rank)))
        made[i] = highest
    return [float(p) for p in made]


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label's precision, recall and F1, its number in the gold and among the predictions, and
    what it was most often taken for."""

    label: str
    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int
    taken_for: str | None


def label_table(scored: Scored) -> list[LabelRow]:
    """A row a label, in order."""
    wrong: dict[str, Counter[str]] = {}
    for gold, label in zip(scored.gold, scored.predicted.labels, strict=True):
        if gold != label:
            wrong.setdefault(gold, Counter())[label or "no answer"] += 1
    made = []
    for label, (right, predicted, gold) in zip(scored.labels, scored.counts.sum(0), strict=True):
        often = wrong.get(label)
        made.append(
            LabelRow(
                label,
                right / predicted if predicted else 0.0,
                right / gold if gold else 0.0,
                2 * right / (predicted + gold) if predicted + gold else 0.0,
                int(gold),
                int(predicted),
                min(often, key=lambda name: (-often[name], name)) if often else None,
            )
        )
    return made


def confusion(scored: Scored) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Labels, and the numbers of sentences by gold (rows) and predicted label (columns)."""
    labels = [*scored.labels, *([NO_ANSWER] if NO_ANSWER in scored.predicted.labels else [])]
    at = {label: j for j, label in enumerate(labels)}
    made = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for gold, label in zip(scored.gold, scored.predicted.labels, strict=True):
        made[at[gold], at[label]] += 1
    return labels, made


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far probabilities can be believed.

    ``error`` is the expected calibration error over bins of equal size (Naeini et al. 2015, Nixon
    et al. 2019), ``brier`` the multi-class Brier score (0..2), ``log_loss`` in nats; ``bins`` the
    mean confidence, share right and number of sentences of each bin.
    """

    error: float
    brier: float
    log_loss: float
    bins: tuple[tuple[float, float, int], ...]

    def row(self) -> Mapping[str, Any]:
        """The figures as they stand in a report."""
        return {
            "expected_calibration_error": self.error,
            "brier": self.brier,
            "log_loss": self.log_loss,
            "bins": [list(b) for b in self.bins],
        }


def calibration(scored: Scored) -> Calibration | None:
    """The calibration of predictions that come with probabilities; None for others."""
    predicted = scored.predicted
    confidence = predicted.confidence
    if predicted.probabilities is None or confidence is None or not len(scored):
        return None
    right = np.array(scored.gold) == np.array(predicted.labels)
    order = np.argsort(confidence, kind="stable")
    bins = tuple(
        (float(confidence[rows].mean()), float(right[rows].mean()), len(rows))
        for rows in np.array_split(order, min(BINS, len(order)))
    )
    error = sum(n * abs(mean - share) for mean, share, n in bins) / len(scored)
    at = {c: j for j, c in enumerate(predicted.classes)}
    truth = np.zeros_like(predicted.probabilities)
    of_gold = np.zeros(len(scored))
    unseen = 0
    for i, gold in enumerate(scored.gold):
        if gold in at:
            truth[i, at[gold]] = 1
            of_gold[i] = predicted.probabilities[i, at[gold]]
        else:
            unseen += 1  # the label's own column would add (0 - 1) squared
    squares = float(((predicted.probabilities - truth) ** 2).sum()) + unseen
    return Calibration(
        error,
        squares / len(scored),
        float(-np.log(np.maximum(of_gold, 1e-15)).mean()),
        bins,
    )

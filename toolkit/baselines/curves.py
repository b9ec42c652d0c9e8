"""Learning curves: what more sentences would bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from toolkit.baselines.predictors import by_model
from toolkit.baselines.scores import Figure, figures
from toolkit.baselines.sentences import Dataset
from toolkit.baselines.training import Choice, Examples, fit
from toolkit.ontology import Codebook

SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The figures on held-out sentences after training on so many."""

    sentences: int
    clusters: int
    figures: dict[str, Figure]


def learning_curve(
    found: Examples,
    held: Examples,
    dataset: Dataset,
    choice: Choice,
    codebook: Codebook,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[CurvePoint]:
    """Figures on ``held`` of models trained on growing shares of the clusters of ``found``, each
    share holding the one before it. Shares with fewer than two classes are left out."""
    clusters = sorted(set(found.clusters))
    order = np.random.default_rng(choice.seed).permutation(len(clusters))
    made = []
    for done, share in enumerate(SHARES):
        told(done, len(SHARES))
        taken = {clusters[i] for i in order[: max(1, round(share * len(clusters)))]}
        part = found.only(lambda s, _, taken=taken: s.cluster in taken)  # type: ignore[misc]
        if _learnable(part):
            model = fit(part, dataset, choice, codebook)
            of = figures(by_model(model, held), tree=False)
            made.append(CurvePoint(model.config.sentences, len(taken), of))
    told(len(SHARES), len(SHARES))
    return made


def _learnable(part: Examples) -> bool:
    from toolkit.baselines.training import FEWEST_OF_A_CLASS

    labels = list(part.labels)
    return sum(labels.count(c) >= FEWEST_OF_A_CLASS for c in set(labels)) >= 2

"""What learning from the annotators' shares changes, beyond the labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.baselines.scores import Scored, calibration
from toolkit.baselines.tasks import task
from toolkit.baselines.training import Examples
from toolkit.ontology import Codebook

_LEAST = 1e-6  # a share of probability below this is taken as this


def cross_entropy(scored: Scored, found: Examples, codebook: Codebook, task_name: str) -> float:
    """The mean cross-entropy in nats of predicted probabilities against annotators' shares, over
    the sentences that have shares (Peterson et al. 2019); NaN where none has."""
    share = task(task_name).share
    chances = scored.predicted.probabilities
    if share is None or chances is None:
        return float("nan")
    at = {c: j for j, c in enumerate(scored.predicted.classes)}
    found_losses = []
    for i, sentence in enumerate(found.sentences):
        shares = share(sentence, codebook)
        if shares:
            found_losses.append(
                -sum(
                    p * np.log(max(float(chances[i, at[c]]) if c in at else 0.0, _LEAST))
                    for c, p in shares.items()
                )
            )
    return float(np.mean(found_losses)) if found_losses else float("nan")


def soft_effect(
    models: Sequence[Scored], found: Examples, codebook: Codebook, task_name: str
) -> list[str]:
    """A sentence for each model: how near it comes to the annotators' shares, and how well its
    probabilities can be believed."""
    made = []
    for scored in models:
        of = calibration(scored)
        if of is not None:
            entropy = cross_entropy(scored, found, codebook, task_name)
            made.append(
                f"{scored.name}: cross-entropy with the annotators' shares {entropy:.3f}, "
                f"calibration error {of.error:.3f}, Brier score {of.brier:.3f}"
            )
    return made

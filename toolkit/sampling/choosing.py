"""Choosing articles by their parts, unlike each other, with a random share beside.

The random share is drawn first and evenly from all candidates, whatever they score: figures on it
alone are unbiased, and each of its articles stands for ``1 / inclusion`` candidates. The others are
taken one by one by score less likeness to what is chosen or annotated (maximal marginal relevance,
Carbonell and Goldstein 1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from toolkit.sampling.parts import vectors

PARTS = ("uncertainty", "disagreement", "rarity")
_BLOCK = 200
_TOLD = {
    "uncertainty": "the coder is unsure of it",
    "disagreement": "the coders differ on it",
    "rarity": "it holds a code that is rare among the annotations",
    "diversity": "it is unlike what is annotated",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that might be annotated: its id, text and parts (any of PARTS, growing with its
    worth)."""

    doc_id: str
    text: str
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts, and likeness against them. The simulation in ``bench/sampling.py``
    found doubt the best guide; a little of the others costs nothing and looks where doubt is
    blind."""

    uncertainty: float = 1.0
    disagreement: float = 1.0
    rarity: float = 0.25
    diversity: float = 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article to annotate, in which place and why. ``control`` says that it was drawn evenly;
    ``inclusion`` is then the probability with which it was. ``score`` is in 0..1."""

    doc_id: str
    rank: int
    control: bool
    reason: str
    score: float
    parts: Mapping[str, float]
    inclusion: float | None = None


def choose(
    candidates: Sequence[Candidate],
    number: int,
    *,
    annotated: Sequence[str] = (),
    control: float = 0.2,
    weights: Weights = Weights(),
    seed: int = 0,
) -> list[Chosen]:
    """``number`` of the candidates, or all where there are fewer; ``annotated`` are texts that are
    done, and ``control`` is the share drawn at random. The same arguments give the same choice, in
    whatever order the candidates come; random and chosen articles come mixed, so that annotators
    cannot tell them by their place."""
    candidates = sorted(candidates, key=lambda c: c.doc_id)
    number = min(number, len(candidates))
    rng = np.random.default_rng(seed)
    drawn_number = round(control * number)
    drawn = [int(i) for i in rng.permutation(len(candidates))[:drawn_number]]
    scores = _scores(candidates, weights)
    picked = [(i, True, "drawn at random, to measure by") for i in drawn]
    picked += [
        (i, False, why)
        for i, why in _by_score(
            candidates, scores, number - drawn_number, drawn, annotated, weights
        )
    ]
    order = rng.permutation(len(picked))
    made = []
    for rank, at in enumerate(order, 1):
        i, is_control, why = picked[at]
        made.append(
            Chosen(
                candidates[i].doc_id,
                rank,
                is_control,
                why,
                float(scores[i]),
                dict(candidates[i].parts),
                drawn_number / len(candidates) if is_control else None,
            )
        )
    return made


def _ranks(values: Sequence[float]) -> npt.NDArray[np.float64]:
    """The share of candidates that each one beats, ties counted half: parts of any scale become
    comparable. All zero where there is nothing to tell apart."""
    from scipy.stats import rankdata

    array = np.asarray(values, dtype=np.float64)
    if len(array) < 2 or np.ptp(array) == 0:
        return np.zeros(len(array))
    ranked: npt.NDArray[np.float64] = (rankdata(array) - 1) / (len(array) - 1)
    return ranked


def _standing(candidates: Sequence[Candidate]) -> dict[str, npt.NDArray[np.float64]]:
    return {
        part: _ranks([c.parts.get(part, 0.0) for c in candidates])
        for part in PARTS
        if any(part in c.parts for c in candidates)
    }


def _scores(candidates: Sequence[Candidate], weights: Weights) -> npt.NDArray[np.float64]:
    made = np.zeros(len(candidates))
    total = 0.0
    for part, ranked in _standing(candidates).items():
        weight = getattr(weights, part)
        made += weight * ranked
        total += weight
    return made / total if total else made


def _by_score(
    candidates: Sequence[Candidate],
    scores: npt.NDArray[np.float64],
    number: int,
    taken: list[int],
    annotated: Sequence[str],
    weights: Weights,
) -> list[tuple[int, str]]:
    """Positions and reasons of the next articles by score less likeness."""
    if number <= 0:
        return []
    rows = vectors([*(c.text for c in candidates), *annotated])
    done = rows[len(candidates) :]
    rows = rows[: len(candidates)]
    likeness = np.zeros(len(candidates))
    for start in range(0, done.shape[0], _BLOCK):  # a product with all of them may not fit
        block = (rows @ done[start : start + _BLOCK].T).max(axis=1).toarray().ravel()
        likeness = np.maximum(likeness, block)
    for i in taken:
        likeness = np.maximum(likeness, (rows @ rows[i].T).toarray().ravel())
    standing = _standing(candidates)
    free = np.ones(len(candidates), dtype=bool)
    free[taken] = False
    made = []
    for _ in range(number):
        gain = np.where(free, scores - weights.diversity * likeness, -np.inf)
        i = int(gain.argmax())
        made.append((i, _why(i, standing, likeness, weights)))
        free[i] = False
        likeness = np.maximum(likeness, (rows @ rows[i].T).toarray().ravel())
    return made


def _why(
    i: int,
    standing: Mapping[str, npt.NDArray[np.float64]],
    likeness: npt.NDArray[np.float64],
    weights: Weights,
) -> str:
    """What speaks most for an article, and what else does."""
    found = {part: float(ranked[i]) * getattr(weights, part) for part, ranked in standing.items()}
    found["diversity"] = float(1 - likeness[i]) * weights.diversity
    best = max(found, key=lambda part: (found[part], part))
    also = [p for p in found if p != best and found[p] >= 0.8 * found[best] and found[p] > 0]
    return "; ".join(_TOLD[part] for part in [best, *also])

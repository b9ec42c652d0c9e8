"""How many annotations active sampling saves, by simulation on constructed sentences.

A pool of articles is made of the examples of the lexicons, with root codes as unevenly spread as in
news: article by article a strategy asks for annotations, a model is trained on what is annotated,
and scored on articles kept apart, whose patterns are in no pool. Printed is, for each strategy, the
share of random sampling's articles that it takes to reach the macro F1 that random sampling has at
the end, over some seeds.
The sentences are made up: the saving on news may be smaller or larger.
"""

from __future__ import annotations

import itertools
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from constructed import CODEBOOK, examples

from toolkit.baselines.models import Model
from toolkit.baselines.predictors import by_model
from toolkit.baselines.scores import figures_of
from toolkit.baselines.sentences import Dataset, Sentence
from toolkit.baselines.training import Choice, Examples, fit
from toolkit.sampling import Candidate, Weights, choose, rarity, uncertainty

SEEDS = (0, 1, 2, 3, 4)
POOL, HELD, PER_ARTICLE = 500, 200, 3
FIRST, STEP, ROUNDS = 40, 25, 8
STRATEGIES = {
    "random": None,
    "uncertainty": Weights(1, 0, 0, 0),
    "rarity": Weights(0, 0, 1, 0),
    "diversity": Weights(0, 0, 0, 1),
    "toolkit sample": Weights(),
}


@dataclass(frozen=True)
class Article:
    doc_id: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)


def articles(sentences: list[Sentence], number: int, rng: np.random.Generator) -> list[Article]:
    """Articles of sentences whose roots follow a long-tailed law (Zipf), in an order by seed."""
    by_root: dict[str, list[Sentence]] = defaultdict(list)
    for s in sentences:
        assert s.code is not None
        by_root[s.code[:2]].append(s)
    roots = sorted(by_root)
    rng.shuffle(roots)
    shares = 1 / np.arange(1, len(roots) + 1)
    made = []
    for n in range(number):
        drawn = rng.choice(roots, size=PER_ARTICLE, p=shares / shares.sum())
        found = [by_root[r][rng.integers(len(by_root[r]))] for r in drawn]
        parts = (
            replace(s, sentence_id=f"a{n}:{i}", doc_id=f"a{n}", cluster=f"a{n}")
            for i, s in enumerate(found)
        )
        made.append(Article(f"a{n:04d}", tuple(parts)))
    return made


def learned(done: list[Article]) -> Model:
    found = [s for a in done for s in a.sentences]
    both = Examples(tuple(found), tuple((s.code or "")[:2] for s in found))
    return fit(both, Dataset("pool", None, {}), Choice("words-lr"), CODEBOOK)


def macro(model: Model, held: list[Article]) -> float:
    found = [s for a in held for s in a.sentences]
    both = Examples(tuple(found), tuple((s.code or "")[:2] for s in found))
    return float(figures_of(by_model(model, both).counts.sum(0))["macro_f1"])


def asked(left: list[Article], done: list[Article], model: Model, weights: Weights) -> set[str]:
    """The next articles by what a model trained so far thinks of them."""
    seen: dict[str, int] = defaultdict(int)
    for a in done:
        for s in a.sentences:
            seen[(s.code or "")[:2]] += 1
    made = []
    for a in left:
        predicted = model.predict([s.text for s in a.sentences])
        assert predicted.probabilities is not None
        parts = {
            "uncertainty": uncertainty(predicted.probabilities),
            "rarity": rarity(predicted.labels, seen, CODEBOOK),
        }
        made.append(Candidate(a.doc_id, a.text, parts))
    chosen = choose(
        made, STEP, annotated=[a.text for a in done], control=0.0, weights=weights, seed=len(done)
    )
    return {c.doc_id for c in chosen}


def run(seed: int, strategy: str) -> list[tuple[int, float]]:
    """Number of annotated articles and macro F1 after each round."""
    rng = np.random.default_rng(seed)
    found = [s for s in examples() if s.code]
    patterns = sorted({s.cluster for s in found})
    apart = {patterns[i] for i in rng.permutation(len(patterns))[: len(patterns) // 3]}
    order = int(rng.integers(2**32))
    pool = articles(
        [s for s in found if s.cluster not in apart], POOL, np.random.default_rng(order)
    )
    held = articles([s for s in found if s.cluster in apart], HELD, np.random.default_rng(order))
    first = {pool[i].doc_id for i in rng.permutation(POOL)[:FIRST]}
    made = []
    done = [a for a in pool if a.doc_id in first]
    weights = STRATEGIES[strategy]
    for _ in range(ROUNDS + 1):
        model = learned(done)
        made.append((len(done), macro(model, held)))
        taken = {a.doc_id for a in done}
        left = [a for a in pool if a.doc_id not in taken]
        if weights is None:
            more = {left[i].doc_id for i in rng.permutation(len(left))[:STEP]}
        else:
            more = asked(left, done, model, weights)
        done += [a for a in left if a.doc_id in more]
    return made


def reached(curve: list[tuple[int, float]], wanted: float) -> float:
    """Articles until the figure is reached, between rounds by a straight line; the last number
    where it never is."""
    for (n0, f0), (n1, f1) in itertools.pairwise(curve):
        if f1 >= wanted:
            return n0 if f0 >= wanted else n0 + (n1 - n0) * (wanted - f0) / (f1 - f0)
    return curve[-1][0]


def main() -> None:
    curves = {name: [run(seed, name) for seed in SEEDS] for name in STRATEGIES}
    print(f"macro F1 after so many articles (mean of {len(SEEDS)} seeds)")
    print(" " * 16 + "".join(f"{n:>7}" for n, _ in curves["random"][0][::2]))
    for name, found in curves.items():
        means = [statistics.fmean(c[i][1] for c in found) for i in range(0, ROUNDS + 1, 2)]
        print(f"{name:<16}" + "".join(f"{m:7.3f}" for m in means))
    print("share of the articles of random sampling to reach what that has at the end")
    for name, found in curves.items():
        shares = []
        for seed in range(len(SEEDS)):
            random = curves["random"][seed]
            wanted = random[-1][1]
            shares.append(reached(found[seed], wanted) / reached(random, wanted))
        told = ", ".join(f"{s:.2f}" for s in shares)
        print(f"{name:<16} {statistics.fmean(shares):.2f}  (by seed {told})")


if __name__ == "__main__":
    main()

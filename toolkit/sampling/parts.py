"""What makes an article worth annotating, each as a number that grows with its worth."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse

from toolkit.coder.evaluation.matching import Match, Triple, pairs
from toolkit.ontology import Codebook
from toolkit.records import Event

_WORD = re.compile(r"\w+")
_COLUMNS = 1 << 18


def uncertainty(probabilities: npt.NDArray[np.float64]) -> float:
    """The mean entropy of a model's predictions for the sentences of an article, scaled to 0..1
    (Settles 2009, section 3.1); ``probabilities`` has shape (sentences, classes)."""
    if probabilities.size == 0 or probabilities.shape[1] < 2:
        return 0.0
    safe = np.clip(probabilities, 1e-12, 1)
    entropy = -(probabilities * np.log(safe)).sum(axis=1) / math.log(probabilities.shape[1])
    return float(entropy.mean())


def doubt(events: Sequence[Event]) -> float:
    """Where there is no model: how unsure the coder is of the event it is least sure of; half
    where it found none."""
    return 1 - min(e.confidence for e in events) if events else 0.5


def disagreement(codings: Sequence[Sequence[Triple]], match: Match) -> float:
    """How far coders differ on one article: one less the mean F1 over pairs of coders of events
    that agree in root, source and target (the vote by committee of Seung et al. 1992, on events).
    Coders who all find nothing agree."""
    found = []
    for a, b in combinations(codings, 2):
        if not a and not b:
            found.append(0.0)
            continue

        def same(x: Triple, y: Triple) -> bool:
            root = match.codebook.root
            return root(x.code) == root(y.code) and (match.dyad(x, y) or match.dyad(y, x))

        found.append(1 - 2 * len(pairs(list(a), list(b), same)) / (len(a) + len(b)))
    return sum(found) / len(found) if found else 0.0


def rarity(roots: Iterable[str], seen: Mapping[str, int], codebook: Codebook) -> float:
    """How much an article adds where the annotations are thin: the surprise in nats of its rarest
    root among the annotated ones (with one more of each, so that an unseen root has a finite
    surprise), 0 without events."""
    total = sum(seen.values()) + len(codebook.roots)
    surprises = [-math.log((seen.get(root, 0) + 1) / total) for root in set(roots)]
    return max(surprises, default=0.0)


def counted_roots(events: Iterable[Event], codebook: Codebook) -> Counter[str]:
    """How often each root was coded."""
    return Counter(codebook.root(e.action.code) for e in events)


def vectors(texts: Sequence[str]) -> sparse.csr_matrix:
    """Texts as rows of length one: TF-IDF of hashed words, shape (texts, 2**18). The product of two
    rows is their cosine."""
    rows: list[int] = []
    columns: list[int] = []
    for i, text in enumerate(texts):
        words = _WORD.findall(text.casefold())
        rows += [i] * len(words)
        columns += [crc32(w.encode("utf-8", "surrogatepass")) % _COLUMNS for w in words]
    ones = np.ones(len(rows))
    counts = sparse.csr_matrix((ones, (rows, columns)), shape=(len(texts), _COLUMNS))
    in_texts = np.bincount(counts.indices, minlength=_COLUMNS)
    weight = np.log((1 + len(texts)) / (1 + in_texts)) + 1
    counts.data = (1 + np.log(counts.data)) * weight[counts.indices]
    norms = np.sqrt(counts.multiply(counts).sum(axis=1)).A1
    return sparse.diags(1 / np.maximum(norms, 1e-12)) @ counts

"""Near-duplicate articles: reprints, wire copies and lightly edited versions of one text.

Candidates come from MinHash and locality-sensitive hashing (Broder 1997; the ``rensa`` package),
each verified by the exact Jaccard similarity of the articles' word 3-shingles. With 64 bands of 3
rows a pair at the threshold is missed once in five thousand; :func:`straddling` then looks for
missed pairs exactly, by the prefix filter of Chaudhuri, Ganti and Kaushik (2006).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

THRESHOLD = 0.5  # Jaccard similarity of 3-shingles from which two articles count as one text
CONTAINMENT = 0.8  # share of the shorter article's shingles that the longer one repeats
_BANDS, _ROWS = 64, 3
_BATCH = 1000
_WORD = re.compile(r"\w+")

Shingles = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles by their positions, ``first < second``, and their exact Jaccard similarity."""

    first: int
    second: int
    similarity: float


def _shingles(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < 3:
        return [" ".join(words)]
    return [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]


def shingle_sets(texts: Sequence[str]) -> list[Shingles]:
    """The word 3-shingles of each text as sorted unique 64-bit hashes; texts of fewer than three
    words are one shingle."""
    import rensa

    made: list[Shingles] = []
    for start in range(0, len(texts), _BATCH):
        batch = [_shingles(text) for text in texts[start : start + _BATCH]]
        made.extend(
            np.unique(np.asarray(hashes, dtype=np.uint64))
            for hashes in rensa.RMinHash.hash_token_sets(batch)
        )
    return made


def jaccard(a: Shingles, b: Shingles) -> tuple[float, float]:
    """The Jaccard similarity of two sets, and how much of the smaller lies in the larger."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared), shared / min(len(a), len(b))


def near_duplicates(texts: Sequence[str], seed: int = 0) -> list[Pair]:
    """Every pair of texts that is one text, by Jaccard or by containment, in order."""
    import rensa

    if len(texts) < 2:
        return []
    sets = shingle_sets(texts)
    index = rensa.RMinHashLSH(THRESHOLD, _BANDS * _ROWS, _BANDS)
    hashed = []
    for start in range(0, len(texts), _BATCH):
        batch = [_shingles(text) for text in texts[start : start + _BATCH]]
        hashed.extend(rensa.RMinHash.from_token_sets(batch, _BANDS * _ROWS, seed))
    index.insert_many(hashed)
    pairs = []
    for i, candidates in enumerate(index.query_all(hashed)):
        for j in sorted(set(candidates)):
            if j > i and _promising(hashed[i].jaccard(hashed[j]), len(sets[i]), len(sets[j])):
                similarity, contained = jaccard(sets[i], sets[j])
                if similarity >= THRESHOLD or contained >= CONTAINMENT:
                    pairs.append(Pair(i, j, similarity))
    return pairs


def _promising(estimate: float, a: int, b: int) -> bool:
    """Whether an estimate leaves a pair of sets of these sizes worth an exact comparison: five
    standard errors (0.036 at the threshold) below it in Jaccard similarity, as much in sharing."""
    margin = 5 * math.sqrt(THRESHOLD * (1 - THRESHOLD) / (_BANDS * _ROWS))
    upper = min(1.0, estimate + margin)
    shared = upper / (1 + upper) * (a + b)
    return upper >= THRESHOLD or shared >= CONTAINMENT * min(a, b)


def straddling(texts: Sequence[str], groups: Sequence[Hashable]) -> Iterator[Pair]:
    """Every pair of texts of different ``groups`` whose Jaccard similarity reaches the threshold.

    Exact: two sets that similar share one of the ``n - ceil(threshold * n) + 1`` rarest elements
    of each, so only those are compared. ``groups`` has one entry a text, such as its split.
    """
    sets = shingle_sets(texts)
    if not sets:
        return
    values, counts = np.unique(np.concatenate(sets), return_counts=True)
    holders: dict[int, list[int]] = defaultdict(list)
    for i, elements in enumerate(sets):
        frequency = counts[np.searchsorted(values, elements)]
        rarest = elements[np.lexsort((elements, frequency))]
        kept = len(elements) - math.ceil(THRESHOLD * len(elements)) + 1
        met: set[int] = set()
        for element in rarest[:kept].tolist():
            met.update(j for j in holders[element] if groups[j] != groups[i])
            holders[element].append(i)
        for j in sorted(met):
            similarity, _ = jaccard(sets[j], elements)
            if similarity >= THRESHOLD:
                yield Pair(j, i, similarity)

"""Text to sparse features: words, and characters within words.

Words keep their names, so that a model card can show what a class was learned from. Character
n-grams are hashed (Weinberger et al. 2009) by array arithmetic over code points, several times as
fast as counting strings: they carry what Indonesian does by prefix and suffix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline

_WORD = re.compile(r"\w+")
_BATCH = 2_000
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: Fibonacci hashing
_SPACE = np.uint64(ord(" "))


class CharacterNgrams(TransformerMixin, BaseEstimator):
    """Counts of the character n-grams of each text, hashed to ``2**bits`` columns.

    Text is casefolded and cut to words with a space on either side; an n-gram may begin or end
    with that space but not cross it. Knows no state: ``fit`` learns nothing.
    """

    def __init__(self, shortest: int = 3, longest: int = 4, bits: int = 17) -> None:
        self.shortest = shortest
        self.longest = longest
        self.bits = bits

    def fit(self, texts: Sequence[str], y: Any = None) -> CharacterNgrams:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Counts, float32 of shape (texts, 2**bits)."""
        batches = [self._counts(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        if not batches:
            return sparse.csr_matrix((0, 1 << self.bits), dtype=np.float32)
        return batches[0] if len(batches) == 1 else sparse.vstack(batches, format="csr")

    def _counts(self, texts: Sequence[str]) -> sparse.csr_matrix:
        cut = (" ".join(_WORD.findall(text.casefold())) for text in texts)
        padded = [f" {words} " if words else " " for words in cut]
        codes = np.frombuffer(
            "".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32
        ).astype(np.uint64)
        text_of = np.repeat(np.arange(len(padded), dtype=np.int32), [len(p) for p in padded])
        spaces = np.concatenate([[0], np.cumsum(codes == _SPACE)])
        rows: list[npt.NDArray[np.int32]] = []
        columns: list[npt.NDArray[np.int32]] = []
        hashed = codes
        for n in range(2, self.longest + 1):
            starts = len(codes) - n + 1
            if starts <= 0:
                break
            hashed = hashed[:starts] * _GOLDEN + codes[n - 1 :]
            hashed ^= hashed >> np.uint64(29)
            if n < self.shortest:
                continue
            inner = spaces[n - 1 : n - 1 + starts] - spaces[1 : starts + 1]
            whole = (inner == 0) & (text_of[:starts] == text_of[n - 1 :])
            rows.append(text_of[:starts][whole])
            column = (hashed[whole] * _GOLDEN) >> np.uint64(64 - self.bits)
            columns.append(column.astype(np.int32))
        row = np.concatenate(rows) if rows else np.empty(0, np.int32)
        column = np.concatenate(columns) if columns else np.empty(0, np.int32)
        ones = np.ones(len(row), dtype=np.float32)
        # From coordinates to compressed rows scipy adds up what falls on the same place.
        return sparse.coo_matrix((ones, (row, column)), shape=(len(texts), 1 << self.bits)).tocsr()


class Nothing(TransformerMixin, BaseEstimator):
    """One empty column: what a model looks at that does not look at the text."""

    def fit(self, texts: Sequence[str], y: Any = None) -> Nothing:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Zeros of shape (texts, 1)."""
        return np.zeros((len(texts), 1), dtype=np.float32)


class Words(TransformerMixin, BaseEstimator):
    """TF-IDF of words and pairs of words that stand in at least ``fewest`` texts.

    Its saved state is the terms as one text and their weights: a saved vocabulary of a hundred
    thousand entries would be a hundred thousand objects.
    """

    def __init__(self, fewest: int = 2) -> None:
        self.fewest = fewest

    def _new(self, **more: Any) -> TfidfVectorizer:
        return TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+", dtype=np.float32, **more
        )

    def fit(self, texts: Sequence[str], y: Any = None) -> Words:
        """Learn the terms and how common they are."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: Any = None, **more: Any) -> sparse.csr_matrix:
        """Fit, and the weights of the texts themselves."""
        try:
            self.vectorizer_ = self._new(min_df=self.fewest)
            return self.vectorizer_.fit_transform(texts)
        except ValueError:  # no term is that common
            self.vectorizer_ = self._new(min_df=1)
            return self.vectorizer_.fit_transform(texts)

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Weights, float32 of shape (texts, terms)."""
        return self.vectorizer_.transform(texts)

    def terms(self) -> list[str]:
        """The terms in the order of the columns."""
        return list(self.vectorizer_.get_feature_names_out())

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vectorizer_")

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = {"fewest": self.fewest}
        if hasattr(self, "vectorizer_"):
            state |= {"terms": "\n".join(self.terms()), "idf": self.vectorizer_.idf_}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.fewest = state["fewest"]
        if "terms" in state:
            terms = {term: i for i, term in enumerate(state["terms"].split("\n"))}
            self.vectorizer_ = self._new(vocabulary=terms)
            self.vectorizer_.idf_ = state["idf"]


def words_and_characters(fewest: int = 2) -> FeatureUnion:
    """TF-IDF of words and pairs of words beside TF-IDF of hashed character n-grams."""
    characters = Pipeline(
        [("count", CharacterNgrams()), ("weigh", TfidfTransformer(sublinear_tf=True))]
    )
    return FeatureUnion([("words", Words(fewest)), ("characters", characters)])

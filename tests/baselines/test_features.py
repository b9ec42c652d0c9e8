"""Words and characters as features."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn")

from toolkit.baselines.features import CharacterNgrams, Words, words_and_characters

TEXTS = ["Rebels attacked the town.", "The town was attacked by rebels.", "Envoys met in Bern."]


def ngrams(text: str, shortest: int, longest: int) -> Counter[str]:
    """The same, counted as strings: within a word that has a space on either side."""
    made: Counter[str] = Counter()
    for word in re.findall(r"\w+", text.casefold()):
        padded = f" {word} "
        for n in range(shortest, longest + 1):
            made.update(padded[i : i + n] for i in range(len(padded) - n + 1))
    return made


@given(st.lists(st.text(max_size=60), max_size=5), st.sampled_from([(2, 3), (3, 4), (3, 5)]))
def test_character_ngrams_are_those_of_the_words(texts, lengths) -> None:
    made = CharacterNgrams(*lengths, bits=20).transform(texts)
    assert made.shape == (len(texts), 1 << 20)
    for row, text in zip(made, texts, strict=True):
        wanted = ngrams(text, *lengths)
        assert row.sum() == sum(wanted.values())
        # Two n-grams may fall on one column, never one on two.
        assert row.nnz <= len(wanted)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_a_text_has_the_same_features_in_any_company(texts) -> None:
    together = CharacterNgrams().transform(texts)
    for i, text in enumerate(texts):
        alone = CharacterNgrams().transform([text])
        assert (together[i] != alone).nnz == 0


def test_different_words_have_different_columns() -> None:
    made = CharacterNgrams(bits=18).transform(["menyerang", "menyerang.", "diserang"])
    assert (made[0] != made[1]).nnz == 0
    shared = made[0].multiply(made[2]).nnz
    assert 0 < shared < made[0].nnz


def test_saved_words_weigh_as_before() -> None:
    fitted = Words(fewest=1).fit(TEXTS)
    again = Words.__new__(Words)
    again.__setstate__(fitted.__getstate__())
    assert np.array_equal(fitted.transform(TEXTS).toarray(), again.transform(TEXTS).toarray())
    assert "town" in again.terms()
    assert "the town" in again.terms()


def test_rare_words_are_left_out_unless_all_are_rare() -> None:
    assert Words(fewest=2).fit(TEXTS).terms() == ["attacked", "rebels", "the", "the town", "town"]
    assert Words(fewest=2).fit(["one word", "two others"]).terms()


def test_both_stand_side_by_side() -> None:
    features = words_and_characters()
    made = features.fit_transform(TEXTS)
    assert made.shape == (3, 5 + 2**17)
    assert made.dtype == np.float32
    assert (features.transform(TEXTS) != made).nnz == 0

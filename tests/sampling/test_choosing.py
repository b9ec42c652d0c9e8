"""Which articles are chosen, why, and whether the random share is random."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.coder.evaluation import Match
from toolkit.coder.evaluation.matching import Triple
from toolkit.sampling import Candidate, Weights, choose, disagreement, rarity, uncertainty
from toolkit.sampling.parts import vectors
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()
MATCH = Match(CODEBOOK)


def candidates(number: int = 40, seed: int = 0) -> list[Candidate]:
    rng = np.random.default_rng(seed)
    return [
        Candidate(
            f"d{i:03d}",
            " ".join(f"w{j}" for j in rng.integers(0, 200, 30)),
            {"uncertainty": float(rng.random()), "rarity": float(rng.random())},
        )
        for i in range(number)
    ]


@given(st.integers(1, 60), st.floats(0, 1), st.integers(0, 5), st.randoms())
def test_as_many_as_asked_for_each_once_and_the_same_in_any_order(n, control, seed, random) -> None:
    found = candidates()
    made = choose(found, n, control=control, seed=seed)
    assert len(made) == len({c.doc_id for c in made}) == min(n, 40)
    assert [c.rank for c in made] == list(range(1, len(made) + 1))
    assert sum(c.control for c in made) == round(control * min(n, 40))
    random.shuffle(found)
    assert choose(found, n, control=control, seed=seed) == made


def test_the_random_share_is_drawn_evenly_whatever_the_scores() -> None:
    found = candidates(20)
    drawn: Counter[str] = Counter()
    for seed in range(400):
        made = choose(found, 5, control=0.8, seed=seed)
        drawn.update(c.doc_id for c in made if c.control)
        assert {c.inclusion for c in made} == {0.2, None}
    wanted = 400 * 4 / 20
    assert len(drawn) == 20
    # Four standard deviations of a binomial of 400 draws at 0.2.
    assert all(abs(n - wanted) < 4 * math.sqrt(400 * 0.2 * 0.8) for n in drawn.values())


def test_scores_lead_where_nothing_else_does() -> None:
    found = [
        Candidate("sure", "a b c", {"uncertainty": 0.1}),
        Candidate("unsure", "d e f", {"uncertainty": 0.9}),
        Candidate("middling", "g h i", {"uncertainty": 0.5}),
    ]
    made = choose(found, 2, control=0)
    assert {c.doc_id for c in made} == {"unsure", "middling"}
    assert all("unsure" in c.reason or "unlike" in c.reason for c in made)
    assert all(not c.control and c.inclusion is None for c in made)


def test_a_copy_of_what_is_annotated_waits() -> None:
    text = "Rebels attacked the town near the river on Monday"
    found = [
        Candidate("copy", text, {"uncertainty": 0.9}),
        Candidate("other", "Envoys signed a treaty on fishing rights", {"uncertainty": 0.6}),
        Candidate("third", "Rain fell over the coast", {"uncertainty": 0.1}),
    ]
    unlike = Weights(diversity=1.0)
    assert choose(found, 1, control=0, annotated=[text], weights=unlike)[0].doc_id == "other"
    assert choose(found, 1, control=0)[0].doc_id == "copy"
    plain = Weights(diversity=0.0)
    assert choose(found, 1, control=0, annotated=[text], weights=plain)[0].doc_id == "copy"


def test_two_copies_are_not_both_chosen_while_there_is_something_else() -> None:
    text = "Rebels attacked the town near the river on Monday"
    found = [
        Candidate("a", text, {"rarity": 3.0}),
        Candidate("b", text, {"rarity": 3.0}),
        Candidate("c", "Envoys signed a treaty on fishing rights", {"rarity": 1.0}),
    ]
    made = choose(found, 2, control=0, weights=Weights(diversity=1.0))
    assert {c.doc_id for c in made} == {"a", "c"}


def test_weights_turn_parts_off() -> None:
    found = [
        Candidate("rare", "a b", {"rarity": 3.0, "uncertainty": 0.1}),
        Candidate("doubted", "c d", {"rarity": 0.1, "uncertainty": 0.9}),
    ]
    for off, wanted in (("rarity", "doubted"), ("uncertainty", "rare")):
        made = choose(found, 1, control=0, weights=Weights(**{off: 0.0, "diversity": 0.0}))
        assert made[0].doc_id == wanted


def test_uncertainty_is_the_entropy() -> None:
    even = np.full((2, 4), 0.25)
    sure = np.array([[1.0, 0, 0, 0]])
    assert uncertainty(even) == pytest.approx(1)
    assert uncertainty(sure) == pytest.approx(0, abs=1e-9)
    assert uncertainty(np.vstack([even, sure])) == pytest.approx(2 / 3)
    assert uncertainty(np.empty((0, 4))) == 0.0


def test_disagreement_of_coders() -> None:
    a, b = Triple("TUR", "190", "SYR"), Triple("TUR", "04", "SYR")
    assert disagreement([[a], [a]], MATCH) == 0
    assert disagreement([[a], [b]], MATCH) == 1
    assert disagreement([[a, b], [a]], MATCH) == pytest.approx(1 / 3)
    assert disagreement([[], []], MATCH) == 0
    assert disagreement([[a], []], MATCH) == 1
    assert disagreement([[a]], MATCH) == 0
    assert disagreement([[a], [a], [b]], MATCH) == pytest.approx(2 / 3)


def test_a_root_that_nobody_annotated_is_rarer_than_one_that_somebody_did() -> None:
    seen = {"04": 50, "19": 2}
    unseen, few, many = (rarity([root], seen, CODEBOOK) for root in ("20", "19", "04"))
    assert unseen > few > many > 0
    assert rarity(["04", "20"], seen, CODEBOOK) == unseen
    assert rarity([], seen, CODEBOOK) == 0


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_vectors_have_length_one_and_like_themselves(texts) -> None:
    made = vectors(texts)
    lengths = np.sqrt(made.multiply(made).sum(axis=1)).A1
    assert all(math.isclose(n, 1, abs_tol=1e-9) or n == 0 for n in lengths)

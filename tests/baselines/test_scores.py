"""Figures, intervals and tests."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn")

from toolkit.baselines.models import Predicted
from toolkit.baselines.scores import (
    NO_ANSWER,
    Scored,
    calibration,
    compare,
    confusion,
    figures,
    figures_of,
    holm,
    label_table,
)


def scored(gold, labels, clusters=None, langs=None, shares=None, classes=(), name="a") -> Scored:
    n = len(gold)
    return Scored(
        name,
        tuple(f"s{i}" for i in range(n)),
        tuple(gold),
        Predicted(tuple(classes), tuple(labels), None if shares is None else np.array(shares)),
        tuple(clusters or (f"c{i}" for i in range(n))),
        tuple(langs or ["en"] * n),
    )


labels = st.sampled_from(["04", "11", "19", "17"])
pairs = st.lists(st.tuples(labels, st.one_of(labels, st.just(NO_ANSWER))), min_size=1, max_size=30)


@given(pairs)
def test_f1_is_scikit_learns(found) -> None:
    from sklearn.metrics import accuracy_score, f1_score

    gold, predicted = [g for g, _ in found], [p for _, p in found]
    made = figures_of(scored(gold, predicted).counts.sum(0))
    present = sorted(set(gold))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, average in (("macro_f1", "macro"), ("weighted_f1", "weighted")):
            wanted = f1_score(gold, predicted, labels=present, average=average, zero_division=0)
            assert made[name] == pytest.approx(wanted)
    assert made["accuracy"] == pytest.approx(accuracy_score(gold, predicted))


def test_hierarchical_f1_by_hand() -> None:
    # 1951 → {19, 195, 1951}, 193 → {19, 193}: one shared; 04 and 042: one of one and two.
    made = figures(scored(["1951", "04"], ["193", "042"]), tree=True, resamples=10)
    assert made["hierarchical_f1"].value == pytest.approx(2 * 2 / (4 + 4))
    assert made["accuracy"].value == 0.0
    same = figures(scored(["1951", "04"], ["1951", "04"]), tree=True, resamples=10)
    assert same["hierarchical_f1"].value == 1.0


def test_intervals_resample_clusters_not_sentences() -> None:
    rng = np.random.default_rng(0)
    right = np.repeat(rng.random(20) < 0.6, 10)
    gold = ["04"] * 200
    predicted = ["04" if r else "19" for r in right]
    clustered = figures(
        scored(gold, predicted, clusters=[f"c{i // 10}" for i in range(200)]), tree=False
    )["accuracy"]
    alone = figures(scored(gold, predicted), tree=False)["accuracy"]
    assert clustered.value == alone.value
    assert clustered.high - clustered.low > 2 * (alone.high - alone.low)
    assert clustered.low < clustered.value < clustered.high


def test_a_comparison_tells_a_better_model_from_an_equal_one() -> None:
    rng = np.random.default_rng(1)
    gold = list(rng.choice(["04", "11", "19"], size=120))
    clusters = [f"c{i // 3}" for i in range(120)]
    worse = [g if rng.random() < 0.5 else "17" for g in gold]
    better = scored(gold, gold, clusters, name="better")
    made = compare(scored(gold, worse, clusters, name="worse"), better)
    assert made.value > 0.2
    assert made.low > 0
    assert made.p < 0.01
    same = compare(better, scored(gold, gold, clusters))
    assert (same.value, same.low, same.high, same.p) == (0, 0, 0, 1)
    back = compare(better, scored(gold, worse, clusters))
    assert back.value == pytest.approx(-made.value)
    with pytest.raises(ValueError, match="same sentences"):
        compare(better, scored(gold[:-1], gold[:-1]))


def test_chance_differences_are_seldom_significant() -> None:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(40):
        gold = list(rng.choice(["04", "19"], size=60))
        a, b = (
            [g if rng.random() < 0.7 else ("19" if g == "04" else "04") for g in gold] for _ in "ab"
        )
        found.append(compare(scored(gold, a), scored(gold, b), resamples=200).p)
    assert sum(p < 0.05 for p in found) <= 6


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holms_correction_never_favours(p_values) -> None:
    made = holm(p_values)
    assert all(p <= q <= min(1, p * len(p_values)) for p, q in zip(p_values, made, strict=True))
    ordered = [q for _, q in sorted(zip(p_values, made, strict=True))]
    assert ordered == sorted(ordered)


def test_holms_correction_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_calibration_by_hand() -> None:
    classes = ("04", "19")
    shares = [[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.2, 0.8]]
    made = calibration(
        scored(["04", "19", "19", "19"], ["04", "04", "19", "19"], shares=shares, classes=classes)
    )
    assert made is not None
    # Each sentence is a bin of its own: |.8-1| twice, |.9-1| and |.9-0|.
    assert made.error == pytest.approx((0.2 + 0.2 + 0.1 + 0.9) / 4)
    assert made.brier == pytest.approx((0.02 + 1.62 + 0.08 + 0.08) / 4)
    assert made.log_loss == pytest.approx(-np.log([0.9, 0.1, 0.8, 0.8]).mean())


def test_a_label_the_model_never_saw_costs_its_whole_probability() -> None:
    made = calibration(scored(["17"], ["04"], shares=[[1.0, 0.0]], classes=("04", "19")))
    assert made is not None
    assert made.brier == 2.0
    assert calibration(scored(["17"], ["04"])) is None


def test_tables_tell_what_was_taken_for_what() -> None:
    made = scored(["04", "04", "04", "19"], ["04", "19", "19", NO_ANSWER])
    rows = {row.label: row for row in label_table(made)}
    assert rows["04"].taken_for == "19"
    assert rows["19"].taken_for == "no answer"
    assert (rows["04"].gold, rows["04"].predicted) == (3, 1)
    assert rows["04"].precision == 1.0
    names, counts = confusion(made)
    assert names == ["04", "19", NO_ANSWER]
    assert counts.tolist() == [[1, 2, 0], [0, 0, 1], [0, 0, 0]]


def test_one_language_by_itself() -> None:
    made = scored(["04", "19"], ["04", "04"], langs=["en", "id"]).only("id")
    assert (made.gold, made.predicted.labels) == (("19",), ("04",))

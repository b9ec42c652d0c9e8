"""Coefficients against other people's packages, and what must hold for any data."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.agreement import alpha, ratings, ratings_from_frame
from toolkit.agreement.bootstrap import Replicates, interval
from toolkit.agreement.coefficients import (
    ac1_statistic,
    alpha_statistic,
    cohen_statistic,
    fleiss_statistic,
    percent_statistic,
    undefined,
)
from toolkit.agreement.distances import MetricError
from toolkit.agreement.ratings import RatingsError


def random_table(seed: int, people: int = 4, units: int = 30, missing: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.integers(1, 6, size=units)
    noise = rng.integers(1, 6, size=(people, units))
    table = np.where(rng.random((people, units)) < 0.4, noise, truth).astype(float)
    table[rng.random((people, units)) < missing] = np.nan
    return table


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_krippendorff_package(metric: str, seed: int) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    table = random_table(seed)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement=metric)
    assert alpha(table, metric) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_kappas_are_those_of_scikit_learn_and_statsmodels(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    table = random_table(seed, missing=0.0)
    assert cohen_statistic(ratings(table[:2])).point() == pytest.approx(
        metrics.cohen_kappa_score(table[0], table[1])
    )
    counts, _ = inter_rater.aggregate_raters(table.T)
    assert fleiss_statistic(ratings(table)).point() == pytest.approx(
        inter_rater.fleiss_kappa(counts)
    )


def slow_alpha(table: list[list[int | None]], distance: Any) -> float:
    """Alpha from its definition: mean disagreement within units over that of all pairs."""
    columns = [[v for v in column if v is not None] for column in zip(*table, strict=True)]
    columns = [c for c in columns if len(c) > 1]
    values = [v for c in columns for v in c]
    within = sum(distance(a, b) / (len(c) - 1) for c in columns for a in c for b in c) / len(values)
    between = sum(distance(a, b) for a in values for b in values)
    return 1 - within * len(values) * (len(values) - 1) / between


TABLES = st.integers(2, 4).flatmap(
    lambda people: st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=people, max_size=people),
        min_size=2,
        max_size=12,
    ).map(lambda columns: [list(row) for row in zip(*columns, strict=True)])
)


@given(TABLES)
def test_alpha_follows_its_definition_for_any_distance(table: list[list[int | None]]) -> None:
    assume(not undefined(ratings(table)))
    for metric, distance in (
        ("nominal", lambda a, b: float(a != b)),
        ("interval", lambda a, b: (a - b) ** 2),
        (lambda a, b: abs(a - b), lambda a, b: abs(a - b)),
    ):
        assert alpha(table, metric) == pytest.approx(slow_alpha(table, distance), abs=1e-9)


@given(TABLES, st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(table: list[list[int | None]], rng: Any) -> None:
    data = ratings(table)
    assume(not undefined(data))
    units = list(range(len(table[0])))
    rng.shuffle(units)
    people = list(range(len(table)))
    rng.shuffle(people)
    moved = [[table[p][u] for u in units] for p in people]
    names = ["kuda", "ayam", "sapi", "itik", "bebek"]
    rng.shuffle(names)
    renamed = [[None if v is None else names[v] for v in row] for row in moved]
    for statistic in (
        alpha_statistic,
        percent_statistic,
        fleiss_statistic,
        ac1_statistic,
        cohen_statistic,
    ):
        value = statistic(data).point()
        for other in (ratings(moved), ratings(renamed)):
            assert statistic(other).point() == pytest.approx(value, abs=1e-9, nan_ok=True)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=20), st.integers(2, 5))
def test_perfect_agreement_is_one(values: list[int], people: int) -> None:
    assume(len(set(values)) > 1)
    data = ratings([values] * people)
    for statistic in (
        alpha_statistic,
        percent_statistic,
        fleiss_statistic,
        ac1_statistic,
        cohen_statistic,
    ):
        assert statistic(data).point() == pytest.approx(1)


def test_a_replicate_is_alpha_of_the_documents_drawn() -> None:
    rng = np.random.default_rng(1)
    table = random_table(3, units=40)
    documents = rng.integers(12, size=40)
    documents[:12] = range(12)
    draws = Replicates(12, 20, seed=5)
    distances = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    for arguments in ({}, {"metric": "interval"}, {"distances": distances}):
        statistic = alpha_statistic(ratings(table, documents.tolist()), **arguments)
        for weights, value in zip(draws.weights, statistic.replicates(draws), strict=True):
            columns = [
                u
                for d in range(12)
                for u in np.flatnonzero(documents == d).tolist() * int(weights[d])
            ]
            again = alpha_statistic(ratings(table[:, columns]), **arguments).point()
            assert value == pytest.approx(again, abs=1e-9)


def test_intervals_of_random_coders_cover_zero_about_as_often_as_they_say() -> None:
    covered = 0
    runs = 300
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        table = rng.integers(3, size=(3, 240)).astype(float)
        documents = np.repeat(np.arange(60), 4).tolist()
        statistic = alpha_statistic(ratings(table, documents))
        limits = interval(statistic.replicates(Replicates(60, 400, seed)))
        assert limits is not None
        covered += limits[0] <= 0 <= limits[1]
    # 95 % of 300 is 285; four standard errors are 15.
    assert 270 <= covered <= 300


def test_the_interval_of_a_share_is_the_binomial_one() -> None:
    # Where each document is one unit of two annotators, percent agreement is a share of n trials.
    rng = np.random.default_rng(8)
    table = rng.integers(2, size=(2, 800)).astype(float)
    statistic = percent_statistic(ratings(table))
    share = statistic.point()
    limits = interval(statistic.replicates(Replicates(800, 4000)))
    assert limits is not None
    half = 1.96 * np.sqrt(share * (1 - share) / 800)
    assert limits == pytest.approx((share - half, share + half), abs=0.005)


def test_the_bootstrap_repeats_itself_with_its_seed() -> None:
    first, again, other = (Replicates(30, 50, seed).weights for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert (first.sum(axis=1) == 30).all()


def test_polars_frames_give_what_arrays_give() -> None:
    wide = pl.DataFrame({"ani": ["a", "b", "b", None], "budi": ["a", "b", "c", "c"]})
    values = [["a", "b", "b", None], ["a", "b", "c", "c"]]
    assert alpha(wide) == alpha(values)
    long = pl.DataFrame(
        [
            {"unit": u, "annotator": who, "value": wide[who][u]}
            for who in wide.columns
            for u in range(4)
        ]
    )
    made = ratings_from_frame(long)
    assert alpha_statistic(made).point() == alpha(values)
    with pytest.raises(RatingsError, match="two values"):
        ratings_from_frame(pl.concat([long, long]))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([[1, 2, 3]], "only one annotator"),
        ([[1, 1], [1, 1]], "every value is the same"),
        ([[1, None], [None, 2]], "no unit has values from two"),
        ([[None, None], [None, None]], "no values"),
        ([1, 2, 3], "annotators x units"),
    ],
)
def test_what_has_no_alpha_says_why(values: Any, why: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RatingsError, match=why):
            alpha(values)


def test_a_metric_that_does_not_fit_says_so() -> None:
    with pytest.raises(MetricError, match="needs numbers"):
        alpha([["a", "b"], ["a", "c"]], "interval")
    with pytest.raises(MetricError, match="no metric 'cosine'"):
        alpha([[1, 2], [1, 3]], "cosine")


@settings(max_examples=30)
@given(st.integers(2, 300), st.integers(0, 1000))
def test_many_categories_give_the_same_by_matrix_and_by_counts(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = ratings(rng.integers(size, size=(3, 50)).astype(float))
    assume(not undefined(data))
    matrix = 1.0 - np.eye(len(data.categories))
    assert alpha_statistic(data, distances=matrix).point() == pytest.approx(
        alpha_statistic(data).point(), abs=1e-9
    )

"""The coefficients against tables printed in the literature."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.agreement import alpha, ratings
from toolkit.agreement.coefficients import (
    ac1_statistic,
    alpha_statistic,
    cohen_statistic,
    fleiss_statistic,
)
from toolkit.agreement.needed import units_needed
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.unitizing import unitizing_alpha

GAP = None
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C.
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
# Fleiss (1971): of six psychiatrists, how many chose each of five diagnoses, for 30 patients.
FLEISS = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050
02031 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""


def from_table(table: list[list[int]]) -> Ratings:
    """Two annotators from a contingency table: rows the first one's values."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return ratings(np.array(pairs, dtype=float).T)


@pytest.mark.parametrize(
    ("metric", "printed"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_alpha_of_krippendorffs_four_coders(metric: str, printed: float) -> None:
    assert alpha(FOUR_CODERS, metric) == pytest.approx(printed, abs=5e-5)


def test_gwet_and_fleiss_on_krippendorffs_four_coders() -> None:
    data = ratings(FOUR_CODERS)
    assert ac1_statistic(data).point() == pytest.approx(0.77544, abs=5e-6)
    assert fleiss_statistic(data).point() == pytest.approx(0.76117, abs=5e-6)


def test_kappa_of_fleiss() -> None:
    values = [
        [category for category, n in enumerate(counts) for _ in range(int(n))]
        for counts in FLEISS.split()
    ]
    data = ratings(np.array(values, dtype=float).T)
    assert fleiss_statistic(data).point() == pytest.approx(0.4302, abs=5e-5)


@pytest.mark.parametrize(
    ("table", "kappa", "ac1"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.4915, 0.5760),  # Cohen 1960, p. 45
        ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], -0.0923, None),  # Cohen 1960, p. 37
        ([[118, 5], [2, 0]], -0.0234, 0.9408),  # Gwet, the paradox of kappa
    ],
)
def test_kappa_of_cohen_and_ac1_of_gwet(
    table: list[list[int]], kappa: float, ac1: float | None
) -> None:
    data = from_table(table)
    assert cohen_statistic(data).point() == pytest.approx(kappa, abs=5e-5)
    if ac1 is not None:
        assert ac1_statistic(data).point() == pytest.approx(ac1, abs=5e-5)


def test_weighted_alpha_of_artstein_and_poesio() -> None:
    # Computational Linguistics 34 (2008), p. 568; the third act is half as far from the others.
    data = from_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]])
    half = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    assert alpha_statistic(data).point() == pytest.approx(0.8005, abs=5e-5)
    assert alpha_statistic(data, distances=half).point() == pytest.approx(0.8156, abs=5e-5)


def units(*given: tuple[int, int]) -> list[tuple[int, int]]:
    """Stretches from starts and lengths, as the tables give them."""
    return [(start, start + length) for start, length in given]


def test_unitizing_alpha_of_krippendorff() -> None:
    # Quality & Quantity 38 (2004), p. 254: a text of length 300 that starts at 150.
    made = unitizing_alpha(
        {
            "c": {
                "i": units((225, 70), (370, 30)),
                "j": units((220, 80), (355, 20), (400, 20)),
            },
            "k": {"i": units((180, 60), (300, 50)), "j": units((180, 60), (300, 50))},
        },
        150,
        450,
    )
    assert made["c"] == pytest.approx(0.7286, abs=5e-5)
    assert made["k"] == 1
    assert made["together"] == pytest.approx(0.8587, abs=5e-5)


@pytest.mark.parametrize(("smallest", "printed"), [(0.667, 81), (0.800, 139)])
def test_units_needed_of_krippendorff(smallest: float, printed: int) -> None:
    # Content Analysis (2004), table of required sample sizes: four categories, p = .05.
    assert units_needed(smallest, 0.25) == printed

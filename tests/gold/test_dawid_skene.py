"""The model of Dawid and Skene against its published table and against simulated annotators."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from toolkit.agreement import ratings
from toolkit.agreement.ratings import Ratings, RatingsError
from toolkit.gold.dawid_skene import dawid_skene

# Dawid and Skene (1979), table 1: 45 patients, the first observer three times, four others once.
PATIENTS = """1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223
2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111
2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222
1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343
2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222"""


def patients() -> Ratings:
    rows = PATIENTS.split()
    cells = [
        (i, max(k - 2, 0), int(v) - 1) for i, row in enumerate(rows) for k, v in enumerate(row)
    ]
    unit, annotator, code = np.array(cells).T
    return Ratings(unit, annotator, code, (1, 2, 3, 4), np.arange(len(rows)), 5, len(rows))


def test_published_table() -> None:
    made = dawid_skene(patients(), tolerance=1e-12)
    assert made.prior == pytest.approx([0.400, 0.422, 0.112, 0.067], abs=6e-4)
    printed = [
        [0.889, 0.111, 0, 0],
        [0.071, 0.876, 0.053, 0],
        [0, 0.339, 0.661, 0],
        [0, 0, 0.556, 0.444],
    ]
    assert made.errors[0] == pytest.approx(np.array(printed), abs=6e-4)
    assert made.log_likelihood == pytest.approx(-192.891, abs=6e-4)


def simulated(accuracy: list[float], units: int, seed: int) -> tuple[Ratings, np.ndarray]:
    """Annotators who err evenly over four values, and the true values."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, size=units, p=[0.4, 0.3, 0.2, 0.1])
    wrong = (truth + rng.integers(1, 4, size=(len(accuracy), units))) % 4
    right = rng.random((len(accuracy), units)) < np.array(accuracy)[:, None]
    return ratings(np.where(right, truth, wrong).astype(float)), truth


@pytest.mark.parametrize("tied", [False, True])
def test_known_reliabilities_are_found_again(tied: bool) -> None:
    accuracy = [0.9, 0.8, 0.7, 0.5]
    data, truth = simulated(accuracy, 3000, seed=1)
    made = dawid_skene(data, tied=tied)
    assert made.reliability == pytest.approx(accuracy, abs=0.04)
    assert made.prior == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=0.04)
    assert (made.posterior.argmax(axis=1) == truth).mean() > 0.9
    assert made.posterior.sum(axis=1) == pytest.approx(1)


def test_the_likelihood_never_falls() -> None:
    data, _ = simulated([0.8, 0.6, 0.6], 200, seed=2)
    steps = [dawid_skene(data, most=n, tolerance=0).log_likelihood for n in range(1, 15)]
    assert all(b >= a - 1e-9 for a, b in pairwise(steps))


@pytest.mark.filterwarnings("ignore")  # crowd-kit's own, of pandas to come
def test_crowd_kit_finds_the_same_values() -> None:
    aggregation = pytest.importorskip("crowdkit.aggregation")
    pandas = pytest.importorskip("pandas")
    data, _ = simulated([0.9, 0.7, 0.6, 0.6], 150, seed=3)
    frame = pandas.DataFrame({"task": data.unit, "worker": data.annotator, "label": data.code})
    theirs = aggregation.DawidSkene(n_iter=40, tol=1e-12).fit(frame).probas_
    ours = dawid_skene(data, tolerance=0, most=40).posterior
    assert (theirs.sort_index().idxmax(axis=1) == ours.argmax(axis=1)).mean() > 0.99


def test_without_values_there_is_no_model() -> None:
    with pytest.raises(RatingsError, match="no values"):
        dawid_skene(ratings([[None, None], [None, None]]))

"""The model of Dawid and Skene against its published table and against simulated annotators."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.agreement.ratings import Ratings
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

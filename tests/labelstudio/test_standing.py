from __future__ import annotations

from dataclasses import replace

import pytest

from tests.labelstudio.made import ARREST, BOOK, CONDEMN, CONDEMN_TOO, EVENTS
from toolkit.labelstudio.standing import f1, standings
from toolkit.records import Annotation


def note(who, doc_id, events, seconds=None, **more):
    return Annotation(doc_id, who, "2024-03-06T08:00:00Z", "1.0", tuple(events), seconds, **more)


def test_f1_counts_asserted_events_by_source_target_and_root():
    deeper = replace(ARREST, action=replace(ARREST.action, code="1732"))
    planned = replace(CONDEMN, status="planned")
    assert f1([[ARREST, CONDEMN]], [[deeper]], BOOK.root) == pytest.approx(2 / 3)
    assert f1([[ARREST, CONDEMN]], [[ARREST, planned]], BOOK.root) == pytest.approx(2 / 3)
    assert f1([[]], [[]], BOOK.root) is None


def test_the_standing_of_each():
    annotations = {
        "ani": [
            note("ani", "d1", EVENTS, 30.0),
            note("ani", "d2", [ARREST], 50.0),
            note("ani", "d3", [], 900.0, skipped=True),
        ],
        "budi": [note("budi", "d1", [CONDEMN, CONDEMN_TOO], 80.0)],
    }
    ani, budi, citra = standings(
        annotations,
        BOOK.root,
        assigned={"ani": ["d1", "d2", "d3", "d4"], "budi": ["d1"], "citra": ["d4"]},
        precoded={"d1": EVENTS, "d2": [ARREST, CONDEMN]},
        gold={"d1": EVENTS},
        blind=["d2"],
        drafts={"citra": 1},
    )
    assert (ani.done, ani.left, ani.skipped, ani.seconds) == (2, 1, 1, 40.0)
    assert ani.agreement == budi.agreement == pytest.approx(4 / 5)
    assert (ani.gold, budi.gold) == (1.0, pytest.approx(4 / 5))
    assert (ani.kept, ani.kept_blind) == (1.0, 0.5)
    assert (budi.kept, budi.kept_blind) == (pytest.approx(2 / 3), None)
    assert (citra.done, citra.left, citra.drafts, citra.agreement) == (0, 1, 1, None)

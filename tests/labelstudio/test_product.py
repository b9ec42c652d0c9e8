from __future__ import annotations

from dataclasses import replace

import pytest

from tests.labelstudio.made import CONDEMN, CONDEMN_TOO, DEUGOV, EVENTS, FRAGOV, TURCOP
from toolkit.labelstudio.product import expand, fold
from toolkit.records import Actor


@pytest.mark.parametrize(
    ("sources", "targets", "each_other", "pairs"),
    [
        ([], [], False, [(None, None)]),
        (["A"], [], False, [("A", None)]),
        (["A", "B"], ["C", "D"], False, [("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")]),
        (["A"], ["B"], True, [("A", "B"), ("B", "A")]),
        (["A", "B"], [], True, [("A", "B"), ("B", "A")]),
        (["A", "B"], ["A", "B"], False, [("A", "B"), ("B", "A")]),
        (["A"], ["A"], False, [("A", "A")]),
        (["A"], [], True, [("A", "A")]),
    ],
)
def test_expand(sources, targets, each_other, pairs):
    assert expand(sources, targets, each_other) == pairs


def test_a_complete_product_is_one_region():
    whole = fold(EVENTS)
    assert [len(f.events) for f in whole] == [1, 2]
    assert whole[1].sources == (DEUGOV, FRAGOV) and whole[1].targets == (TURCOP,)


def test_each_other_folds_and_three_at_one_table_stand_on_both_sides():
    back = replace(CONDEMN, event_id="x", source=TURCOP, target=DEUGOV)
    (both,) = fold([CONDEMN, back])
    assert both.each_other and both.sources == (DEUGOV,) and both.targets == (TURCOP,)
    three = [DEUGOV, FRAGOV, TURCOP]
    table = [
        replace(CONDEMN, event_id=f"{a.code}{b.code}", source=a, target=b)
        for a in three
        for b in three
        if a != b
    ]
    (round_table,) = fold(table)
    assert not round_table.each_other
    assert set(round_table.sources) == set(round_table.targets) == set(three)


def test_an_incomplete_product_and_one_code_under_two_names_do_not_fold():
    second = replace(CONDEMN_TOO, target=Actor("MED", "wartawan"))
    assert [len(f.events) for f in fold([CONDEMN, second])] == [1, 1]
    twin = replace(CONDEMN_TOO, source=Actor("DEUGOV", "Berlin"))
    assert [len(f.events) for f in fold([CONDEMN, twin])] == [1, 1]


def test_other_fields_keep_events_apart():
    planned = replace(CONDEMN_TOO, status="planned")
    assert [len(f.events) for f in fold([CONDEMN, planned])] == [1, 1]

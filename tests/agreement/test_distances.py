"""Distances between codes, actors and places."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.agreement import CodeList
from toolkit.agreement.codes import CodeListError
from toolkit.agreement.distances import actor_distance, actor_distances, great_circle
from toolkit.workspace import packaged_codebook

CAMEO = CodeList.of(packaged_codebook())
ACTORS = ["USA", "USAMIL", "USAGOV", "RUS", "IGOUNO", "IGOEUREEC", "REB", "IDNREBOPM", "none"]


def is_metric(table: np.ndarray) -> bool:
    """Zero to itself, symmetric, and no way round is shorter."""
    detour = (table[:, :, None] + table[None, :, :]).min(axis=1)
    return bool(
        (np.diag(table) == 0).all() and (table == table.T).all() and (table <= detour + 1e-12).all()
    )


def test_the_tree_of_all_codes_is_a_metric_in_zero_to_one() -> None:
    distinct = sorted({CAMEO.normal(c) for c in CAMEO.paths})
    table = CAMEO.distances(distinct)
    assert is_metric(table)
    assert table.max() == 1
    assert (table + np.eye(len(distinct)) > 0).all()


@given(st.sampled_from(sorted(CAMEO.paths)), st.sampled_from(sorted(CAMEO.paths)))
def test_the_distance_is_the_codebooks(a: str, b: str) -> None:
    assert CAMEO.distance(a, b) == pytest.approx(packaged_codebook().distance(a, b))
    assert CAMEO.distances([a, b])[0, 1] == pytest.approx(CAMEO.distance(a, b))


def test_a_bare_root_and_its_first_child_are_one_code() -> None:
    assert CAMEO.distance("19", "190") == 0
    assert CAMEO.normal("190") == CAMEO.normal("19")
    assert CAMEO.distance("193", "195") < CAMEO.distance("193", "183")


def test_actors_are_as_near_as_their_common_beginning() -> None:
    assert is_metric(actor_distances(ACTORS))
    for (i, a), (j, b) in product(enumerate(ACTORS), repeat=2):
        assert actor_distances(ACTORS)[i, j] == pytest.approx(actor_distance(a, b))
    assert actor_distance("USA", "USAMIL") == 0.5
    assert actor_distance("USAGOV", "USAMIL") == pytest.approx(2 / 3)
    assert actor_distance("USA", "RUS") == 1


@given(st.lists(st.text("ABC", min_size=3, max_size=9), min_size=2, max_size=6, unique=True))
def test_the_distance_of_any_codes_of_elements_is_a_metric(codes: list[str]) -> None:
    assert is_metric(np.round(actor_distances(codes), 12))


def test_kilometres_on_the_globe() -> None:
    table = great_circle([(-6.2, 106.8), (-35.3, 149.1), (0, 0), (0, 180)])
    assert is_metric(np.round(table, 6))
    assert table[0, 1] == pytest.approx(5400, rel=0.02)  # Jakarta and Canberra
    assert table[2, 3] == pytest.approx(np.pi * 6371.0088)


def test_a_list_of_ones_own(tmp_path) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text("# what we code\nA\t\tstrike\nA1\tA\tgeneral strike\nB\n", encoding="utf-8")
    codes = CodeList.read(path)
    assert codes.root("A1") == "A"
    assert codes.name("A1") == "general strike"
    assert codes.distance("A", "A1") == 0.25
    assert codes.depth == 2
    assert CodeList.flat(["x", "y"]).distance("x", "y") == 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [("A\nA\n", 2, "twice"), ("A1\tA\n", 1, "parent"), ("\tA\n", 1, "no code")],
)
def test_a_fault_in_a_list_names_its_line(tmp_path, text: str, line: int, why: str) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodeListError, match=f":{line}: .*{why}"):
        CodeList.read(path)

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.agreement.panel import ADJUDICATION
from toolkit.labelstudio.assignment import (
    AssignmentError,
    assign,
    read_assignment,
    write_assignment,
)
from toolkit.workspace import FileError

DOCS = [f"d{n:03}" for n in range(60)]
PEOPLE = ["ani", "budi", "citra", "dewi"]


@given(
    st.integers(0, 60), st.integers(1, 4), st.integers(0, 9), st.integers(0, 10), st.integers(0, 10)
)
def test_everyone_sees_the_asked_number_and_loads_differ_by_one(size, overlap, seed, shared, blind):
    docs = DOCS[:size]
    made = assign(docs, PEOPLE, overlap=overlap, seed=seed, shared=shared, blind=blind)
    seen = Counter(d for given in made.articles.values() for d in given)
    assert len(made.shared) == min(shared, size) and len(made.blind) == min(blind, size)
    assert seen == {d: len(PEOPLE) if d in made.shared else overlap for d in docs}
    loads = [len(given) for given in made.articles.values()]
    assert max(loads) - min(loads) <= 1
    assert all(len(set(given)) == len(given) for given in made.articles.values())
    assert made == assign(docs, PEOPLE, overlap=overlap, seed=seed, shared=shared, blind=blind)


def test_every_two_annotators_meet():
    made = assign(DOCS, PEOPLE, overlap=2, seed=3)
    met = {
        pair: len(set(made.articles[pair[0]]) & set(made.articles[pair[1]]))
        for pair in combinations(PEOPLE, 2)
    }
    assert min(met.values()) >= 8 and max(met.values()) <= 12


@given(st.integers(0, 40), st.integers(0, 5))
def test_what_was_given_stays_given(first, seed):
    before = assign(DOCS[:first], PEOPLE[:3], seed=seed, shared=4, blind=3)
    after = assign(DOCS, PEOPLE, seed=seed, shared=4, blind=3, before=before)
    for name, given_before in before.articles.items():
        assert after.articles[name][: len(given_before)] == given_before
    assert before.blind <= after.blind and before.shared <= after.shared
    assert before.shared <= set(after.articles["dewi"]), "a newcomer gets the calibration articles"
    assert after.all == set(DOCS)


def test_half_of_the_calibration_articles_have_known_answers_and_hide_among_the_rest():
    made = assign(DOCS, PEOPLE, shared=10, gold=DOCS[:30], seed=1)
    assert len(made.gold) == 5 and made.gold < made.shared
    places = [made.articles["ani"].index(d) for d in made.shared]
    assert min(places) < 15 and max(places) > 15


def test_it_is_written_and_read_back(tmp_path):
    made = assign(DOCS, PEOPLE, shared=3, blind=2, gold=DOCS[:2])
    write_assignment(tmp_path / "a.yaml", made)
    assert read_assignment(tmp_path / "a.yaml") == made
    assert read_assignment(tmp_path / "none.yaml") is None
    (tmp_path / "a.yaml").write_text("- 1")
    with pytest.raises(FileError, match="is not an assignment"):
        read_assignment(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("people", "overlap", "words"),
    [
        ([], 1, "name each annotator once"),
        (["a", "a"], 1, "once"),
        (["a"], 2, "by 2 of 1"),
        (["../a"], 1, "cannot be an annotator's"),
        ([ADJUDICATION], 1, "cannot be an annotator's"),
    ],
)
def test_what_cannot_be(people, overlap, words):
    with pytest.raises(AssignmentError, match=words):
        assign(DOCS, people, overlap=overlap)

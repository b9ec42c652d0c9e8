"""Splits: no text on both sides, released articles stay, the rest by the maintainer's rule."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dataset.corpus import article, corpus
from toolkit.dataset.clusters import Pair, near_duplicates, straddling
from toolkit.dataset.leakage import leakage
from toolkit.dataset.ledger import Released
from toolkit.dataset.plan import plan
from toolkit.dataset.splits import Assignment, assign, assign_pairs
from toolkit.records import Document
from toolkit.workspace import SplitRule

pytest.importorskip("rensa")

RULE = SplitRule(by="random")


def released(assignment: Assignment) -> dict[str, Released]:
    return {
        doc_id: Released(doc_id, split, assignment.cluster[doc_id], "0.1.0")
        for doc_id, split in assignment.split.items()
    }


def copy_of(document: Document, doc_id: str, **changes: object) -> Document:
    """A reprint: another id and a changed last sentence."""
    text = document.text.rsplit(". ", 1)[0] + ". Reporting by our own staff."
    return replace(document, doc_id=doc_id, text=text, sha256="", **changes)  # type: ignore[arg-type]


# -- near-duplicates -------------------------------------------------------------------------------


def test_reprints_are_found_and_other_articles_are_not() -> None:
    documents = [article(i) for i in range(30)]
    reprint = copy_of(documents[3], "reprint")
    pairs = near_duplicates([d.text for d in [*documents, reprint]])
    assert [(p.first, p.second) for p in pairs] == [(3, 30)]
    assert 0.5 <= pairs[0].similarity < 1


def test_a_long_article_that_holds_a_short_one_is_its_copy() -> None:
    short = article(1).text
    longer = short + " " + " ".join(article(i).text for i in (2,))
    pairs = near_duplicates([short, longer])
    assert len(pairs) == 1
    assert pairs[0].similarity < 0.6


def test_case_and_punctuation_do_not_make_a_new_text() -> None:
    text = article(1).text
    assert near_duplicates([text, text.upper().replace(".", ";")])[0].similarity == 1.0


@pytest.mark.parametrize("texts", [[], ["one"], ["", ""], ["two words", "two words"]])
def test_texts_too_short_for_shingles(texts: list[str]) -> None:
    pairs = near_duplicates(texts)
    assert len(pairs) == (1 if len(texts) > 1 else 0)


WORDS = st.lists(st.sampled_from("alpha beta gamma delta rho sigma tau phi".split()), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=8), st.data())
def test_the_exact_search_finds_every_pair_above_the_threshold(
    texts: list[list[str]], data: st.DataObject
) -> None:
    joined = [" ".join(words) for words in texts]
    groups = [data.draw(st.sampled_from("ab")) for _ in texts]

    def shingles(text: str) -> set[tuple[str, ...]]:
        words = text.split()
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)} or {tuple(words)}

    wanted = set()
    for i in range(len(texts)):
        for j in range(i + 1, len(texts)):
            a, b = shingles(joined[i]), shingles(joined[j])
            if groups[i] != groups[j] and len(a & b) / len(a | b) >= 0.5:
                wanted.add((i, j))
    assert {(p.first, p.second) for p in straddling(joined, groups)} == wanted


# -- assignment ------------------------------------------------------------------------------------

PAIRS = st.sets(
    st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda p: p[0] < p[1]), max_size=25
)


@settings(max_examples=80, deadline=None)
@given(PAIRS, st.integers(0, 23), st.sampled_from(["random", "time", "publisher"]))
def test_no_pair_lies_in_two_splits_and_releases_hold(
    pairs: set[tuple[int, int]], first: int, by: str
) -> None:
    documents = [article(i) for i in range(24)]
    rule = SplitRule(by=by)
    old_pairs = [Pair(a, b, 0.9) for a, b in sorted(pairs) if b < first]
    before = assign_pairs(documents[:first], old_pairs, rule, {}, frozenset())
    ledger = released(before)
    every = [Pair(a, b, 0.9) for a, b in sorted(pairs)]
    after = assign_pairs(documents, every, rule, ledger, frozenset())
    assert after.split.keys() | after.held_back.keys() == {d.doc_id for d in documents}
    assert not after.split.keys() & after.held_back.keys()
    for doc_id in ledger:
        assert after.split[doc_id] == before.split[doc_id]
        assert after.cluster[doc_id] == before.cluster[doc_id]
    for a, b in pairs:
        one, other = documents[a].doc_id, documents[b].doc_id
        if {one, other} <= after.split.keys() and not {one, other} <= ledger.keys():
            assert after.split[one] == after.split[other]
    if by == "publisher":
        places = Counter(
            (d.publisher, after.split[d.doc_id])
            for d in documents
            if d.doc_id in after.split and d.doc_id not in ledger and not pairs
        )
        if not ledger:
            assert len(places) == len({publisher for publisher, _ in places})


def test_shares_are_kept_and_annotated_articles_spread() -> None:
    documents = [article(i) for i in range(100)]
    annotated = {d.doc_id for d in documents[:20]}
    made = assign_pairs(documents, [], RULE, {}, frozenset(annotated))
    assert Counter(made.split.values()) == {"train": 70, "validation": 15, "test": 15}
    people = Counter(made.split[d] for d in annotated)
    assert people["train"] in (13, 14, 15)
    assert min(people.values()) >= 2


def test_the_seed_decides() -> None:
    documents = [article(i) for i in range(40)]
    one = assign_pairs(documents, [], RULE, {}, frozenset())
    same = assign_pairs(list(reversed(documents)), [], RULE, {}, frozenset())
    other = assign_pairs(documents, [], SplitRule(by="random", seed=1), {}, frozenset())
    assert one.split == same.split
    assert one.split != other.split


def test_by_time_trains_on_the_past() -> None:
    documents = [article(i) for i in range(40)]
    rule = SplitRule(by="time")
    made = assign(documents, rule, {})
    days = {name: [d.published for d in documents if made.split[d.doc_id] == name]
            for name in made.used()}  # fmt: skip
    assert max(days["train"]) < min(days["validation"])  # type: ignore[type-var]
    assert max(days["validation"]) < min(days["test"])  # type: ignore[type-var]
    later = [*documents, article(99), article(3, published=dt.date(2015, 1, 1))]
    later[-1] = replace(later[-1], doc_id="old", text=article(77).text, sha256="")
    after = assign(later, rule, released(made))
    assert after.split["doc-0099"] == "test"
    assert after.split["old"] == "train"


def test_by_time_holds_back_what_has_no_date() -> None:
    documents = [article(i) for i in range(12)]
    documents[5] = replace(documents[5], published=None, published_source=None)
    made = assign(documents, SplitRule(by="time"), {})
    assert made.held_back == {"doc-0005": "it has no date, and the splits are by time"}


def test_an_article_that_ties_two_splits_is_held_back_with_the_reason() -> None:
    documents = [article(i) for i in range(30)]
    before = assign(documents, RULE, {})
    train = next(d for d in documents if before.split[d.doc_id] == "train")
    test = next(d for d in documents if before.split[d.doc_id] == "test")
    bridge = Document("bridge", f"{train.text} {test.text}", "en")
    after = assign([*documents, bridge], RULE, released(before))
    assert "bridge" not in after.split
    assert f"{train.doc_id} (train)" in after.held_back["bridge"]
    assert f"{test.doc_id} (test)" in after.held_back["bridge"]


def test_a_wire_copy_joins_its_cluster() -> None:
    documents = [article(i) for i in range(30)]
    before = assign(documents, RULE, {})
    original = next(d for d in documents if before.split[d.doc_id] == "test")
    after = assign([*documents, copy_of(original, "a-copy")], RULE, released(before))
    assert after.split["a-copy"] == "test"
    assert after.cluster["a-copy"] == original.doc_id


def test_few_texts_are_not_split_and_later_ones_are() -> None:
    few = [article(i) for i in range(9)]
    made = assign(few, RULE, {})
    assert made.used() == ["train"]
    assert "too few" in made.notes[0]
    after = assign([*few, *(article(i) for i in range(9, 40))], RULE, released(made))
    assert after.used() == ["train", "validation", "test"]
    assert all(after.split[d.doc_id] == "train" for d in few)
    assert not after.notes


# -- the proof -------------------------------------------------------------------------------------


def test_the_leakage_report_counts_what_stands_on_both_sides() -> None:
    inputs = corpus(30, 10)
    copies = (copy_of(inputs.documents[0], "copy-a"), copy_of(inputs.documents[0], "copy-b"))
    told = leakage(plan(replace(inputs, documents=(*inputs.documents, *copies))))
    assert told["near_duplicate_pairs"] == 3
    assert told["largest_cluster"] == 3
    assert told["clusters"] == 30
    assert told["straddling"] == []
    assert set(told["same_sentences"]) == {"validation", "test"}


def test_released_copies_in_two_splits_are_told_as_leaks() -> None:
    documents = [article(i) for i in range(12)]
    copy = copy_of(documents[0], "copy")
    ledger = {d.doc_id: Released(d.doc_id, "train", d.doc_id, "0.1.0") for d in documents}
    ledger["copy"] = Released("copy", "test", "copy", "0.1.0")
    made = assign([*documents, copy], RULE, ledger)
    assert [(a, b) for a, b, _ in made.leaks] == [("doc-0000", "copy")]

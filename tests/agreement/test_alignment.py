"""Which events are taken for the same."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.simulated import Habits, corpus
from toolkit.agreement import (
    CodeList,
    Similarity,
    align,
    annotations_from_frame,
    fields_frame,
    measure,
    units_frame,
)
from toolkit.agreement.ratings import RatingsError
from toolkit.records import Action, Actor, Annotation, Event, RecordError, Span, event_id
from toolkit.workspace import packaged_codebook

CODES = CodeList.of(packaged_codebook())
SEEDS = st.integers(0, 10_000)
PEOPLE = {"ani": Habits(0.2, 0.3, 0.3), "budi": Habits(0.3, 0.2, 0.2), "citra": Habits(0.1, 0.1)}


def event(start: int, end: int, code: str, source: str | None = None, rank: int = 0) -> Event:
    return Event(
        event_id("d", "x", start, end, rank),
        "d",
        Action(code, Span(start, end, "x" * (end - start))),
        "x",
        Actor(source, "n") if source else None,
    )


def annotation(name: str, *events: Event) -> Annotation:
    own = tuple(replace(e, event_id=f"{name}-{e.event_id}", coder=name) for e in events)
    return Annotation("d", name, "2026-01-01T00:00:00", "1.0", own, no_events=not own)


def groups(*annotations: Annotation) -> list[set[str]]:
    return [
        {f"{who}:{e.action.span.start}" for who, e in u.events.items()}
        for u in align(annotations, CODES)
    ]


def as_sets(annotations: list[Annotation]) -> set[frozenset[str]]:
    return {
        frozenset(e.event_id for e in unit.events.values()) for unit in align(annotations, CODES)
    }


@given(SEEDS)
@settings(max_examples=25)
def test_two_identical_annotators_align_every_event_with_itself(seed: int) -> None:
    made, _, _ = corpus(seed, {"ani": Habits(0.1, 0.5, 0.5, 0.5)}, documents=5, events=5)
    twins = [
        replace(
            a,
            annotator="budi",
            events=tuple(replace(e, event_id=e.event_id + "-twin") for e in a.events),
        )
        for a in made
    ]
    for unit in align([*made, *twins], CODES):
        assert unit.events["budi"].event_id == unit.events["ani"].event_id + "-twin"


@given(SEEDS)
@settings(max_examples=25)
def test_no_order_changes_the_units(seed: int) -> None:
    made, _, _ = corpus(seed, PEOPLE, documents=5)
    rng = random.Random(seed)
    moved = [
        replace(a, events=tuple(rng.sample(a.events, len(a.events))))
        for a in rng.sample(made, len(made))
    ]
    assert align(moved, CODES) == align(made, CODES)


@given(SEEDS)
@settings(max_examples=25)
def test_no_name_changes_the_units(seed: int) -> None:
    made, _, _ = corpus(seed, PEOPLE, documents=5)
    swapped = {"ani": "zul", "budi": "ani", "citra": "budi"}
    renamed = [replace(a, annotator=swapped[a.annotator]) for a in made]
    assert as_sets(renamed) == as_sets(made)


@given(SEEDS)
@settings(max_examples=25)
def test_every_event_is_in_one_unit_and_no_annotator_twice(seed: int) -> None:
    made, _, _ = corpus(seed, PEOPLE, documents=5)
    units = align(made, CODES)
    listed = [e.event_id for u in units for e in u.events.values()]
    assert sorted(listed) == sorted(e.event_id for a in made for e in a.events)
    assert all(set(u.events) <= set(u.looked) for u in units)


def test_true_events_are_found_again_under_errors() -> None:
    made, _, truth = corpus(3, PEOPLE, documents=30)
    units = align(made, CODES)
    assert len(units) == sum(
        any(e.action.span == t.action.span for a in made if a.doc_id == d for e in a.events)
        for d, events in truth.items()
        for t in events
    )
    assert all(len({e.action.span for e in u.events.values()}) == 1 for u in units)


def test_words_decide_before_order() -> None:
    assert groups(
        annotation("a", event(0, 8, "040"), event(100, 110, "190")),
        annotation("b", event(100, 110, "190"), event(0, 8, "040")),
    ) == [{"a:0", "b:0"}, {"a:100", "b:100"}]


def test_two_events_on_the_same_words_are_told_apart_by_their_actors() -> None:
    first = annotation("a", event(0, 8, "040", "USA"), event(0, 8, "040", "RUS", 1))
    second = annotation("b", event(0, 8, "040", "RUS"), event(0, 8, "040", "USA", 1))
    for unit in align([first, second], CODES):
        assert len({e.source.code for e in unit.events.values() if e.source}) == 1


def test_the_same_act_told_in_another_sentence_is_another_event() -> None:
    far = (
        annotation("a", event(0, 8, "040", "USA")),
        annotation("b", event(400, 408, "040", "USA")),
    )
    assert groups(*far) == [{"a:0"}, {"b:400"}]
    anywhere = align(far, CODES, Similarity(reach=None))
    assert [len(u.events) for u in anywhere] == [2]


def test_a_long_marking_meets_the_word_within_it() -> None:
    assert groups(
        annotation("a", event(0, 40, "057", "USA")), annotation("b", event(30, 40, "042", "RUS"))
    ) == [{"a:0", "b:30"}]


def test_a_threshold_parts_what_is_not_alike_enough() -> None:
    pair = (annotation("a", event(0, 40, "057")), annotation("b", event(30, 40, "190")))
    assert len(align(pair, CODES, threshold=0.2)) == 1
    assert len(align(pair, CODES, threshold=0.9)) == 2


def test_a_third_annotator_joins_whom_he_resembles() -> None:
    made = groups(
        annotation("a", event(0, 8, "040"), event(20, 28, "190")),
        annotation("b", event(0, 8, "040")),
        annotation("c", event(20, 28, "190"), event(0, 8, "040")),
    )
    assert made == [{"a:0", "b:0", "c:0"}, {"a:20", "c:20"}]


def test_units_as_a_frame() -> None:
    units = align([annotation("a", event(0, 8, "040", "USA")), annotation("b")], CODES)
    frame = units_frame(units, CODES)
    assert frame.select("unit", "annotator", "root", "source").rows() == [("d#1", "a", "04", "USA")]
    assert units_frame([], CODES).is_empty()


@pytest.mark.parametrize(
    "field", ["span", "code", "source", "target", "date", "location", "status"]
)
def test_similarity_is_symmetric_and_full_for_equals(field: str) -> None:
    made, _, _ = corpus(11, {"ani": Habits(0, 0.5, 0.5, 0.5, 0.5)}, documents=3)
    events = [e for a in made for e in a.events]
    measure = Similarity(**{field: 3.0}, reach=None)
    for a in events:
        assert measure(a, a, CODES) == pytest.approx(1)
        for b in events:
            assert measure(a, b, CODES) == pytest.approx(measure(b, a, CODES))
            assert 0 <= measure(a, b, CODES) <= 1


def test_frames_in_and_out() -> None:
    frame = pl.DataFrame(
        {
            "doc_id": ["d", "d", "d", "e"],
            "annotator": ["a", "b", "b", "a"],
            "start": [0, 0, 50, None],
            "end": [4, 6, 54, None],
            "code": ["190", "193", "040", None],
            "source": ["USA", "USA", None, None],
            "date": ["2016-09-20", None, None, None],
        }
    )
    made = annotations_from_frame(frame)
    assert [(a.doc_id, a.annotator, len(a.events), a.no_events) for a in made] == [
        ("d", "a", 1, False),
        ("d", "b", 2, False),
        ("e", "a", 0, True),
    ]
    units = units_frame(align(made, CODES), CODES)
    assert units["unit"].to_list() == ["d#1", "d#1", "d#2"]
    assert units["source"].to_list() == ["USA", "USA", None]
    table = fields_frame(measure(made, codes=CODES, replicates=10))
    row = table.row(
        by_predicate=(pl.col("level") == "root") & (pl.col("coefficient") == "percent"), named=True
    )
    assert row["value"] == 1
    with pytest.raises(RatingsError, match="lacks the column"):
        annotations_from_frame(frame.drop("code"))
    with pytest.raises(RecordError, match="row 2 of the frame"):
        annotations_from_frame(frame.with_columns(end=pl.Series([4, 0, 54, None])))

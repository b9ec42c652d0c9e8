"""Gold: what is settled, how, and what stays open."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.simulated import Habits, corpus
from toolkit import formats
from toolkit.gold import make_gold, write_gold
from toolkit.gold.votes import CORE
from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Event,
    EventDate,
    Location,
    Span,
    event_id,
)
from toolkit.workspace import packaged_codebook, read_events

CODEBOOK = packaged_codebook()
THREE = {"ani": Habits(0.1, 0.2, 0.1, 0.1), "budi": Habits(0.1, 0.1), "citra": Habits(0.2, 0.1)}


def event(code: str = "042", text: str = "berkunjung", start: int = 10, **fields: object) -> Event:
    span = Span(start, start + len(text), text)
    made = Event(event_id("d", "x", start, span.end, 0), "d", Action(code, span), "x")
    return replace(made, **{"source": Actor("IDN", "RI"), "target": Actor("AUS", "A"), **fields})


def by(name: str, *events: Event, doc_id: str = "d", created: str = "2026-01-01") -> Annotation:
    own = tuple(
        replace(e, doc_id=doc_id, coder=name, event_id=f"{name}{i}") for i, e in enumerate(events)
    )
    return Annotation(doc_id, name, created, "1.0", own, no_events=not own)


def only(*annotations: Annotation, **how: object) -> Event:
    (made,) = make_gold(annotations, CODEBOOK, **how).events  # type: ignore[arg-type]
    return made


def test_what_all_say_is_unanimous() -> None:
    gold = only(by("a", event()), by("b", event()))
    assert gold.coder == "gold"
    assert {how for _, how in gold.origin} == {"unanimous"}
    assert {field for field, _ in gold.origin} >= set(CORE)
    assert gold.confidence == 1


def test_what_most_say_is_the_majority() -> None:
    gold = only(by("a", event("042")), by("b", event("042")), by("c", event("040")))
    assert gold.action.code == "042"
    assert dict(gold.origin)["action"] == "majority"
    assert dict(gold.origin)["source"] == "unanimous"
    assert gold.confidence == pytest.approx(2 / 3, abs=1e-3)


def test_a_bare_root_and_its_first_child_agree() -> None:
    gold = only(by("a", event("19")), by("b", event("190")))
    assert dict(gold.origin)["action"] == "unanimous"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (event("040"), "action"),
        (event(source=Actor("MYS", "M")), "source"),
        (event(target=None), "target"),
        (event(status="planned"), "status"),
    ],
)
def test_a_tie_on_a_core_field_leaves_the_event_open(other: Event, field: str) -> None:
    gold = make_gold([by("a", event()), by("b", other)], CODEBOOK)
    assert not gold.events
    assert [o.fields for o in gold.open] == [(field,)]
    assert not gold.documents[0].settled


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"date": EventDate(dt.date(2016, 9, 9), dt.date(2016, 9, 9), "day")}, "date"),
        ({"location": Location("Jakarta", "IDN")}, "location"),
        ({"attribution": Actor("IGOUNO", "PBB")}, "attribution"),
    ],
)
def test_a_tie_on_another_field_leaves_that_field_open(
    fields: dict[str, object], name: str
) -> None:
    gold = make_gold([by("a", event(**fields)), by("b", event())], CODEBOOK)
    (made,) = gold.events
    assert getattr(made, name) is None
    assert name not in dict(made.origin)
    assert [o.fields for o in gold.open] == [(name,)]


def test_an_event_that_half_of_them_saw_is_open_and_one_that_few_saw_is_none() -> None:
    two = make_gold([by("a", event()), by("b")], CODEBOOK)
    assert [o.fields for o in two.open] == [("event",)]
    three = make_gold([by("a", event()), by("b"), by("c")], CODEBOOK)
    assert not three.events
    assert not three.open
    assert three.documents[0].settled


def test_words_in_common_are_the_gold_words() -> None:
    gold = only(
        by("a", event(text="telah berkunjung", start=4)),
        by("b", event(text="berkunjung", start=10)),
    )
    assert gold.action.span == Span(10, 20, "berkunjung")
    assert dict(gold.origin)["span"] == "majority"


def test_one_reader_gives_no_gold_unless_one_is_enough() -> None:
    gold = make_gold([by("a", event())], CODEBOOK)
    assert not gold.events
    assert gold.documents[0].reason == "fewer than 2 annotators looked at it"
    assert make_gold([by("a", event())], CODEBOOK, at_least=1).events


def test_an_adjudicator_decides_and_what_he_confirms_keeps_its_origin() -> None:
    annotations = [
        by("a", event(), event("190", "menyerang", 40)),
        by("b", event(), event("193", "menyerang", 40)),
    ]
    decision = by("judge", event(), event("193", "menyerang", 40), created="2026-02-01")
    gold = make_gold(annotations, CODEBOOK, adjudications=[decision])
    first, second = gold.events
    assert {how for _, how in first.origin} == {"unanimous"}
    assert second.action.code == "193"
    assert dict(second.origin)["action"] == "adjudicated"
    assert dict(second.origin)["source"] == "unanimous"
    assert not gold.open
    assert gold.documents[0].adjudicator == "judge"
    changed = by("judge", event(status="negated"), created="2026-02-02")
    (made,) = make_gold(annotations, CODEBOOK, adjudications=[decision, changed]).events
    assert dict(made.origin)["status"] == "adjudicated"
    assert dict(made.origin)["source"] == "unanimous"
    nothing = by("judge", created="2026-02-03")
    emptied = make_gold(annotations, CODEBOOK, adjudications=[nothing])
    assert not emptied.events
    assert emptied.documents[0].settled


@given(st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_no_order_changes_gold_and_its_ids_are_its_own(seed: int) -> None:
    made, _, _ = corpus(seed, THREE, documents=6)
    rng = random.Random(seed)
    moved = [
        replace(a, events=tuple(rng.sample(a.events, len(a.events))))
        for a in rng.sample(made, len(made))
    ]
    gold = make_gold(made, CODEBOOK)
    assert make_gold(moved, CODEBOOK) == gold
    assert len({e.event_id for e in gold.events}) == len(gold.events)


def test_a_majority_of_careful_annotators_finds_the_truth() -> None:
    made, _, truth = corpus(3, THREE, documents=60)
    gold = make_gold(made, CODEBOOK)
    true = [t for events in truth.values() for t in events]
    right = {(t.doc_id, t.action.span, CODEBOOK.normal(t.action.code)) for t in true}
    found = {(e.doc_id, e.action.span, CODEBOOK.normal(e.action.code)) for e in gold.events}
    assert len(found & right) / len(found) > 0.97
    assert len(found & right) / len(right) > 0.75  # the rest is open


def test_a_model_settles_ties_for_the_more_reliable() -> None:
    people = {"ani": Habits(0, 0.05), "budi": Habits(0, 0.6), "citra": Habits(0, 0.05, 0)}
    made, _, truth = corpus(5, people, documents=80)
    # Every third article lacks citra, so that ani and budi stand alone against each other.
    made = [a for a in made if a.annotator != "citra" or int(a.doc_id[-4:]) % 3]
    plain = make_gold(made, CODEBOOK)
    gold = make_gold(made, CODEBOOK, certainty=0.9)
    settled = [e for e in gold.events if dict(e.origin)["action"] == "model"]
    assert len(settled) > 20
    assert len(gold.open) < len(plain.open)
    codes = {
        (t.doc_id, t.action.span): CODEBOOK.normal(t.action.code) for e in truth.values() for t in e
    }
    right = sum(CODEBOOK.normal(e.action.code) == codes[e.doc_id, e.action.span] for e in settled)
    assert right / len(settled) > 0.85
    reliability = gold.models["action"].reliability
    assert reliability["ani"] > 0.9
    assert reliability["budi"] == pytest.approx(0.46, abs=0.08)  # 1 - 0.6 + 0.6 / 10 codes


def test_files_of_gold_keep_their_schemas_and_read_back(tmp_path: Path) -> None:
    made, texts, _ = corpus(7, THREE, documents=20)
    gold = make_gold(made, CODEBOOK)
    path = tmp_path / "gold.jsonl"
    write_gold(path, gold, CODEBOOK)
    assert read_events(path, CODEBOOK, {t.doc_id: t for t in texts}) == list(gold.events)
    for name, kind, number in (
        ("gold.jsonl", "event", len(gold.events)),
        ("gold.open.jsonl", "gold-open", len(gold.open)),
        ("gold.documents.jsonl", "gold-document", len(gold.documents)),
    ):
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) == number > 0
        for line in lines:
            jsonschema.validate(json.loads(line), formats.schema(kind))
    origins = Counter(how for e in gold.events for _, how in e.origin)
    assert set(origins) == {"unanimous", "majority"}


def test_two_annotators_alone_give_no_model() -> None:
    people = {"ani": Habits(0, 0.05), "budi": Habits(0, 0.6)}
    made, _, _ = corpus(5, people, documents=80)
    gold = make_gold(made, CODEBOOK, certainty=0.9)
    assert not gold.models
    assert gold == make_gold(made, CODEBOOK)

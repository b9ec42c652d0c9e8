"""The sentences config: a label from the best source there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.dataset.corpus import article, coded, corpus
from toolkit.dataset import Inputs
from toolkit.dataset.plan import plan
from toolkit.records import Annotation, Event

pytest.importorskip("datasets")


def labelled(document_number: int, **changes: Any) -> list[dict[str, Any]]:
    document = article(document_number)
    inputs = replace(corpus(1, 0), documents=(document,), machine=(), coded=(), **changes)
    rows = plan(inputs).tables["sentences"]["train"]
    assert [document.text[r["start"] : r["end"]] for r in rows] == [r["text"] for r in rows]
    return rows


def annotation(name: str, *events: Event) -> Annotation:
    return Annotation("doc-0000", name, "2026-01-01T00:00:00+00:00", "1", events,
                      no_events=not events)  # fmt: skip


def event(name: str, code: str | None = None) -> Event:
    return coded(article(0), name, code)


def test_nobody_looked() -> None:
    first = labelled(0)[0]
    assert first["has_event"] is None
    assert first["label_source"] is None
    assert first["weight"] is None
    assert first["root_votes"] == []


def test_gold_stands_above_all() -> None:
    first, second = labelled(
        0,
        gold=(event("gold", "057"),),
        annotations=(annotation("a", event("a")), annotation("b", event("b", "190"))),
    )[:2]
    assert (first["label_source"], first["code"], first["weight"]) == ("gold", "057", 1.0)
    assert first["annotators"] == 2
    assert first["root_votes"][3] == first["root_votes"][18] == 0.5
    assert first["event_ids"] == [event("gold", "057").event_id]
    assert (second["label_source"], second["has_event"]) == ("gold", False)


def test_one_annotator_is_no_gold() -> None:
    first, second = labelled(0, annotations=(annotation("a", event("a")),))[:2]
    assert (first["label_source"], first["root"], first["weight"]) == ("annotation", "04", 1.0)
    assert (second["label_source"], second["has_event"]) == ("annotation", False)


def test_a_disagreement_takes_the_majority_with_its_share() -> None:
    three = (
        annotation("a", event("a", "190")),
        annotation("b", event("b", "040")),
        annotation("c", event("c", "043")),
    )
    first = labelled(0, annotations=three)[0]
    assert (first["label_source"], first["root"], first["code"]) == ("annotation", "04", "040")
    assert first["weight"] == pytest.approx(2 / 3)
    none = labelled(0, annotations=(three[0], annotation("b"), annotation("c")))[0]
    assert (none["has_event"], none["weight"]) == (False, pytest.approx(2 / 3))
    assert none["root_votes"][-1] == pytest.approx(2 / 3)


def test_a_settled_article_has_no_other_events() -> None:
    two = (annotation("a", event("a")), annotation("b"))
    open_ = labelled(0, annotations=two)[0]
    assert (open_["label_source"], open_["has_event"]) == ("annotation", True)
    settled = labelled(0, annotations=two, settled=frozenset({"doc-0000"}))[0]
    assert (settled["label_source"], settled["has_event"]) == ("gold", False)


def test_only_asserted_events_count() -> None:
    planned = replace(event("gold"), status="planned")
    first = labelled(0, gold=(planned,), settled=frozenset({"doc-0000"}))[0]
    assert first["has_event"] is False


def test_skipped_annotations_say_nothing() -> None:
    passed = Annotation("doc-0000", "a", "2026-01-01T00:00:00+00:00", "1", skipped=True)
    assert labelled(0, annotations=(passed,))[0]["label_source"] is None


def test_the_machine_counts_where_nobody_looked() -> None:
    inputs: Inputs = corpus(1, 0)
    first, second = plan(inputs).tables["sentences"]["train"][:2]
    assert (first["label_source"], first["weight"]) == ("machine", 0.8)
    assert first["root_votes"] == []
    assert (second["label_source"], second["has_event"], second["weight"]) == (
        "machine", False, 1.0,
    )  # fmt: skip


def test_ids_are_unique_and_name_their_place() -> None:
    rows = [r for rs in plan(corpus(20, 5)).tables["sentences"].values() for r in rs]
    assert len({r["sentence_id"] for r in rows}) == len(rows)
    events = [r for rs in plan(corpus(20, 5)).tables["machine"].values() for r in rs]
    starts = {r["sentence_id"] for r in rows if r["position"] == 0}
    assert {e["sentence_id"] for e in events} == starts

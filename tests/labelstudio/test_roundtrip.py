"""Conversion both ways is exact, whatever the text holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.labelstudio.strategies import annotations, coded
from toolkit.labelstudio.fields import date_text, parse_date, same_date
from toolkit.labelstudio.names import Names
from toolkit.labelstudio.pull import annotation_from
from toolkit.labelstudio.results import results_of
from toolkit.labelstudio.tasks import events_of, task
from toolkit.records import Annotation, Document
from toolkit.workspace import packaged_codebook

BOOK = packaged_codebook()
NAMES = Names.load(BOOK, "id")
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@relaxed
@given(coded())
def test_events_come_back_from_their_prediction_equal(case):
    document, events = case
    made = through_json(task(document, events, NAMES))
    assert events_of(document, made, BOOK) == sorted(
        events, key=lambda e: (e.action.span.start, e.action.span.end, e.event_id)
    )


def sent_back(document: Document, annotation: Annotation) -> tuple[Any, Any]:
    """An annotation as the server would hold it."""
    results = results_of(document, annotation.events, BOOK)
    if annotation.no_events:
        results.append(
            {
                "id": "n", "from_name": "no_events", "to_name": "text", "type": "choices",
                "value": {"choices": ["no_events"]},
            }
        )  # fmt: skip
    if annotation.comment:
        results.append(
            {
                "id": "c", "from_name": "comment", "to_name": "text", "type": "textarea",
                "value": {"text": [annotation.comment]},
            }
        )  # fmt: skip
    ids = annotation.label_studio
    made = task(document, annotation.events, NAMES, guidelines=annotation.guidelines)
    made |= {"id": ids.task, "project": ids.project}
    return through_json(made), through_json(
        {
            "id": ids.annotation,
            "result": results,
            "created_at": annotation.created,
            "lead_time": annotation.seconds,
            "was_cancelled": annotation.skipped,
        }
    )


@relaxed
@given(annotations())
def test_an_annotation_comes_back_equal(case):
    document, annotation = case
    made, sent = sent_back(document, annotation)
    back, problems = annotation_from(made, sent, document, annotation.annotator, BOOK)
    assert problems == []
    assert back == annotation


@relaxed
@given(coded())
def test_what_an_annotator_leaves_alone_stays_as_the_coder_had_it(case):
    document, events = case
    made = through_json(task(document, events, NAMES))
    sent = {"id": 1, "result": made["predictions"][0]["result"], "created_at": "2024-03-01T10:00Z"}
    back, problems = annotation_from(made, sent, document, "anotator-a", BOOK)
    if not events:
        assert back is None and "not ticked" in str(problems[0])
        return
    assert back is not None

    def content(event):
        return (event.action, event.source, event.target, event.date, event.location, event.status)

    assert {(e.derived_from, content(e)) for e in back.events} == {
        (e.event_id, content(e)) for e in events
    }


@relaxed
@given(coded())
def test_predictions_hold_only_regions_that_quote_the_text(case):
    document, events = case
    results = task(document, events, NAMES)["predictions"][0]["result"]
    ids = {r["id"] for r in results if r["type"] == "labels"}
    for result in results:
        if result["type"] == "relation":
            assert {result["from_id"], result["to_id"]} <= ids
        elif result["type"] == "labels":
            value = result["value"]
            assert document.text[value["start"] : value["end"]] == value["text"] != ""


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2016-09-19", "2016-09-19", "2016-09-19", "day"),
        ("2016-09", "2016-09-01", "2016-09-30", "month"),
        ("2016", "2016-01-01", "2016-12-31", "year"),
        ("2016-W38", "2016-09-19", "2016-09-25", "week"),
        ("2016-09-19/2016-09-25", "2016-09-19", "2016-09-25", "week"),
        ("2016-09-17/2016-09-19", "2016-09-17", "2016-09-19", "range"),
        (" 2016-09-17 / 2016-09-19 ", "2016-09-17", "2016-09-19", "range"),
    ],
)
def test_dates_as_people_type_them(text, start, end, precision):
    date = parse_date(text)
    assert (date.start.isoformat(), date.end.isoformat(), date.precision) == (start, end, precision)
    assert same_date(parse_date(date_text(date)), date)

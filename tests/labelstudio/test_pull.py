"""What annotators do, as records; what they get wrong, reported and kept."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest

from tests.labelstudio.made import (
    ARREST,
    BOOK,
    CONDEMN,
    DOC,
    EVENTS,
    FRAGOV,
    NAMES,
    TURCOP,
    at,
    results,
    sent,
    value,
)
from toolkit.labelstudio.collect import collect, exported, pseudonyms, read_aside, save
from toolkit.labelstudio.pull import annotation_from
from toolkit.labelstudio.tasks import task
from toolkit.records import Document
from toolkit.workspace import FileError, read_annotations

FIRST, SECOND = "action-aaaa0001", "action-aaaa0002"
CODE = {"from_name": "code", "to_name": "text", "type": "taxonomy"}


@pytest.fixture
def made():
    return task(DOC, EVENTS, NAMES, guidelines="1.0") | {"id": 7, "project": 3}


@pytest.fixture
def found(made):
    return copy.deepcopy(results(made))


def read(made, found, document=DOC, **more):
    return annotation_from(made, sent(found, **more), document, "ani", BOOK)


def field(region: str, name: str, kind: str, values: list, span=(0, 6)) -> dict:
    key = "text" if kind == "textarea" else kind
    return {
        "id": region, "from_name": name, "to_name": "text", "type": kind,
        "value": {"start": span[0], "end": span[1], key: values},
    }  # fmt: skip


def action(region: str, quote: str) -> dict:
    span = at(quote)
    return {
        "id": region, "from_name": "span", "to_name": "text", "type": "labels", "origin": "manual",
        "value": {"start": span.start, "end": span.end, "text": "x", "labels": ["Action"]},
    }  # fmt: skip


def set_value(found, region, name, values):
    old = value(found, region, name)
    kind = old["type"]
    old["value"]["text" if kind == "textarea" else kind] = values


def test_what_is_left_alone_is_the_annotators_own_and_says_where_it_came_from(made, found):
    annotation, problems = read(made, found)
    assert problems == []
    assert (annotation.seconds, annotation.guidelines) == (61.5, "1.0")
    assert annotation.label_studio.task == 7 and annotation.label_studio.project == 3
    assert {e.derived_from for e in annotation.events} == {e.event_id for e in EVENTS}
    for event in annotation.events:
        assert (event.coder, event.confidence, event.trace) == ("ani", 1.0, ())
        origin = next(e for e in EVENTS if e.event_id == event.derived_from)
        assert (event.source, event.target, event.date, event.location) == (
            origin.source, origin.target, origin.date, origin.location,
        )  # fmt: skip


def test_a_new_event_with_a_typed_actor_date_and_place(made, found):
    new = [
        action("n1", "penahanan itu"),
        field("n1", "code", "taxonomy", [["17", "173"]]),
        field("n1", "source", "choices", ["TURCOP"]),
        field("n1", "target_other", "textarea", ["IGOUNO Dewan PBB"]),
        field("n1", "status", "choices", ["planned"]),
        field("n1", "date_other", "textarea", ["2024-03"]),
        field("n1", "location", "choices", ["Ankara, TUR"]),
        field("n1", "attribution", "textarea", ["DEUGOV"]),
    ]
    annotation, problems = read(made, found + new)
    assert problems == []
    event = annotation.events[-1]
    assert event.action.span.text == "penahanan itu" and event.derived_from is None
    assert (event.source.code, event.source.name, event.source.span) == (
        "TURCOP", "Polisi Turki", None,
    )  # fmt: skip
    assert (event.target.code, event.target.name) == ("IGOUNO", "Dewan PBB")
    assert event.status == "planned" and event.date.precision == "month"
    assert event.location == replace(ARREST.location, span=None), "as the coder knows this place"
    assert event.attribution.code == "DEUGOV"


def test_a_span_tied_by_hand_gives_an_actor_its_words_whichever_way_it_is_drawn(made, found):
    mark = action("m1", "Menteri luar negeri")
    mark["value"]["labels"] = ["Source"]
    new = [
        action("n1", "penahanan itu"),
        field("n1", "code", "taxonomy", [["17"]]),
        field("n1", "source_other", "textarea", ["DEU"]),
        mark,
        {"type": "relation", "from_id": "m1", "to_id": "n1", "direction": "right"},
    ]
    annotation, problems = read(made, found + new)
    assert problems == []
    assert annotation.events[-1].source.span == at("Menteri luar negeri")


def test_another_actor_of_the_article_does_not_take_over_the_words_of_the_first(made, found):
    set_value(found, FIRST, "target", ["FRAGOV"])
    annotation, _ = read(made, found)
    assert (annotation.events[0].target.code, annotation.events[0].target.span) == ("FRAGOV", None)


def test_a_corrected_code_of_an_actor_keeps_the_words(made, found):
    found.remove(value(found, FIRST, "source"))
    found.append(field(FIRST, "source_other", "textarea", ["TURMIL"]))
    annotation, _ = read(made, found)
    assert annotation.events[0].source.code == "TURMIL"
    assert annotation.events[0].source.span == TURCOP.span


def test_one_more_source_on_an_action_is_one_more_event(made, found):
    set_value(found, FIRST, "source", ["TURCOP", "FRAGOV"])
    annotation, _ = read(made, found)
    arrests = [e for e in annotation.events if e.action.code == "173"]
    assert {e.source.code for e in arrests} == {"TURCOP", "FRAGOV"}
    assert {e.derived_from for e in arrests} == {ARREST.event_id}
    assert len({e.event_id for e in annotation.events}) == len(annotation.events)


def test_each_other(made, found):
    found.append(field(FIRST, "each_other", "choices", ["each_other"]))
    annotation, _ = read(made, found)
    pairs = {(e.source.code, e.target.code) for e in annotation.events if e.action.code == "173"}
    assert pairs == {("TURCOP", "MED"), ("MED", "TURCOP")}


@pytest.mark.parametrize(
    ("spoil", "words", "region"),
    [
        (lambda f: f.remove(value(f, FIRST, "code")), "an Action without a code", FIRST),
        (
            lambda f: set_value(f, FIRST, "code", [["17", "173"], ["19"]]),
            "an Action with 2 codes (173, 19); it takes one",
            FIRST,
        ),
        (
            lambda f: set_value(f, FIRST, "code", [["17", "1799"]]),
            "the code '1799' is not in the codebook",
            FIRST,
        ),
        (
            lambda f: set_value(f, FIRST, "source", ["QQQ"]),
            "source: 'QQQ' begins with QQQ, which is no country, region, kind or role",
            FIRST,
        ),
        (
            lambda f: f.append(field(FIRST, "target_other", "textarea", ["polisi"])),
            "target: 'polisi' must be in capitals",
            FIRST,
        ),
        (
            lambda f: f.append(field(FIRST, "date_other", "textarea", ["kemarin"])),
            "'kemarin' is no date; write 2016-09-19",
            FIRST,
        ),
        (
            lambda f: f.append({"type": "relation", "from_id": FIRST, "to_id": "gone"}),
            "a relation points to gone, which is not there",
            "gone",
        ),
        (
            lambda f: f.append({"type": "relation", "from_id": FIRST, "to_id": SECOND}),
            "a relation ties Action to Action; one end must be an Action",
            FIRST,
        ),
        (
            lambda f: f.append(field("lost", "code", "taxonomy", [["19"]])),
            "a field 'code' without a span",
            "lost",
        ),
        (
            lambda f: f.append(field("odd", "mood", "choices", ["sad"])),
            "a field 'mood' that the interface does not have",
            "odd",
        ),
        (
            lambda f: f[0]["value"].update(end=9999),
            "its offsets 13..9999 are not within the text",
            FIRST,
        ),
    ],
)
def test_a_fault_is_reported_by_task_annotator_and_region(made, found, spoil, words, region):
    spoil(found)
    annotation, problems = read(made, found)
    said = [str(p) for p in problems]
    assert any(words in s for s in said), said
    assert all(s.startswith("task 7 (turki-1), ani, region ") for s in said)
    assert region in {p.region for p in problems}
    assert any(e.action.code == "111" for e in annotation.events), "the rest is kept"


def test_the_same_event_twice_counts_once_and_is_reported(made, found):
    twin = [
        dict(r, id="twin")
        for r in copy.deepcopy(found)
        if r.get("id") == FIRST and r.get("from_name") in ("span", "code", "source", "target")
    ]
    extra = [
        dict(r, id="twin")
        for r in copy.deepcopy(found)
        if r.get("from_name") in ("date", "location")
    ]
    annotation, problems = read(made, found + twin + extra)
    assert [p.message for p in problems] == [f"the same event as on region {FIRST}"]
    assert problems[0].region == "twin" and problems[0].quote == "menahan"
    assert len(annotation.events) == 3


def test_no_event_together_with_events(made, found):
    ticked = {
        "id": "n", "from_name": "no_events", "type": "choices", "value": {"choices": ["no_events"]},
    }  # fmt: skip
    annotation, problems = read(made, [*found, ticked])
    assert annotation is None and '"no event" is ticked' in problems[-1].message
    annotation, problems = read(made, [ticked])
    assert problems == [] and annotation.no_events and annotation.events == ()


def test_nothing_marked_and_nothing_ticked(made):
    annotation, problems = read(made, [])
    assert annotation is None
    assert 'nothing is marked and "no event" is not ticked' in problems[0].message


def test_a_skip_is_told_from_work(made, found):
    annotation, problems = read(made, found, was_cancelled=True)
    assert annotation.skipped and problems == []


def test_another_text_is_reported_with_what_changed(made, found):
    changed = Document(DOC.doc_id, DOC.text.replace("tiga", "empat"), "id")
    annotation, (problem,) = read(made, found, changed)
    assert annotation is None
    assert "from character 21 it said 'tiga wartawan di Ankara pada S'" in problem.message
    assert "the document says 'empat wartawan di Ankara pada'" in problem.message


def test_an_article_that_is_not_here(made, found):
    annotation, (problem,) = read(made, found, None)
    assert annotation is None and "no such article" in problem.message


# -- files -----------------------------------------------------------------------------------------


def pulled(made, found, **more):
    one = made | {"annotations": [sent(found, completed_by=1, **more)], "updated_at": "2024-03-06"}
    return collect([one], {DOC.doc_id: DOC}, BOOK, lambda _: "ani")


def test_files_are_one_a_person_and_change_only_with_their_content(made, found, tmp_path):
    first = save(tmp_path, pulled(made, found), BOOK)
    assert [p.name for p in first] == ["ani.jsonl"]
    before = first[0].read_bytes()
    assert save(tmp_path, pulled(made, found), BOOK) == []
    assert first[0].read_bytes() == before
    other = Document("lain-1", DOC.text, "id")
    moved = [replace(e, doc_id="lain-1") for e in EVENTS]
    extra = task(other, moved, NAMES) | {
        "id": 8, "project": 3, "annotations": [sent(found, completed_by=1)],
    }  # fmt: skip
    more = collect([extra], {"lain-1": other}, BOOK, lambda _: "ani")
    assert save(tmp_path, more, BOOK) == first
    (kept,) = (line for line in first[0].read_bytes().splitlines(True) if line in before)
    assert kept == before, "the line of the other article is as it was"
    assert [a.doc_id for a in read_annotations(first[0], BOOK)] == ["lain-1", "turki-1"]


def test_what_cannot_be_a_record_is_kept_aside_until_it_is_mended(made, found, tmp_path):
    broken = copy.deepcopy(found)
    broken.remove(value(broken, FIRST, "code"))
    save(tmp_path, pulled(made, broken), BOOK)
    (kept,) = read_aside(tmp_path / "ani.aside.json")
    assert kept["result"] == broken and "without a code" in kept["problems"][0]
    (annotation,) = read_annotations(tmp_path / "ani.jsonl", BOOK)
    assert len(annotation.events) == 2
    save(tmp_path, pulled(made, found), BOOK)
    assert not (tmp_path / "ani.aside.json").exists()
    (annotation,) = read_annotations(tmp_path / "ani.jsonl", BOOK)
    assert len(annotation.events) == 3


def test_of_two_annotations_of_one_person_the_later_counts(made, found, tmp_path):
    early = sent(found, id=5, updated_at="2024-03-06T08:00:00Z", completed_by=1)
    late = sent(
        [r for r in found if r.get("id") != FIRST and FIRST not in (r.get("from_id"),)],
        id=6, updated_at="2024-03-06T09:00:00Z", completed_by=1,
    )  # fmt: skip
    both = collect(
        [made | {"annotations": [late, early]}], {DOC.doc_id: DOC}, BOOK, lambda _: "ani"
    )
    (annotation,) = both.annotations["ani"]
    assert annotation.label_studio.annotation == 6 and len(annotation.events) == 2
    assert [p.message for p in both.problems] == ["annotated twice; the later one counts"]
    assert both.aside["ani"][0]["result"] == found


def test_drafts_are_kept_apart(made, found, tmp_path):
    draft = {"id": 3, "result": found, "created_at": "2024-03-06", "user": "ani@example.org"}
    draft["created_username"] = "ani@example.org, 4"
    one = made | {"annotations": [], "drafts": [draft]}
    got = collect([one], {DOC.doc_id: DOC}, BOOK, pseudonyms({}))
    assert got.annotations == {} and got.drafts == 1
    save(tmp_path, got, BOOK)
    (path,) = tmp_path.iterdir()
    assert path.name == "annotator-4.aside.json"
    assert "example.org" not in path.read_text()


def test_pseudonyms_come_from_the_list_of_annotators():
    who = pseudonyms({"citra": {"label_studio_user": 9}, "dewi": {"role": "student"}})
    assert who({"completed_by": {"id": 9, "email": "c@example.org"}}) == "citra"
    assert who({"completed_by": 12}) == "annotator-12"


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1}', '[{"text": "min"}]'])
def test_a_file_that_is_no_export(tmp_path, text):
    path = tmp_path / "export.json"
    path.write_text(text)
    with pytest.raises(FileError, match="JSON"):
        exported(path)


def test_an_export_is_read_like_the_server(made, found, tmp_path):
    path = tmp_path / "export.json"
    path.write_text(json.dumps([made | {"annotations": [sent(found, completed_by=2)]}]))
    got = collect(exported(path), {DOC.doc_id: DOC}, BOOK, pseudonyms({}))
    assert got.problems == [] and len(got.annotations["annotator-2"][0].events) == 3
    assert CONDEMN.source != FRAGOV

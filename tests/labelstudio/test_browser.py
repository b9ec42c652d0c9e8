"""An annotator at a real Label Studio: what is seen, what it costs, what comes back."""

from __future__ import annotations

import pytest

from tests.labelstudio.annotator import Annotator
from tests.labelstudio.made import BOOK, DOC, EVENTS, NAMES
from toolkit.labelstudio.collect import annotated, collect
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.project import Plan, ensure_project
from toolkit.labelstudio.push import push
from toolkit.labelstudio.tasks import task
from toolkit.records import Action, Document, Event

pytestmark = pytest.mark.slow
CONFIG = labelling_config(BOOK, "id")


@pytest.fixture
def annotator(browser, server):
    one = Annotator(browser, server)
    one.sign_in()
    yield one
    one.page.close()


def open_task(annotator, client, title, document, events):
    project = ensure_project(client, Plan(title, CONFIG, "<h1>Petunjuk</h1>"))
    push(client, project, [task(document, events, NAMES)], TaskChecker(BOOK, CONFIG))
    (one,) = client.tasks(project)
    annotator.open(project, one["id"])
    return project


def pulled(client, project, document):
    found = collect(annotated(client, project), {document.doc_id: document}, BOOK, lambda _: "ani")
    assert found.problems == []
    (annotation,) = found.annotations["ani"]
    return annotation


def said(event: Event):
    """An event in short."""
    return (
        event.action.code,
        event.action.span.text,
        event.source and event.source.code,
        event.target and event.target.code,
        event.status,
    )


def test_a_days_work(annotator, client, title):
    project = open_task(annotator, client, title, DOC, EVENTS)
    assert sorted(annotator.highlights()) == sorted(
        [
            ("Action", "menahan"),
            ("Action", "mengecam"),
            ("Source", "Polisi Turki"),
            ("Target", "tiga wartawan"),
            ("Date", "Senin 4 Maret 2024"),
            ("Location", "Ankara"),
            ("Source", "Menteri luar negeri Jerman"),
            ("Source", "Prancis"),
            ("Target", "Polisi Turki"),
        ]
    )
    # one wrong code, changed by keyboard
    annotator.click(annotator.region("menahan"))
    annotator.drop_code()
    annotator.code_box()
    annotator.type("1822")
    annotator.press("ArrowDown", "ArrowDown", "ArrowDown", "Enter", "Escape")
    assert annotator.counts() == (3, 9, 0)
    # one wrong actor
    annotator.pick("Sasaran", "MED")
    annotator.pick("Sasaran", "FRAGOV")
    assert annotator.counts() == (2, 0, 0)
    # a missing event with source and target
    annotator.press("Escape", "1")
    annotator.drag("penahanan itu")
    annotator.click(annotator.region("penahanan itu"))
    annotator.code_box()
    annotator.type("174")
    annotator.press("ArrowDown", "ArrowDown", "Enter", "Escape")
    annotator.pick("Pelaku", "TURCOP")
    annotator.pick("Sasaran", "DEUGOV")
    clicks, _keys, drags = annotator.counts()
    assert clicks <= 5 and drags == 1
    annotator.submit()
    annotation = pulled(client, project, DOC)
    assert sorted(map(said, annotation.events)) == sorted(
        [
            ("1822", "menahan", "TURCOP", "FRAGOV", "asserted"),
            ("111", "mengecam", "DEUGOV", "TURCOP", "asserted"),
            ("111", "mengecam", "FRAGOV", "TURCOP", "asserted"),
            ("174", "penahanan itu", "TURCOP", "DEUGOV", "asserted"),
        ]
    )
    first = annotation.events[0]
    assert first.derived_from == "aaaa0001" and first.date == EVENTS[0].date
    assert first.location == EVENTS[0].location and first.source == EVENTS[0].source
    assert annotation.seconds is not None and annotation.seconds > 0


def test_a_spurious_event_goes_and_the_rest_comes_back_as_it_was(annotator, client, title):
    project = open_task(annotator, client, title, DOC, EVENTS)
    annotator.click(annotator.region("menahan"))
    annotator.press("Backspace")
    assert annotator.counts() == (1, 1, 0)
    annotator.submit()
    annotation = pulled(client, project, DOC)
    kept = {e.event_id: e for e in EVENTS[1:]}
    assert {e.derived_from for e in annotation.events} == kept.keys()
    for event in annotation.events:
        origin = kept[event.derived_from]
        assert (event.action, event.source, event.target) == (
            origin.action, origin.source, origin.target,
        )  # fmt: skip


def test_an_article_without_events(annotator, client, title):
    project = open_task(annotator, client, title, DOC, [])
    annotator.click(annotator.page.locator("label", has_text="Tidak ada peristiwa"))
    annotator.click(annotator.page.locator("textarea[name=comment]"))
    annotator.type("hanya cuaca")
    annotator.submit()
    annotation = pulled(client, project, DOC)
    assert annotation.no_events and annotation.events == ()
    assert annotation.comment == "hanya cuaca"


def test_what_the_browser_highlights_is_what_the_offsets_say(annotator, client, title):
    text = (
        "👩‍🚀 Tentara 𐐷𐐷 menyerang kafe\u0301 itu.\r\nقالت <b>حكومة</b> "
        "menolak\t&amp; “mengutuk”\n\nAkhirnya 的 polisi menahan 😀 dia."
    )
    document = Document("rumit-1", text, "id")
    quotes = ["menyerang", "kafe\u0301", "𐐷𐐷", "حكومة", "menolak\t&amp; “mengutuk”", "😀 dia"]
    events = [
        Event(
            f"r{n}",
            document.doc_id,
            Action("190", document.span(text.index(q), text.index(q) + len(q))),
            "pola/1.0",
        )
        for n, q in enumerate(quotes)
    ]
    project = open_task(annotator, client, title, document, events)
    assert sorted(t for _, t in annotator.highlights()) == sorted(quotes)
    annotator.press("1")
    annotator.drag("polisi menahan")
    annotator.click(annotator.region("polisi menahan"))
    annotator.code_box()
    annotator.type("173")
    annotator.press("ArrowDown", "ArrowDown", "Enter", "Escape")
    annotator.submit()
    annotation = pulled(client, project, document)
    assert sorted(e.action.span.text for e in annotation.events) == sorted(
        [*quotes, "polisi menahan"]
    )

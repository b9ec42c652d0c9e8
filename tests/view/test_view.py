"""The local page: what it answers, and what a reader does with it in a browser."""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.corpus import article, coded, corpus
from toolkit.dataset import DatasetError, build_from
from toolkit.dataset.stored import Stored
from toolkit.records import Annotation, Document
from toolkit.view import Server, serve
from toolkit.view.collection import Collection, Query
from toolkit.view.server import ViewError
from toolkit.workspace import packaged_codebook

pytest.importorskip("datasets")

HOSTILE = "<img src=x onerror=\"document.title='taken'\"> & 🚚🚚 lorries."


def built(folder: Path) -> Stored:
    """30 articles; the first has markup and characters beyond the first plane before its event,
    annotated by a third person who sees it otherwise, and no title."""
    inputs = corpus(30, 12)
    first = inputs.documents[0]
    odd = Document(
        "odd", f"{HOSTILE}\n{first.text}", "en", first.published, "given", publisher="Odd Post"
    )

    def moved(who: str, code: str | None = None) -> Any:
        event = coded(first, who, code)
        shift = len(HOSTILE) + 1

        def span(old: Any) -> Any:
            return odd.span(old.start + shift, old.end + shift)

        assert event.source
        assert event.target
        assert event.date
        assert event.location
        return replace(
            event,
            event_id=f"odd-{who}",
            doc_id="odd",
            action=replace(event.action, span=span(event.action.span)),
            source=replace(event.source, span=span(event.source.span)),
            target=replace(event.target, span=span(event.target.span)),
            date=replace(event.date, span=span(event.date.span)),
            location=replace(event.location, span=span(event.location.span)),
        )

    made = tuple(
        Annotation("odd", who, "2026-02-01T00:00:00+00:00", "1", (moved(who, code),))
        for who, code in (("a-one", None), ("b-two", None), ("c-three", "190"))
    )
    build_from(
        replace(
            inputs,
            documents=(*inputs.documents[1:], odd),
            annotations=(*[a for a in inputs.annotations if a.doc_id != "doc-0000"], *made),
            gold=tuple(e for e in inputs.gold if e.doc_id != "doc-0000"),
            machine=tuple(e for e in inputs.machine if e.doc_id != "doc-0000"),
            coded=inputs.coded[1:],
        ),
        folder,
    )
    return Stored.open(str(folder))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return built(tmp_path_factory.mktemp("set") / "dataset")


@pytest.fixture(scope="module")
def collection(stored: Stored) -> Collection:
    return Collection(stored, packaged_codebook())


@pytest.fixture(scope="module")
def server(stored: Stored) -> Iterator[Server]:
    running = serve(stored, packaged_codebook())
    running.start()
    yield running
    running.shutdown()
    running.server_close()


# -- searching -------------------------------------------------------------------------------------


def by_hand(collection: Collection, fits: Any) -> list[str]:
    return sorted(d for d, events in collection.events.items() if any(fits(e) for e in events))


def test_filters_find_the_articles_whose_events_fit(collection: Collection) -> None:
    cases: list[tuple[Query, Any]] = [
        (Query(code="19"), lambda e: e["action"]["root"] == "19"),
        (Query(code="190", who="c-three"), lambda e: e["event_id"] == "odd-c-three"),
        (Query(actor="syr"), lambda e: "SYR" in (e["source"]["code"], e["target"]["code"])),
        (Query(actor="Republic of Egypt"), lambda e: e["target"]["code"] == "EGY"),
        (Query(place="oslo"), lambda e: e["location"]["name"] == "Oslo"),
        (Query(who="b-two"), lambda e: e["who"] == "b-two"),
        (Query(first=dt.date(2016, 1, 20)), lambda e: e["date"]["start"] >= dt.date(2016, 1, 20)),
        (Query(last=dt.date(2016, 1, 3)), lambda e: e["date"]["start"] <= dt.date(2016, 1, 3)),
    ]
    for query, fits in cases:
        found = collection.find(query)
        assert sorted(found) == by_hand(collection, fits), query
        assert found


def test_all_conditions_hold_for_one_event(collection: Collection) -> None:
    both = collection.find(Query(code="190", actor="TUR", who="machine"))
    assert sorted(both) == by_hand(
        collection,
        lambda e: (
            e["action"]["code"] == "190"
            and "TUR" in (e["source"]["code"], e["target"]["code"])
            and e["who"] == "machine"
        ),
    )


def test_words_and_splits(collection: Collection) -> None:
    assert collection.find(Query(words="LORRIES")) == ["odd"]
    assert len(collection.find(Query())) == 30
    tests = collection.find(Query(split="test"))
    assert 0 < len(tests) < 30


def test_an_article_tells_who_looked_and_what_each_said(collection: Collection) -> None:
    told = collection.article("odd", Query(code="190"))
    assert told is not None
    assert [layer["who"] for layer in told["layers"]] == ["a-one", "b-two", "c-three"]
    assert [e["who"] for e in told["events"] if e["fits"]] == ["c-three"]
    none = collection.article("doc-0004", Query())
    assert none is not None
    assert {layer["who"]: layer["note"] for layer in none["layers"]}["b-two"] == "no events"
    assert collection.article("nowhere", Query()) is None


# -- the server ------------------------------------------------------------------------------------


def fetch(server: Server, path: str, host: str | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(server.url + path, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert fetch(server, "", host="evil.example")[0] == 403


@pytest.mark.parametrize("path", ["..%2fserver.py", "nothing.html", "page/app.js", "api/other"])
def test_only_the_page_is_served(server: Server, path: str) -> None:
    assert fetch(server, path)[0] == 404


def test_answers_are_json_and_pages_add_up(server: Server) -> None:
    status, headers, body = fetch(server, "api/articles?code=04&page=0")
    assert status == 200
    assert headers["Content-Type"].startswith("application/json")
    told = json.loads(body)
    assert told["total"] == len(told["articles"])
    assert fetch(server, "api/articles?first=yesterday&page=x")[0] == 200
    assert fetch(server, "api/articles/nowhere")[0] == 404
    assert json.loads(fetch(server, "api/overview")[2])["articles"] == 30


def test_a_port_that_is_taken_is_a_clear_error(server: Server, stored: Stored) -> None:
    with pytest.raises(ViewError, match="--port"):
        serve(stored, packaged_codebook(), server.server_address[1])


def test_no_dataset_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="toolkit run"):
        Stored.open(str(tmp_path))


# -- the browser -----------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    opened = context.new_page()
    faults: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(server.url)
    opened.wait_for_selector("#articles button")
    yield opened
    assert faults == []
    assert all(url.startswith((server.url, "data:")) for url in asked)
    context.close()


def listed(page: Any) -> list[str]:
    return [b.get_attribute("data-doc") for b in page.query_selector_all("#articles button")]


def counted(page: Any, words: str) -> None:
    page.wait_for_function("words => document.getElementById('count').textContent === words",
                           arg=words)  # fmt: skip


@pytest.mark.slow
def test_a_reader_narrows_the_list(page: Any, collection: Collection) -> None:
    counted(page, "30 articles")
    page.fill("[name=code]", "190")
    page.fill("[name=actor]", "TUR")
    wanted = collection.find(Query(code="190", actor="TUR"))
    counted(page, f"{len(wanted)} article{'s' if len(wanted) != 1 else ''}")
    assert listed(page) == wanted
    page.reload()
    page.wait_for_selector("#articles button")
    assert listed(page) == wanted  # the address keeps the search
    page.click("button[type=reset]")
    counted(page, "30 articles")
    page.fill("[name=words]", "no such words")
    counted(page, "0 articles")


@pytest.mark.slow
def test_a_reader_sees_the_events_in_the_text(page: Any, stored: Stored) -> None:
    page.fill("[name=words]", "lorries")
    counted(page, "1 article")
    page.click("#articles button")
    page.wait_for_selector("#text")
    text = next(r["text"] for rs in stored.rows("documents").values() for r in rs
                if r["doc_id"] == "odd")  # fmt: skip
    assert page.text_content("#text") == text
    assert page.title() != "taken"
    act = article(0).text.split(" ")[1]
    assert [m.text_content() for m in page.query_selector_all("#text mark")] == [act]
    who = [[w.text_content() for w in e.query_selector_all(".who")]
           for e in page.query_selector_all("button.event")]  # fmt: skip
    assert who == [["a-one", "b-two"], ["c-three"]]
    page.click("#text mark")
    chosen = page.text_content("[aria-pressed=true]")
    assert re.search(r"040.*EGY Egypt → SYR", chosen)
    parts = {m.get_attribute("class").split()[-1]: m.text_content()
             for m in page.query_selector_all("#text mark.part")}  # fmt: skip
    assert parts == {"source": "Egypt", "target": "Syria", "location": "Quito", "date": "Tuesday"}
    page.click("#text mark.chosen")  # again: the next coding of the same words
    assert "c-three" in page.text_content("[aria-pressed=true]")
    page.uncheck("input[value=c-three]")
    assert len(page.query_selector_all("button.event")) == 1


@pytest.mark.slow
def test_keys_and_back(page: Any) -> None:
    docs = listed(page)
    page.keyboard.press("j")
    page.wait_for_selector("#text")
    page.keyboard.press("j")
    page.wait_for_selector(f"#articles [data-doc={docs[1]}][aria-current]")
    page.keyboard.press("k")
    page.wait_for_selector(f"#articles [data-doc={docs[0]}][aria-current]")
    page.go_back()
    page.wait_for_selector(f"#articles [data-doc={docs[1]}][aria-current]")


@pytest.mark.slow
def test_a_narrow_window_shows_one_thing_at_a_time(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(server.url)
    page.wait_for_selector("#articles button")
    assert not page.is_visible("#article")
    page.click("#articles button")
    page.wait_for_selector("#text")
    assert not page.is_visible("#search")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#to-list")
    assert page.is_visible("#search")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.slow
def test_a_dataset_without_text_says_so(browser: Any, tmp_path: Path) -> None:
    build_from(corpus(3, 2), tmp_path / "bare", "none")
    running = serve(Stored.open(str(tmp_path / "bare")), packaged_codebook())
    running.start()
    page = browser.new_page()
    page.goto(f"{running.url}#doc=doc-0000")
    page.wait_for_selector("#text")
    assert "rehydrate" in page.text_content("#text")
    assert page.query_selector_all("button.event")
    page.close()
    running.shutdown()
    running.server_close()

from __future__ import annotations

import threading
import time

import httpx
import pytest

from tests.labelstudio.made import BOOK, DOC, EVENTS, NAMES
from tests.labelstudio.test_push import CONFIG
from toolkit.labelstudio.backend import Backend, listen
from toolkit.labelstudio.campaign import connect_backend
from toolkit.labelstudio.project import Plan, ensure_project
from toolkit.labelstudio.reading import Reader
from toolkit.labelstudio.tasks import task
from toolkit.records import ToolkitError


def code(document):
    if document.text != DOC.text:
        raise ToolkitError("no lexicon for this one")
    return EVENTS


@pytest.fixture
def running():
    server = listen(Backend(BOOK, code, lambda text: "id" if text else None), "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_calls_of_label_studio(running, capfd):
    assert httpx.get(f"{running}/health").json()["status"] == "UP"
    setup = {"project": "1.2", "schema": CONFIG, "access_token": "tokentokentoken"}
    assert httpx.post(f"{running}/setup", json=setup).json() == {"model_version": "precoded"}
    tasks = [{"id": n, "data": {"text": text}} for n, text in enumerate([DOC.text, "", "Lain."])]
    got = httpx.post(f"{running}/predict", json={"tasks": tasks, "project": "1.2"}).json()
    assert [len(r["result"]) > 0 for r in got["results"]] == [True, False, False]
    assert httpx.post(f"{running}/webhook", json={"action": "START_TRAINING"}).status_code == 200
    assert httpx.get(f"{running}/nothing").status_code == 404
    assert httpx.post(f"{running}/predict", content=b"{").status_code == 400
    assert httpx.post(f"{running}/predict", json=[1]).status_code == 400
    assert httpx.post(f"{running}/predict", json={"tasks": 3}).status_code == 400
    out, err = capfd.readouterr()
    assert "tokentoken" not in out + err


def test_what_the_article_has_no_option_for_is_written_out_and_read_back(running):
    asked = {"tasks": [{"id": 1, "data": {"text": DOC.text, "doc_id": DOC.doc_id}}]}
    (one,) = httpx.post(f"{running}/predict", json=asked).json()["results"]
    names = {r.get("from_name") for r in one["result"]}
    assert {"source_other", "date_other", "location_other"} <= names and "source" not in names
    read = Reader(DOC, BOOK, {}).read(one["result"])
    assert read.faults == ()
    assert sorted(read.events, key=lambda e: e.event_id) == EVENTS


def test_where_options_are_there_they_are_picked(running):
    data = task(DOC, EVENTS, NAMES)["data"]
    (one,) = httpx.post(f"{running}/predict", json={"tasks": [{"data": data}]}).json()["results"]
    names = {r.get("from_name") for r in one["result"]}
    assert {"source", "date", "location"} <= names and "source_other" not in names


def test_a_port_that_is_taken(running):
    with pytest.raises(ToolkitError, match=r"cannot listen on 127\.0\.0\.1"):
        listen(Backend(BOOK, code, lambda _: "id"), "127.0.0.1", int(running.rpartition(":")[2]))


@pytest.mark.slow
def test_a_real_server_asks_when_an_article_is_opened(running, client, title):
    number = ensure_project(client, Plan(title, CONFIG, ""))
    connect_backend(client, title, running)
    connect_backend(client, title, running)
    assert len(client.get("/api/ml/", project=number)) == 1
    empty = {name: [] for name in ("sources", "targets", "dates", "locations")}
    data = {"text": DOC.text, "doc_id": DOC.doc_id, "lang": "id", "options": empty}
    client.post(f"/api/projects/{number}/import", [{"data": data}])
    (one,) = client.tasks(number)
    found = []
    for _ in range(20):
        found = client.get(f"/api/tasks/{one['id']}/")["predictions"]
        if found:
            break
        time.sleep(0.5)
    read = Reader(DOC, BOOK, {}).read(found[0]["result"])
    assert sorted(read.events, key=lambda e: e.event_id) == EVENTS

"""Pushing to a real server: nothing doubled, nothing of a person's touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.labelstudio.made import BOOK, DOC, EVENTS, NAMES
from toolkit.labelstudio import push as pushing
from toolkit.labelstudio.client import Client
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.project import Plan, ensure_project
from toolkit.labelstudio.push import push
from toolkit.labelstudio.tasks import Task, task
from toolkit.records import Document

pytestmark = pytest.mark.slow
CONFIG = labelling_config(BOOK, "id")
CHECKER = TaskChecker(BOOK, CONFIG)


def made(number: int, **more) -> Task:
    document = Document(f"artikel-{number:04}", DOC.text + f" Nomor {number}.", "id")
    events = [replace(e, doc_id=document.doc_id, event_id=f"{number}-{e.event_id}") for e in EVENTS]
    return task(document, events, NAMES, **more)


def project(client: Client, title: str) -> int:
    return ensure_project(client, Plan(title, CONFIG, "<p>Petunjuk</p>"))


def server_ids(client: Client, number: int) -> list[str]:
    return sorted(t["data"]["doc_id"] for t in client.tasks(number))


def test_a_second_push_adds_nothing(client, title):
    number = project(client, title)
    tasks = [made(n) for n in range(7)]
    first = push(client, number, tasks, CHECKER)
    assert (first.created, first.updated, first.unchanged) == (7, 0, 0)
    again = push(client, project(client, title), tasks, CHECKER)
    assert project(client, title) == number
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)
    assert server_ids(client, number) == [f"artikel-{n:04}" for n in range(7)]


def test_what_changed_is_renewed_and_what_a_person_did_stays(client, title):
    number = project(client, title)
    push(client, number, [made(n) for n in range(3)], CHECKER)
    (first, *_rest) = client.tasks(number)
    result = first["predictions"][0]["result"]
    client.post(f"/api/tasks/{first['id']}/annotations/", {"result": result, "lead_time": 12.5})
    one = made(0)
    fewer = task(Document("artikel-0000", one["data"]["text"], "id"), [], NAMES)
    done = push(client, number, [fewer, made(1)], CHECKER)
    assert (done.created, done.updated, done.unchanged) == (0, 1, 1)
    assert done.removed == ["artikel-0002"]
    after = client.get(f"/api/tasks/{first['id']}/")
    assert [p["result"] for p in after["predictions"]] == [[]]
    assert [a["result"] for a in after["annotations"]] == [result]
    picks = {o["alias"] for o in after["data"]["options"]["sources"]}
    assert "TURCOP" in picks, "what the annotator picked from stays to be picked"
    assert server_ids(client, number) == [f"artikel-{n:04}" for n in range(3)]
    assert push(client, number, [fewer, made(1)], CHECKER).updated == 0


def test_the_text_under_an_annotation_is_not_exchanged(client, title):
    number = project(client, title)
    push(client, number, [made(0), made(1)], CHECKER)
    first, second = client.tasks(number)
    client.post(f"/api/tasks/{first['id']}/annotations/", {"result": [], "was_cancelled": True})
    new = [
        task(Document(f"artikel-{n:04}", "Teks lain sama sekali.", "id"), [], NAMES)
        for n in range(2)
    ]
    done = push(client, number, new, CHECKER)
    assert len(done.other_text) == 1 and done.other_text[0].startswith("artikel-0000 has another")
    assert not done.whole and done.updated == 1
    assert client.get(f"/api/tasks/{first['id']}/")["data"]["text"] == first["data"]["text"]
    assert client.get(f"/api/tasks/{second['id']}/")["data"]["text"] == "Teks lain sama sekali."


def test_no_more_than_a_batch_is_held(client, title, monkeypatch):
    monkeypatch.setattr(pushing, "BATCH", 3)
    given, done = [], []

    def tasks():
        for n in range(10):
            given.append(n)
            assert len(given) - sum(done) <= 3
            yield made(n)

    push(client, project(client, title), tasks(), CHECKER, progress=done.append)
    assert sum(done) == len(given) == 10


def test_a_faulty_pre_coding_stays_at_home_and_the_rest_goes(client, title):
    number = project(client, title)
    bad = made(1)
    bad["predictions"][0]["result"].append(
        {"type": "relation", "from_id": "nowhere", "to_id": "action-1-aaaa0001"}
    )
    done = push(client, number, [made(0), bad, made(2)], CHECKER)
    assert done.faulty == ["artikel-0001: a relation points to nowhere, which is not there"]
    assert server_ids(client, number) == ["artikel-0000", "artikel-0002"]

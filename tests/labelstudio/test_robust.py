"""Cut off anywhere and run again: nothing lost, nothing doubled."""

from __future__ import annotations

import threading

import pytest

from tests.labelstudio.faulty import answer, between, hang_up
from tests.labelstudio.made import BOOK
from tests.labelstudio.test_push import CHECKER, CONFIG, made, project, server_ids
from toolkit.labelstudio import push as pushing
from toolkit.labelstudio.client import Client, ServerError
from toolkit.labelstudio.collect import annotated, collect, save
from toolkit.labelstudio.project import Plan, ensure_project
from toolkit.records import Document

pytestmark = pytest.mark.slow
TASKS = [made(n) for n in range(9)]
IDS = [f"artikel-{n:04}" for n in range(9)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(pushing, "BATCH", 3)
    monkeypatch.setattr(pushing, "_SETTLE", 0.3)


def is_import(request) -> bool:
    return request.path.partition("?")[0].endswith("/import")


@pytest.mark.parametrize("carried_out", [True, False], ids=["after the commit", "before it"])
def test_a_connection_cut_during_an_import(server, client, title, carried_out):
    number = project(client, title)
    cuts = []

    def rule(request, forward):
        if is_import(request) and len(cuts) < 2:
            cuts.append(request.path)
            if carried_out:
                assert forward().status_code == 201
            hang_up(request)
            return True
        return False

    with (
        between(server.url, rule) as url,
        Client(url, server.access.token, pause=0.05) as shaky,
    ):
        done = pushing.push(shaky, number, TASKS, CHECKER)
    assert len(cuts) == 2 and done.created == 9
    assert server_ids(client, number) == IDS


def test_a_busy_server_is_asked_again(server, client, title):
    number = project(client, title)
    busy = []

    def rule(request, forward):
        if len(busy) < 6 and (len(busy) % 2 or is_import(request)):
            busy.append(request.path)
            answer(request, 429 if len(busy) % 2 else 503, b"{}", "application/json")
            return True
        return False

    with (
        between(server.url, rule) as url,
        Client(url, server.access.token, pause=0.05) as shaky,
    ):
        pushing.push(shaky, number, TASKS, CHECKER)
    assert len(busy) == 6
    assert server_ids(client, number) == IDS


def test_an_import_that_outlives_its_client(server, client, title):
    """The client gives up; the server commits later; the next push finds no gap and no double."""
    number = project(client, title)
    late: list[threading.Thread] = []

    def rule(request, forward):
        if is_import(request):
            late.append(threading.Timer(1.0, forward))
            late[-1].start()
            hang_up(request)
            return True
        return False

    with (
        between(server.url, rule) as url,
        Client(url, server.access.token, pause=0.05, tries=2) as shaky,
        pytest.raises(ServerError, match="run the same command again"),
    ):
        pushing.push(shaky, number, TASKS[:3], CHECKER)
    for thread in late:
        thread.join()
    assert len(server_ids(client, number)) == 6, "here the same import was carried out twice"
    done = pushing.push(client, number, TASKS, CHECKER)
    assert (done.created, done.unchanged) == (6, 3)
    assert server_ids(client, number) == IDS


def test_a_server_killed_in_the_middle_of_a_push(server, client, title):
    number = project(client, title)
    pushed = []

    def kill(count: int) -> None:
        pushed.append(count)
        if len(pushed) == 2:
            server.kill()

    with (
        Client(server.url, server.access.token, pause=0.05, tries=2) as one,
        pytest.raises(ServerError, match=r"no server answers|the connection to"),
    ):
        pushing.push(one, number, TASKS, CHECKER, progress=kill)
    server.stop()
    server.start()
    done = pushing.push(client, number, TASKS, CHECKER)
    assert done.created + done.unchanged == 9 and done.unchanged >= 6
    assert server_ids(client, number) == IDS


def test_a_server_killed_in_the_middle_of_a_pull(server, client, title, tmp_path):
    number = project(client, title)
    pushing.push(client, number, TASKS, CHECKER)
    for one in client.tasks(number):
        result = one["predictions"][0]["result"]
        client.post(f"/api/tasks/{one['id']}/annotations/", {"result": result, "lead_time": 3.0})
    documents = {
        t["data"]["doc_id"]: Document(t["data"]["doc_id"], t["data"]["text"], "id") for t in TASKS
    }

    def killed_midway(tasks):
        for count, one in enumerate(tasks):
            if count == 4:
                server.kill()
            yield one

    with (
        Client(server.url, server.access.token, pause=0.05, tries=2) as one,
        pytest.raises(ServerError),
    ):
        found = killed_midway(annotated_in_pages(one, number))
        save(tmp_path, collect(found, documents, BOOK, lambda _: "ani"), BOOK)
    assert list(tmp_path.iterdir()) == []
    server.stop()
    server.start()
    pulled = collect(annotated(client, number), documents, BOOK, lambda _: "ani")
    assert [a.doc_id for a in pulled.annotations["ani"]] == IDS
    assert pulled.problems == []
    (path,) = save(tmp_path, pulled, BOOK)
    before = path.read_bytes()
    assert save(tmp_path, pulled, BOOK) == [] and path.read_bytes() == before


def annotated_in_pages(client, number):
    """As ``annotated``, in pages of two, so that the end of the server is noticed."""
    return client.tasks(number, page_size=2)


def test_a_project_of_another_shape_is_left_alone(client, title):
    config = (
        '<View><Text name="text" value="$text"/><Choices name="c" toName="text">'
        '<Choice value="a"/><Choice value="b"/></Choices></View>'
    )
    client.post("/api/projects/", {"title": title, "label_config": config})
    with pytest.raises(ServerError, match="labelling interface of another shape"):
        ensure_project(client, Plan(title, CONFIG, ""))
    (kept,) = client.projects(title)
    assert kept["label_config"] == config


def test_an_older_interface_is_brought_up_to_date(client, title):
    number = ensure_project(client, Plan(title, CONFIG.replace("ketik", "tulis"), ""))
    assert ensure_project(client, Plan(title, CONFIG, "<p>baru</p>")) == number
    (now,) = client.projects(title)
    assert now["label_config"] == CONFIG.strip() and now["expert_instruction"] == "<p>baru</p>"


def test_the_real_server_refuses_a_wrong_key_in_one_sentence(server):
    with (
        Client(server.url, "0" * 40) as stranger,
        pytest.raises(ServerError, match="does not accept the key") as refused,
    ):
        stranger.projects("x")
    assert "0000" not in str(refused.value) and "cookie" not in str(refused.value).lower()


def test_a_personal_access_token_is_as_good(server, client, title):
    client.post(
        "/api/jwt/settings", {"api_tokens_enabled": True, "legacy_api_tokens_enabled": True}
    )
    token = client.post("/api/token/", {})["token"]
    with Client(server.url, token) as personal:
        number = ensure_project(personal, Plan(title, CONFIG, ""))
        assert [p["id"] for p in client.projects(title)] == [number]

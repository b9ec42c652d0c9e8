"""What sampling chose, pushed to a real server in its order and with its reasons."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Cli
from tests.labelstudio.made import BOOK, DOC, EVENTS
from toolkit.labelstudio.project import find_project
from toolkit.records import Document
from toolkit.workspace import Workspace, write_documents, write_events

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, server, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of six coded articles, nobody's annotations, and the server."""
    for name in ("seeds", "annotations"):
        (tmp_path / name).mkdir()
    shutil.copytree(REPOSITORY / "schemas", tmp_path / "schemas")
    workspace = Workspace(tmp_path)
    documents = [Document(f"artikel-{n}", DOC.text + f" Nomor {n}.", "id") for n in range(6)]
    write_documents(workspace.documents, documents)
    events = [
        replace(e, doc_id=d.doc_id, event_id=f"{n}-{e.event_id}")
        for n, d in enumerate(documents)
        for e in EVENTS
    ]
    write_events(workspace.events, events, BOOK)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LABEL_STUDIO_URL", server.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", server.access.token)
    return workspace


def test_the_chosen_are_pushed_in_order_with_their_reasons(
    cli: Cli, place: Workspace, client, title: str
) -> None:
    said = cli("sample", "-n", "4", "--control", "0.5", "--push", "--project", title)
    assert said.code == 0, said.err
    assert "Pushed: 4 new, 0 there already" in said.out
    rows = [json.loads(x) for x in (place.build / "sample.jsonl").read_text().splitlines()]
    number = find_project(client, title)["id"]
    tasks = sorted(client.tasks(number), key=lambda t: t["id"])
    assert [t["data"]["doc_id"] for t in tasks] == [r["doc_id"] for r in rows]
    assert [t["data"]["why"] for t in tasks] == [r["reason"] for r in rows]
    assert all(t["predictions"] for t in tasks)
    again = cli("sample", "-n", "4", "--control", "0.5", "--push", "--project", title)
    assert "Pushed: 0 new, 4 there already" in again.out

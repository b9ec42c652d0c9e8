"""push, pull, status and label as their users call them, on a workspace and a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace

import httpx
import pytest
import yaml

from tests.labelstudio.made import BOOK, DOC, EVENTS
from toolkit.agreement.panel import ADJUDICATION
from toolkit.cli import main
from toolkit.labelstudio.server import running_server
from toolkit.records import Document
from toolkit.workspace import packaged_schemas, read_annotations, write_documents, write_events

pytestmark = pytest.mark.slow
TOOLKIT = [sys.executable, "-c", "from toolkit.cli import main; main()"]
#: Articles that are not near-duplicates of one another.
WORDS = ["Ombudsman", "pelabuhan", "gubernur", "kedutaan", "nelayan", "parlemen"]


def workspace(folder, count=4):
    """A workspace with articles read and coded."""
    shutil.copytree(packaged_schemas(), folder / "schemas")
    for name in ("seeds", "annotations", "build"):
        (folder / name).mkdir()
    documents, events = [], []
    for n in range(count):
        tail = " ".join(f"{WORDS[n]}{n}{i}" for i in range(60))
        document = Document(f"artikel-{n}", f"{DOC.text} {tail}", "id")
        documents.append(document)
        events += [replace(e, doc_id=document.doc_id, event_id=f"{n}{e.event_id}") for e in EVENTS]
    write_documents(folder / "build/documents.parquet", documents)
    write_events(folder / "build/events.jsonl", events, BOOK)
    return documents, events


@pytest.fixture
def run(server, tmp_path, monkeypatch, capsys):
    """Runs a command in the workspace; gives exit code, standard output and error."""
    secret = server.access.token
    monkeypatch.chdir(tmp_path)

    def call(*arguments, **environ):
        for name, text in {
            "LABEL_STUDIO_URL": server.url,
            "LABEL_STUDIO_API_KEY": secret,
            "COLUMNS": "160",
            **environ,
        }.items():
            monkeypatch.setenv(name, text)
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert secret not in out + err and "Traceback" not in err
        return ended.value.code or 0, out, err

    return call


def annotate(client, project, doc_id, result=None, **more):
    (task,) = (t for t in client.tasks(project) if t["data"]["doc_id"] == doc_id)
    result = task["predictions"][0]["result"] if result is None else result
    body = {"result": result, "lead_time": 40.0} | more
    return client.post(f"/api/tasks/{task['id']}/annotations/", body)


def test_push_annotate_pull_again_and_again(run, client, title, tmp_path):
    workspace(tmp_path)
    code, out, err = run("push", "--project", title)
    assert (code, err) == (0, "") and "4 articles added" in out
    assert "0 articles added, 0 updated, 4 as they were" in run("push", "--project", title)[1]
    (project,) = client.projects(title)
    assert "<h1>" in project["expert_instruction"], "the guidelines are one click away"
    annotate(client, project["id"], "artikel-1")
    annotate(client, project["id"], "artikel-2", was_cancelled=True)
    (third,) = (t for t in client.tasks(project["id"]) if t["data"]["doc_id"] == "artikel-3")
    client.post(f"/api/tasks/{third['id']}/drafts", {"result": [], "lead_time": 1.0})
    code, out, err = run("pull", "--project", title)
    assert (code, err) == (0, "")
    assert "1 articles annotated, 1 skipped, 1 begun and not submitted" in out
    folder = tmp_path / "annotations" / title
    (path,) = folder.glob("*.jsonl")
    one, two = read_annotations(path, BOOK)
    assert (one.doc_id, len(one.events), one.skipped) == ("artikel-1", 3, False)
    assert (two.doc_id, two.skipped) == ("artikel-2", True)
    assert one.guidelines and one.seconds == 40.0
    assert json.loads(next(folder.glob("*.aside.json")).read_text())[0]["draft"] is True
    assert "@" not in path.read_text(), "no email enters version control"
    before = path.read_bytes()
    assert run("pull", "--project", title)[1].endswith("nothing new\n")
    assert run("pull", "--project", title, "--all")[1].endswith("nothing new\n")
    assert path.read_bytes() == before
    annotate(client, project["id"], "artikel-0")
    code, out, _ = run("pull", "--project", title)
    assert code == 0 and f"changed: annotations/{title}/" in out
    assert [a.doc_id for a in read_annotations(path, BOOK)] == [
        "artikel-0", "artikel-1", "artikel-2",
    ]  # fmt: skip


def test_what_needs_a_look_is_named_and_the_exit_code_says_so(run, client, title, tmp_path):
    workspace(tmp_path)
    run("push", "--project", title)
    (project,) = client.projects(title)
    task = next(client.tasks(project["id"]))
    result = [r for r in task["predictions"][0]["result"] if r.get("from_name") != "code"]
    annotate(client, project["id"], "artikel-0", result)
    code, _out, err = run("pull", "--project", title)
    assert code == 1
    assert re.search(r"task \d+ \(artikel-0\), annotator-\d+, region \S+ “menahan”: an Action", err)
    assert "kept in annotations/" in err


def test_shares_for_annotators(run, client, title, tmp_path):
    documents, events = workspace(tmp_path, 6)
    gold = tmp_path / "gold.jsonl"
    write_events(gold, [e for e in events if e.doc_id in ("artikel-0", "artikel-1")], BOOK)
    share = (
        "push", "--project", title, "--annotators", "ani,budi,citra", "--overlap", "2",
        "--shared", "2", "--blind", "2", "--gold", str(gold),
    )  # fmt: skip
    code, out, err = run(*share)
    assert (code, err) == (0, "") and out.count("articles added") == 3
    assigned = yaml.safe_load((tmp_path / "annotations" / title / "assignment.yaml").read_text())
    assert len(assigned["shared"]) == 2 and len(assigned["gold"]) == 1
    assert len(assigned["blind"]) == 2
    for name, doc_ids in assigned["articles"].items():
        (project,) = client.projects(f"{title} / {name}")
        tasks = list(client.tasks(project["id"]))
        assert [t["data"]["doc_id"] for t in tasks] == doc_ids
        for task in tasks:
            blind = task["data"]["doc_id"] in assigned["blind"]
            assert bool(task["predictions"]) is not blind
            assert bool(task["data"]["options"]["sources"]) is not blind
            if not blind and name != "citra":
                annotate(client, project["id"], task["data"]["doc_id"])
    again = run(*share)
    assert again[0] == 0 and again[1].count("0 articles added, 0 updated") == 3
    code, out, err = run("status", "--project", title, "--gold", str(gold))
    assert code == 0, err
    rows = {
        line.split("│")[1].strip(): line.split("│")[2:-1]
        for line in out.splitlines()
        if "│" in line
    }
    assert rows.keys() == {"ani", "budi", "citra"}
    assert rows["ani"][-4].strip() == "100%" and rows["ani"][-2].strip() == "100%"
    assert rows["citra"][0].strip() == "0"
    code, _out, err = run("pull", "--project", title)
    assert (code, err) == (0, "")
    assert {p.name for p in (tmp_path / "annotations" / title).glob("*.jsonl")} == {
        "ani.jsonl", "budi.jsonl",
    }  # fmt: skip
    assert len(documents) == 6


def test_the_adjudicators_project_is_nobodys(run, client, title, tmp_path):
    workspace(tmp_path, 1)
    run("push", "--project", title)
    client.post("/api/projects/", {"title": f"{title} / {ADJUDICATION}", "label_config": "<View/>"})
    assert run("pull", "--project", title)[0] == 0
    code, out, _err = run("status", "--project", title)
    assert code == 0 and ADJUDICATION not in out.replace(title, "")


def test_near_duplicates_stay_home_unless_asked_for(run, title, tmp_path):
    documents, events = workspace(tmp_path, 2)
    twin = Document("artikel-kembar", documents[0].text + " Selesai.", "id")
    write_documents(tmp_path / "build/documents.parquet", [*documents, twin])
    code, out, err = run("push", "--project", title)
    assert code == 0 and "2 articles added" in out
    assert "artikel-kembar is nearly the same as artikel-0" in err
    code, out, err = run("push", "--project", title, "--near-duplicates")
    assert (code, err) == (0, "") and "1 articles added" in out
    write_documents(tmp_path / "build/documents.parquet", documents)
    code, _out, err = run("push", "--project", title)
    assert code == 0 and "left on the server: artikel-kembar" in err
    assert events


@pytest.mark.parametrize(
    ("arguments", "environ", "words"),
    [
        (["push"], {"LABEL_STUDIO_URL": "server.example"}, "must begin with http"),
        (["push"], {"LABEL_STUDIO_API_KEY": "f" * 40}, "does not accept the key"),
        (["push"], {"LABEL_STUDIO_API_KEY": ""}, "LABEL_STUDIO_API_KEY is empty"),
        (["pull", "--project", "tidak ada"], {}, "has no project 'tidak ada'"),
        (["pull", "--from", "none.json"], {}, "cannot read none.json"),
        (["push", "--language", "xx"], {}, "no language 'xx'"),
        (["push", "--project", "x" * 51], {}, "must have 3 to 50 characters"),
        (["push", "--project", "../x"], {}, "cannot be called '../x'"),
        (["push", "--project", "aaa", "--annotators", "a", "--overlap", "2"], {}, "by 2 of 1"),
    ],
)
def test_one_clear_sentence(run, tmp_path, arguments, environ, words):
    workspace(tmp_path, 1)
    code, out, err = run(*arguments, **environ)
    assert (code, out) == (1, "") and words in err and err.count("\n") == 1


def test_without_the_libraries_it_needs(run, tmp_path, monkeypatch):
    workspace(tmp_path, 1)
    for name in [m for m in sys.modules if m.startswith("toolkit.labelstudio")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx", None)
    code, _out, err = run("push")
    assert code == 1 and "httpx is not installed; pip install 'event-coding-toolkit[label" in err


def test_without_documents_and_without_a_server(run, tmp_path):
    workspace(tmp_path, 1)
    (tmp_path / "build/documents.parquet").unlink()
    assert "run `toolkit run` first" in run("push")[2]
    assert (
        "start one with `toolkit label`"
        in run("status", LABEL_STUDIO_URL="", LABEL_STUDIO_API_KEY="")[2]
    )


def test_label_runs_until_it_is_stopped_and_goes_on_where_it_was(server, tmp_path):
    workspace(tmp_path)
    (tmp_path / "schemas/dataset.yaml").write_text("name: label-test\n")
    folder = tmp_path / "build/label-studio"
    folder.mkdir(mode=0o700)
    for name in ("access.json", ".env"):  # a database made before saves half a minute
        shutil.copy(server.folder / name, folder / name)
    made = sqlite3.connect(server.folder / "label_studio.sqlite3")
    made.backup(sqlite3.connect(folder / "label_studio.sqlite3"))
    passwords = []
    for round_ in range(2):
        log = tmp_path / f"log{round_}"
        with log.open("w") as out:
            label = subprocess.Popen(
                [*TOOLKIT, "label", "--no-browser", "--port", "0"],
                cwd=tmp_path, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            end = time.monotonic() + 240
            while "Stop with Ctrl+C" not in log.read_text() and time.monotonic() < end:
                assert label.poll() is None, log.read_text()
                time.sleep(0.5)
            url, access = running_server(folder)
            passwords.append(access.password)
            said = log.read_text()
            assert f"{url}/projects/" in said and access.username in said
            assert access.password not in said and access.token not in said
            added = "4 articles added" if round_ == 0 else "0 articles added, 0 updated, 4"
            assert added in said
            env = {k: v for k, v in os.environ.items() if not k.startswith("LABEL_STUDIO")}
            status = subprocess.run(
                [*TOOLKIT, "status"],
                cwd=tmp_path,
                env=env | {"COLUMNS": "160"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert status.returncode == 0 and "nobody has begun" in status.stdout
        finally:
            label.send_signal(signal.SIGINT if round_ else signal.SIGTERM)
            label.wait(30)
        assert label.returncode == 0 and running_server(folder) is None
    assert passwords[0] == passwords[1] and len(passwords[0]) >= 12
    assert (folder / "access.json").stat().st_mode & 0o077 == 0
    assert passwords[0] not in (folder / "server.log").read_text()


def test_serve_answers_until_it_is_stopped(tmp_path):
    workspace(tmp_path, 1)
    with subprocess.Popen(
        [*TOOLKIT, "serve", "--port", "0"], cwd=tmp_path, text=True, bufsize=1,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as serve:  # fmt: skip
        try:
            said = [serve.stdout.readline() for _ in range(3)]
            url = re.search(r"http://127\.0\.0\.1:\d+", said[0])[0]
            assert "ML_BLOCK_LOCAL_IP=false and SSRF_PROTECTION_ENABLED=false" in "".join(said)
            asked = {"tasks": [{"id": 1, "data": {"text": "Polisi menahan tiga wartawan."}}]}
            (one,) = httpx.post(f"{url}/predict", json=asked, timeout=60).json()["results"]
            assert any(r.get("from_name") == "code" for r in one["result"])
        finally:
            serve.send_signal(signal.SIGINT)
        assert serve.wait(10) == 0

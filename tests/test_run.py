"""``toolkit run``: the main job on this workspace and on faulty ones."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Cli
from toolkit import pipeline
from toolkit.summary import opinions
from toolkit.workspace import Workspace, read_documents, read_events

SEED = "000_bf2d7060419eb056"


def built(root: Path) -> dict[str, bytes]:
    """Every file under build/, hidden ones too, by its relative path."""
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in sorted((root / "build").rglob("*"))
        if p.is_file()
    }


def test_the_seed_article_becomes_a_dataset_that_loads(cli: Cli, workspace: Path) -> None:
    called = cli("run")
    assert (called.code, called.err) == (0, "")
    for told in ("documents", "machine events", "maintainer-a, maintainer-b", "agreement", "gold"):
        assert told in called.out
    assert 'load_dataset("build/dataset", "events")' in called.out
    found = Workspace(workspace)
    assert [d.doc_id for d in read_documents(found.documents)] == [SEED]
    assert read_events(found.events, found.codebook)
    (coded,) = map(json.loads, (workspace / "build/events.documents.jsonl").open())
    assert (coded["doc_id"], coded["skipped"]) == (SEED, None)
    (task,) = json.loads((found.tasks / "tasks.json").read_text("utf-8"))
    assert task["data"]["doc_id"] == SEED
    assert task["predictions"][0]["result"]
    assert (found.report / "report.html").exists()

    line = called.out.strip().splitlines()[-1]
    script = f"{line}\nprint(len(events['train']), events['train'].features['action'])"
    environment = os.environ | {"HF_HOME": str(workspace / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    gold = read_events(found.gold, found.codebook)
    assert done.stdout.startswith(f"{len(gold)} ")


def test_a_second_run_changes_nothing(cli: Cli, workspace: Path) -> None:
    cli("run")
    first = built(workspace)
    cli("run")
    assert built(workspace) == first


def test_the_same_input_gives_the_same_bytes_elsewhere(
    cli: Cli, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("run")
    first = built(workspace)
    workspace.rename(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/build").rename(tmp_path / "old")
    cli("run")
    assert built(tmp_path / "elsewhere") == first


@pytest.mark.parametrize("until", ["events.jsonl", "gold.jsonl", ".dataset.*"])
def test_a_killed_run_is_simply_run_again(cli: Cli, workspace: Path, until: str) -> None:
    running = subprocess.Popen(
        [Path(sys.executable).parent / "toolkit", "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: any((workspace / "build").glob(until)) or running.poll() is not None)
    running.send_signal(signal.SIGKILL)
    running.wait()
    (workspace / "build" / ".events.jsonl.k1ll3d__").write_text("half")
    assert cli("run").code == 0
    again = built(workspace)
    (workspace / "build").rename(workspace / "was")
    cli("run")
    assert again == built(workspace)


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_two_runs_at_once_do_not_mix(cli: Cli, workspace: Path) -> None:
    (workspace / "build").mkdir()
    handle = os.open(workspace / "build", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        called = cli("run")
    finally:
        os.close(handle)
    assert called.code == 1
    assert "another run is at work" in called.err
    assert cli("run").code == 0


def test_run_finds_the_workspace_from_within(
    cli: Cli, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "seeds")
    assert cli("run").code == 0
    assert (workspace / "build/dataset").is_dir()


def test_without_annotations_all_that_needs_none_is_made(cli: Cli, workspace: Path) -> None:
    cli("run")
    for path in (workspace / "annotations").rglob("*.jsonl"):
        path.unlink()
    called = cli("run")
    assert called.code == 0
    assert "none yet" in called.out
    assert (workspace / "build/tasks/tasks.json").exists()
    # Nothing of the run before remains that is no longer true.
    assert not (workspace / "build/gold.jsonl").exists()
    assert not (workspace / "build/report").exists()


def test_without_the_extra_for_datasets_the_rest_is_made(
    cli: Cli, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    called = cli("run")
    assert called.code == 0
    assert "event-coding-toolkit[publish]" in " ".join(called.out.split())
    assert (workspace / "build/gold.jsonl").exists()


# -- bad records stop nothing


def test_bad_articles_are_named_and_the_rest_is_done(cli: Cli, workspace: Path) -> None:
    seeds = workspace / "seeds"
    (seeds / "empty.txt").write_bytes(b"")
    (seeds / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (seeds / "lines.jsonl").write_text('{"id": "x", "text": "Polisi menangkap tiga orang."}\n{oh\n')
    (seeds / "french.txt").write_text("Le ministre a rencontré son homologue pour parler de tout.")
    called = cli("run")
    assert called.code == 1
    assert "Traceback" not in called.err
    assert "empty.txt: is empty" in called.err
    assert "picture.txt: is a binary file" in called.err
    assert "lines.jsonl:2: the line is not JSON" in called.err
    assert "french.txt: its language cannot be told" in called.err
    assert called.err.endswith("toolkit: 4 record(s) were left out, the rest is in build/\n")
    assert [d.doc_id for d in read_documents(workspace / "build/documents.parquet")] == [SEED, "x"]
    assert (workspace / "build/dataset/README.md").exists()


def test_a_bad_annotation_is_named_and_the_rest_is_done(cli: Cli, workspace: Path) -> None:
    path = workspace / "annotations/seed-sample/maintainer-a.jsonl"
    path.write_text(path.read_text("utf-8") + '{"doc_id": "x"}\n', "utf-8")
    called = cli("run")
    assert called.code == 1
    assert "maintainer-a.jsonl:2: " in called.err
    assert (workspace / "build/dataset/README.md").exists()


# -- what stops a run, each in one sentence


def no_articles(root: Path) -> None:
    for path in (root / "seeds").iterdir():
        path.unlink()


def only_bad_articles(root: Path) -> None:
    no_articles(root)
    (root / "seeds/empty.txt").write_bytes(b"")


def no_codebook(root: Path) -> None:
    (root / "schemas/cameo.yaml").unlink()


def no_settings(root: Path) -> None:
    (root / "schemas/dataset.yaml").unlink()


def bad_settings(root: Path) -> None:
    (root / "schemas/dataset.yaml").write_text("name: mine\ntext_policy: some\n")


def no_place_to_build(root: Path) -> None:
    (root / "build").write_text("a file where a folder should be")


def no_place_for_tasks(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build/tasks").write_text("a file where a folder should be")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_articles, "there are no articles in "),
        (only_bad_articles, "no article can be read: "),
        (no_codebook, "cameo.yaml"),
        (no_settings, "dataset.yaml"),
        (bad_settings, "dataset.yaml:2: text_policy"),
        (no_place_to_build, "cannot make "),
        (no_place_for_tasks, "cannot write "),
    ],
)
def test_what_stops_a_run_is_one_sentence(
    cli: Cli, workspace: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(workspace)
    called = cli("run")
    assert called.code == 1
    assert called.out == ""
    assert called.err.startswith("toolkit: ")
    assert says in called.err
    assert called.err.count("\n") == 1


def test_the_coder_is_the_one_that_the_settings_name(workspace: Path) -> None:
    settings = workspace / "schemas/dataset.yaml"
    settings.write_text(settings.read_text("utf-8") + "coder: rules:statements\n", "utf-8")
    found = Workspace(workspace)
    pipeline.read_articles(found)
    events, _ = pipeline.code(found)
    assert {e.coder.partition("+")[2] for e in events} == {"statements"}
    told = [
        replace(events[0], trace=("parser agrees: subject",)),
        replace(events[0], trace=("parser differs: …",)),
    ]
    assert opinions(tuple(told)) == "agrees with the grammar on 1 events, differs on 1"
    assert opinions(tuple(events)) == ""

"""Publishing over HTTP to a Hub on loopback, and loading back what was published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Called, Cli
from tests.dataset.corpus import corpus, workspace
from tests.dataset.hub import Hub
from toolkit.dataset.files import tree

pytest.importorskip("datasets")
pytestmark = pytest.mark.slow

REPO = "lab/made-up"
Publish = Callable[..., Called]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A Hub for this process, as the environment of :func:`run` makes it for another one."""
    from huggingface_hub import constants

    with Hub() as served:
        template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, served.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "ENDPOINT", served.url)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf" / "hub"))
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "hf" / "token"))
        yield served


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace(tmp_path / "work", corpus(30, 12))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def publish(cli: Cli, hub: Hub, place: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    def call(*options: str, token: str | None = "hf_writer") -> Called:
        if token is None:
            monkeypatch.delenv("HF_TOKEN", raising=False)
        else:
            monkeypatch.setenv("HF_TOKEN", token)
        return cli("publish", "--repo", REPO, *options)

    return call


def run(
    hub: Hub, place: Path, *arguments: str, token: str | None = "hf_writer"
) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, whose Hub is the one on loopback."""
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HOME": str(place.parent / "hf"),
    }
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        environment.pop(name, None)
    if token:
        environment["HF_TOKEN"] = token
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def load(hub: Hub, place: Path, code: str, token: str | None = "hf_writer") -> object:
    done = run(
        hub, place, "-c", f"import json, datasets\nfrom datasets import load_dataset\n{code}",
        token=token,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def files_of(hub: Hub, revision: str = "main") -> dict[str, bytes]:
    repo = hub.repos[REPO]
    oid = repo.resolve(revision)
    assert oid is not None
    return {path: hub.content(repo, oid, path) for path in repo.commits[oid]}


def raise_version(place: Path, version: str) -> None:
    path = place / "schemas" / "dataset.yaml"
    path.write_text(path.read_text().replace("version: 0.1.0", f"version: {version}"))


def refused(done: Called, *words: str) -> None:
    assert done.code == 1, done.out + done.err
    assert "Traceback" not in done.err
    last = done.err.strip().splitlines()[-1]
    assert last.startswith("toolkit: ")
    for word in words:
        assert word in last


def test_a_release_loads_back_row_by_row(publish: Publish, cli: Cli, hub: Hub, place: Path) -> None:
    done = publish("--text", "full")
    assert done.code == 0, done.err
    assert cli("publish", "--to", place.parent / "local", "--text", "full").code == 0
    here = place.parent / "local"
    there = files_of(hub)
    assert set(tree(here)) == there.keys() - {".gitattributes"}
    for name in tree(here):  # the card and Croissant name the place they were published to
        if name not in ("README.md", "croissant.json"):
            assert (here / name).read_bytes() == there[name], name
    code = f"""
from datasets import get_dataset_config_names
ways = dict(plain={{}}, tag=dict(revision="v0.1.0"), streaming=dict(streaming=True))
same = []
for config in get_dataset_config_names("{REPO}"):
    wanted = load_dataset({str(here)!r}, config)
    for way, options in ways.items():
        found = load_dataset("{REPO}", config, **options)
        assert list(found) == list(wanted), (config, way)
        for split in wanted:
            assert list(found[split]) == list(wanted[split]), (config, way, split)
            same.append(len(wanted[split]))
print(json.dumps([len(same), sum(same)]))
"""
    compared, rows = load(hub, place, code)  # type: ignore[misc]
    assert compared > 30
    assert rows > 1000
    ledger = (place / "releases" / "splits.jsonl").read_text().splitlines()
    assert len(ledger) == 30
    assert hub.repos[REPO].titles[hub.repos[REPO].branches["main"]] == "Release 0.1.0"


def test_polars_reads_from_the_hub(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    code = f"""
import polars as pl
from huggingface_hub import HfFileSystem
frame = pl.read_parquet(
    [HfFileSystem().open(p) for p in HfFileSystem().glob("datasets/{REPO}/data/machine/*.parquet")]
)
print(json.dumps(frame.height))
"""
    assert load(hub, place, code) == 30


def test_a_rerun_changes_nothing(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    commits = len(hub.repos[REPO].commits)
    again = publish()
    assert again.code == 0, again.err
    assert "nothing new" in again.out
    assert len(hub.repos[REPO].commits) == commits == 2


def test_a_new_release_is_one_commit_and_drops_stale_files(
    publish: Publish, hub: Hub, place: Path
) -> None:
    assert publish().code == 0
    first = files_of(hub)
    hub.blobs["x"] = b"mine"
    main = hub.repos[REPO].branches["main"]
    hub.repos[REPO].commits[main]["NOTES.md"] = ("x", False)
    hub.repos[REPO].commits[main]["data/machine/old-00000-of-00001.parquet"] = ("x", False)
    workspace(place, corpus(34, 16))
    refused(publish(), "0.1.0", "different content", "version: 0.2.0")
    raise_version(place, "0.2.0")
    done = publish()
    assert done.code == 0, done.err
    repo, now = hub.repos[REPO], files_of(hub)
    assert len(repo.commits) == 3
    assert set(repo.tags) == {"v0.1.0", "v0.2.0"}
    assert now["NOTES.md"] == b"mine"
    assert "data/machine/old-00000-of-00001.parquet" not in now
    assert b"## 0.2.0" in now["CHANGELOG.md"]
    assert b"4 articles added" in now["CHANGELOG.md"]
    assert files_of(hub, "v0.1.0")["README.md"] == first["README.md"]


def test_private_and_gated(publish: Publish, hub: Hub, place: Path) -> None:
    done = publish("--private", "--gated", "manual")
    assert done.code == 0, done.err
    assert hub.repos[REPO].private
    assert hub.repos[REPO].gated == "manual"
    code = f'load_dataset("{REPO}", "events")'
    closed = run(hub, place, "-c", f"from datasets import load_dataset; {code}", token="hf_reader")
    assert closed.returncode != 0
    assert publish("--public", "--gated", "no").code == 0
    assert not hub.repos[REPO].private
    assert load(hub, place, f'print(len({code}["train"]))', token=None)


def test_a_pull_request_is_tagged_once_merged(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    before = files_of(hub)
    workspace(place, corpus(34, 16))
    raise_version(place, "0.2.0")
    done = publish("--pr")
    assert done.code == 0, done.err
    assert "discussions/1" in done.out
    assert files_of(hub) == before
    assert not (place / "releases" / "0.2.0.json").exists()
    hub.repos[REPO].merge(1)
    merged = publish()
    assert merged.code == 0, merged.err
    assert hub.repos[REPO].tags["v0.2.0"] == hub.repos[REPO].pulls[1]
    assert (place / "releases" / "0.2.0.json").exists()


def test_a_branch(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    main = files_of(hub)
    workspace(place, corpus(34, 16))
    raise_version(place, "0.2.0")
    done = publish("--revision", "next")
    assert done.code == 0, done.err
    assert files_of(hub) == main
    assert b"0.2.0" in files_of(hub, "next")["dataset.json"]


def test_a_bad_token(publish: Publish, hub: Hub, place: Path) -> None:
    refused(publish(token="hf_wrong"), "token", "HF_TOKEN")
    assert not hub.repos


def test_no_token(publish: Publish, hub: Hub, place: Path) -> None:
    refused(publish(token=None), "token", "HF_TOKEN")
    assert not hub.repos
    assert not (place / "releases").exists()


def test_no_permission(publish: Publish, hub: Hub, place: Path) -> None:
    refused(publish(token="hf_reader"), "may not write to lab/made-up")
    assert not hub.repos


def test_a_name_taken_by_something_else(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    main = hub.repos[REPO].branches["main"]
    hub.blobs["x"] = b"x"
    hub.repos[REPO].commits[main] = {"train.csv": ("x", False)}
    refused(publish(), "train.csv", "choose another name")


def test_a_full_quota(publish: Publish, hub: Hub, place: Path) -> None:
    hub.quota = 20_000
    refused(publish(), "no room left", "nothing was published")
    assert list(files_of(hub)) == [".gitattributes"]
    assert not (place / "releases").exists()
    hub.quota = None
    assert publish().code == 0
    assert "README.md" in files_of(hub)


def test_a_connection_cut_at_the_commit(publish: Publish, hub: Hub, place: Path) -> None:
    hub.cut["commit"] = 1
    refused(publish(), "connection to the Hub broke", "again")
    assert list(files_of(hub)) == [".gitattributes"]
    assert not hub.repos[REPO].tags
    stored = hub.calls.count("store")
    assert publish().code == 0
    assert hub.calls.count("store") == stored  # what was stored is not sent again
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_connection_cut_in_a_file_is_taken_up_again(
    publish: Publish, hub: Hub, place: Path
) -> None:
    hub.cut["store"] = 1
    done = publish()
    assert done.code == 0, done.err
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_connection_that_stays_cut(
    publish: Publish, hub: Hub, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)
    hub.cut["store"] = 1000
    refused(publish(), "connection to the Hub broke", "nothing was published", "again")
    assert list(files_of(hub)) == [".gitattributes"]
    assert not (place / "releases").exists()
    hub.cut.clear()
    assert publish().code == 0
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_connection_cut_while_looking(
    publish: Publish, hub: Hub, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish().code == 0
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)
    hub.cut["resolve"] = 1000
    shutil.rmtree(place.parent / "hf", ignore_errors=True)
    refused(publish(), "connection to the Hub broke")


def test_somebody_else_commits_meanwhile(publish: Publish, hub: Hub, place: Path) -> None:
    assert publish().code == 0
    repo = hub.repos[REPO]

    def other() -> None:
        hub.blobs["x"] = b"x"
        tree = {**repo.commits[repo.branches["main"]], "NOTES.md": ("x", False)}
        repo.branches["main"] = repo.add(tree, "a note")

    workspace(place, corpus(34, 16))
    raise_version(place, "0.2.0")
    hub.before["commit"] = other
    refused(publish(), "changed while publishing", "again")
    assert set(repo.tags) == {"v0.1.0"}
    assert publish().code == 0
    assert files_of(hub)["NOTES.md"] == b"x"
    assert set(repo.tags) == {"v0.1.0", "v0.2.0"}


def test_a_reader_rehydrates_from_the_hub(
    publish: Publish, cli: Cli, hub: Hub, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish().code == 0
    monkeypatch.setenv("HF_TOKEN", "hf_reader")
    copies = place.parent / "copies.jsonl"
    copies.write_text(
        "".join(json.dumps({"id": d.doc_id, "text": d.text}) + "\n" for d in corpus(30).documents)
    )
    done = cli("rehydrate", REPO, copies, "-o", place.parent / "own", "--revision", "v0.1.0")
    assert done.code == 0, done.err
    assert "30 of 30 articles the same" in done.out
    copies.write_text(copies.read_text().split("\n", 1)[1])
    less = cli("rehydrate", REPO, copies, "-o", place.parent / "own")
    refused(less, "1 articles are missing", "rehydration.json")
    hub.repos[REPO].gated = "manual"
    shutil.rmtree(place.parent / "hf", ignore_errors=True)
    refused(cli("rehydrate", REPO, copies, "-o", place.parent / "own"), "restricted")
    refused(cli("rehydrate", "lab/nothing", copies), "knows no lab/nothing")


def test_a_connection_cut_before_the_tag(publish: Publish, hub: Hub, place: Path) -> None:
    hub.cut["tag"] = 1
    refused(publish(), "connection")
    assert not hub.repos[REPO].tags
    assert publish().code == 0
    assert "v0.1.0" in hub.repos[REPO].tags
    assert len(hub.repos[REPO].commits) == 2


def test_a_hub_that_is_not_there(publish: Publish, hub: Hub, place: Path) -> None:
    hub.__exit__()
    done = publish()
    refused(done, "connection to the Hub broke")

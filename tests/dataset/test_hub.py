"""Publishing over HTTP to a Hub on loopback, and loading back what was published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dataset.corpus import corpus, workspace
from tests.dataset.hub import Hub
from toolkit.dataset.files import tree

pytest.importorskip("datasets")
pytestmark = pytest.mark.slow

REPO = "lab/made-up"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as served:
        yield served


@pytest.fixture
def place(tmp_path: Path) -> Path:
    workspace(tmp_path / "work", corpus(30, 12))
    return tmp_path / "work"


def run(
    hub: Hub, place: Path, *arguments: str, token: str | None = "hf_writer"
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HOME": str(place.parent / "hf"),
    }
    environment.pop("HF_TOKEN", None)
    environment.pop("HF_HUB_OFFLINE", None)
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


def publish(
    hub: Hub, place: Path, *arguments: str, token: str | None = "hf_writer"
) -> subprocess.CompletedProcess[str]:
    code = "from toolkit.cli import main; main()"
    return run(hub, place, "-c", code, "publish", "--repo", REPO, *arguments, token=token)


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


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("toolkit: ")
    for word in words:
        assert word in last


def test_a_release_loads_back_row_by_row(hub: Hub, place: Path) -> None:
    done = publish(hub, place, "--text", "full")
    assert done.returncode == 0, done.stderr
    local = run(
        hub, place, "-c", "from toolkit.cli import main; main()",
        "publish", "--to", str(place.parent / "local"), "--text", "full",
    )  # fmt: skip
    assert local.returncode == 0, local.stderr
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


def test_polars_reads_from_the_hub(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    code = f"""
import polars as pl
from huggingface_hub import HfFileSystem
frame = pl.read_parquet(
    [HfFileSystem().open(p) for p in HfFileSystem().glob("datasets/{REPO}/data/machine/*.parquet")]
)
print(json.dumps(frame.height))
"""
    assert load(hub, place, code) == 30


def test_a_rerun_changes_nothing(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    commits = len(hub.repos[REPO].commits)
    again = publish(hub, place)
    assert again.returncode == 0, again.stderr
    assert "nothing new" in again.stdout
    assert len(hub.repos[REPO].commits) == commits == 2


def test_a_new_release_is_one_commit_and_drops_stale_files(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    first = files_of(hub)
    hub.blobs["x"] = b"mine"
    main = hub.repos[REPO].branches["main"]
    hub.repos[REPO].commits[main]["NOTES.md"] = ("x", False)
    hub.repos[REPO].commits[main]["data/machine/old-00000-of-00001.parquet"] = ("x", False)
    workspace(place, corpus(34, 16))
    refused(publish(hub, place), "0.1.0", "different content", "version: 0.2.0")
    raise_version(place, "0.2.0")
    done = publish(hub, place)
    assert done.returncode == 0, done.stderr
    repo, now = hub.repos[REPO], files_of(hub)
    assert len(repo.commits) == 3
    assert set(repo.tags) == {"v0.1.0", "v0.2.0"}
    assert now["NOTES.md"] == b"mine"
    assert "data/machine/old-00000-of-00001.parquet" not in now
    assert b"## 0.2.0" in now["CHANGELOG.md"]
    assert b"4 articles added" in now["CHANGELOG.md"]
    assert files_of(hub, "v0.1.0")["README.md"] == first["README.md"]


def test_private_and_gated(hub: Hub, place: Path) -> None:
    done = publish(hub, place, "--private", "--gated", "manual")
    assert done.returncode == 0, done.stderr
    assert hub.repos[REPO].private
    assert hub.repos[REPO].gated == "manual"
    code = f'load_dataset("{REPO}", "events")'
    closed = run(hub, place, "-c", f"from datasets import load_dataset; {code}", token="hf_reader")
    assert closed.returncode != 0
    assert publish(hub, place, "--public", "--gated", "no").returncode == 0
    assert not hub.repos[REPO].private
    assert load(hub, place, f'print(len({code}["train"]))', token=None)


def test_a_pull_request_is_tagged_once_merged(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    before = files_of(hub)
    workspace(place, corpus(34, 16))
    raise_version(place, "0.2.0")
    done = publish(hub, place, "--pr")
    assert done.returncode == 0, done.stderr
    assert "discussions/1" in done.stdout
    assert files_of(hub) == before
    assert not (place / "releases" / "0.2.0.json").exists()
    hub.repos[REPO].merge(1)
    merged = publish(hub, place)
    assert merged.returncode == 0, merged.stderr
    assert hub.repos[REPO].tags["v0.2.0"] == hub.repos[REPO].pulls[1]
    assert (place / "releases" / "0.2.0.json").exists()


def test_a_branch(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    main = files_of(hub)
    workspace(place, corpus(34, 16))
    raise_version(place, "0.2.0")
    done = publish(hub, place, "--revision", "next")
    assert done.returncode == 0, done.stderr
    assert files_of(hub) == main
    assert b"0.2.0" in files_of(hub, "next")["dataset.json"]


def test_a_bad_token(hub: Hub, place: Path) -> None:
    refused(publish(hub, place, token="hf_wrong"), "token", "HF_TOKEN")
    assert not hub.repos


def test_no_token(hub: Hub, place: Path) -> None:
    refused(publish(hub, place, token=None), "token", "HF_TOKEN")
    assert not hub.repos
    assert not (place / "releases").exists()


def test_no_permission(hub: Hub, place: Path) -> None:
    refused(publish(hub, place, token="hf_reader"), "may not write to lab/made-up")
    assert not hub.repos


def test_a_name_taken_by_something_else(hub: Hub, place: Path) -> None:
    assert publish(hub, place).returncode == 0
    main = hub.repos[REPO].branches["main"]
    hub.blobs["x"] = b"x"
    hub.repos[REPO].commits[main] = {"train.csv": ("x", False)}
    refused(publish(hub, place), "train.csv", "choose another name")


def test_a_full_quota(hub: Hub, place: Path) -> None:
    hub.quota = 20_000
    refused(publish(hub, place), "no room left", "nothing was published")
    assert list(files_of(hub)) == [".gitattributes"]
    assert not (place / "releases").exists()
    hub.quota = None
    assert publish(hub, place).returncode == 0
    assert "README.md" in files_of(hub)


def test_a_connection_cut_at_the_commit(hub: Hub, place: Path) -> None:
    hub.cut["commit"] = 1
    refused(publish(hub, place), "connection to the Hub broke", "again")
    assert list(files_of(hub)) == [".gitattributes"]
    assert not hub.repos[REPO].tags
    stored = hub.calls.count("store")
    assert publish(hub, place).returncode == 0
    assert hub.calls.count("store") == stored  # what was stored is not sent again
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_connection_cut_in_a_file_is_taken_up_again(hub: Hub, place: Path) -> None:
    hub.cut["store"] = 1
    done = publish(hub, place)
    assert done.returncode == 0, done.stderr
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_connection_cut_before_the_tag(hub: Hub, place: Path) -> None:
    hub.cut["tag"] = 1
    refused(publish(hub, place), "connection")
    assert not hub.repos[REPO].tags
    assert publish(hub, place).returncode == 0
    assert "v0.1.0" in hub.repos[REPO].tags
    assert len(hub.repos[REPO].commits) == 2


def test_a_hub_that_is_not_there(hub: Hub, place: Path) -> None:
    hub.__exit__()
    done = publish(hub, place)
    refused(done, "connection to the Hub broke")

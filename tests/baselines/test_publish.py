"""A model folder to a Hub on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")
pytest.importorskip("huggingface_hub")

from tests.baselines import corpus
from tests.dataset.hub import Hub
from toolkit.baselines.models import Model
from toolkit.baselines.training import Choice
from toolkit.baselines.workflow import train_and_report

pytestmark = pytest.mark.slow
REPO = "lab/root-words"
RUN = "from toolkit.cli import main; main()"


def _as_dataset(path: str) -> str:
    """The call on a model as the same call on a dataset, which is what the server knows."""
    path = path.replace("/api/models/", "/api/datasets/")
    return re.sub(r"^/(lab/[\w.-]+(?:\.git)?/)", r"/datasets/\1", path)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as served:
        handler: Any = served.server.RequestHandlerClass

        class Models(handler):
            def _handle(self) -> None:
                self.path = _as_dataset(self.path)
                super()._handle()

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815

            def _validate(self, body: bytes) -> Any:
                return {"errors": [], "warnings": []}

        served.server.RequestHandlerClass = Models
        yield served


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "root-words"
    train_and_report(corpus.dataset(300, 60, 0), Choice("words-lr"), corpus.CODEBOOK, folder)
    return folder


def publish(
    hub: Hub, folder: Path, home: Path, repo: str = REPO, token: str | None = "hf_writer"
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HOME": str(home),
    }
    environment.pop("HF_TOKEN", None)
    environment.pop("HF_HUB_OFFLINE", None)
    if token:
        environment["HF_TOKEN"] = token
    return subprocess.run(
        [sys.executable, "-c", RUN, "publish-model", str(folder), "--repo", repo],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_model_is_one_commit_and_loads_from_there(hub: Hub, model: Path, tmp_path: Path) -> None:
    said = publish(hub, model, tmp_path)
    assert said.returncode == 0, said.stderr
    repo = hub.repos[REPO]
    head = repo.branches["main"]
    assert len(repo.commits) == 2
    assert {"README.md", "config.json", "model.skops"} <= set(repo.commits[head])
    fetched = tmp_path / "fetched"
    fetched.mkdir()
    for name in ("config.json", "model.skops"):
        (fetched / name).write_bytes(hub.content(repo, head, name))
    assert Model.load(fetched).config == Model.load(model).config
    again = publish(hub, model, tmp_path)
    assert again.returncode == 0, again.stderr
    assert "Nothing new" in again.stdout
    assert repo.branches["main"] == head


@pytest.mark.parametrize(
    ("repo", "token", "told"),
    [
        (REPO, None, "hf auth login"),
        (REPO, "hf_reader", "write access"),
        ("no-owner", "hf_writer", "OWNER/NAME"),
    ],
)
def test_refusals_are_one_sentence(
    hub: Hub, model: Path, tmp_path: Path, repo: str, token: str | None, told: str
) -> None:
    said = publish(hub, model, tmp_path, repo, token)
    assert said.returncode == 1
    assert told in said.stderr
    assert said.stderr.strip().count("\n") == 0


def test_what_is_no_model_is_not_published(hub: Hub, tmp_path: Path) -> None:
    said = publish(hub, tmp_path, tmp_path / "home")
    assert said.returncode == 1
    assert "no model folder" in said.stderr
    assert hub.calls == []


def test_a_broken_connection_leaves_nothing_behind(hub: Hub, model: Path, tmp_path: Path) -> None:
    hub.cut["commit"] = 99
    said = publish(hub, model, tmp_path)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert len(hub.repos[REPO].commits) == 1
    hub.cut.clear()
    assert publish(hub, model, tmp_path).returncode == 0

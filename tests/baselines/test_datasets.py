"""Baselines on datasets as the toolkit builds them: from a folder, and from a Hub on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")
pytest.importorskip("datasets")

from tests.dataset.corpus import corpus
from tests.dataset.hub import Hub
from toolkit.baselines import BaselineError
from toolkit.baselines.sentences import read_dataset
from toolkit.baselines.tasks import task
from toolkit.baselines.training import Choice, examples, train
from toolkit.dataset import build_from
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("set") / "dataset"
    build_from(corpus(90, 80), out)
    return out


def test_a_built_folder_is_what_baselines_read(built: Path) -> None:
    made = read_dataset(str(built))
    assert made.name == "made-up"
    assert made.version == json.loads((built / "dataset.json").read_text())["version"]
    assert set(made.splits) == {"train", "validation", "test"}
    found = [s for split in made.splits.values() for s in split]
    sources = Counter(s.label_source for s in found)
    assert sources["gold"] > 0
    assert all(len(s.votes) in (0, 21) for s in found)
    clusters = {name: {s.cluster for s in of} for name, of in made.splits.items()}
    assert not clusters["train"] & clusters["test"]
    model = train(made, Choice("words-lr", "event"), CODEBOOK)
    held = examples(made, "test", task("event"), CODEBOOK)
    predicted = model.predict(held.texts).labels
    assert sum(a == b for a, b in zip(predicted, held.labels, strict=True)) > 0.9 * len(held)


def test_a_folder_published_without_text_says_what_to_do(tmp_path: Path) -> None:
    build_from(corpus(12, 6), tmp_path / "bare", policy="none")
    with pytest.raises(BaselineError, match="toolkit rehydrate"):
        read_dataset(str(tmp_path / "bare"))


UPLOAD_AND_READ = """
import sys
from huggingface_hub import HfApi
from toolkit.baselines.sentences import read_dataset
api = HfApi()
api.create_repo("lab/made-up", repo_type="dataset")
api.upload_folder(repo_id="lab/made-up", folder_path=sys.argv[1], repo_type="dataset")
here, there = read_dataset(sys.argv[1]), read_dataset("lab/made-up")
assert there.splits == here.splits, "the sentences differ"
assert there.version == here.version, there.version
print(there.name, there.fingerprint("test") == here.fingerprint("test"))
"""


@pytest.mark.slow
def test_the_same_from_the_hub(built: Path, tmp_path: Path) -> None:
    with Hub() as hub:
        environment = {
            **os.environ,
            "HF_ENDPOINT": hub.url,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HOME": str(tmp_path),
            "HF_TOKEN": "hf_writer",
        }
        environment.pop("HF_HUB_OFFLINE", None)
        done = subprocess.run(
            [sys.executable, "-c", UPLOAD_AND_READ, str(built)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("lab/made-up True")

"""Models on disk: the same after loading, the same bytes, nothing let in that is not ours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")

import skops.io

from tests.baselines import corpus
from tests.baselines.corpus import CODEBOOK
from toolkit.baselines import BaselineError
from toolkit.baselines.models import Model
from toolkit.baselines.training import Choice, train

DATA = corpus.dataset(240, 0, 20)
TEXTS = [s.text for s in DATA["test"]]


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("majority", "root"),
        ("stratified", "quad"),
        ("words-lr", "event"),
        ("tfidf-lr", "code"),
        ("tfidf-svm", "root"),
    ],
)
def test_a_loaded_model_says_the_same(tmp_path: Path, name: str, task: str) -> None:
    model = train(DATA, Choice(name, task), CODEBOOK)
    model.save(tmp_path)
    again = Model.load(tmp_path)
    assert again.config == model.config
    before, after = model.predict(TEXTS), again.predict(TEXTS)
    if name != "stratified":
        assert before.labels == after.labels
        assert np.array_equal(before.probabilities, after.probabilities)
    assert again.predict([]).labels == ()


def test_the_same_data_and_seed_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        train(DATA, Choice("tfidf-svm", "code", seed=3), CODEBOOK).save(tmp_path / name)
    for file in ("model.skops", "config.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


class Stranger:
    """A class that a model file might bring along."""

    def __init__(self) -> None:
        self.state = 1


def test_a_file_with_a_strange_class_is_not_loaded(tmp_path: Path) -> None:
    model = train(DATA, Choice("words-lr"), CODEBOOK)
    model.save(tmp_path)
    (tmp_path / "model.skops").write_bytes(
        skops.io.dumps({"features": Stranger(), "classifier": model.classifier})
    )
    with pytest.raises(BaselineError, match="Stranger"):
        Model.load(tmp_path)


def test_what_is_no_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no model folder"):
        Model.load(tmp_path)
    train(DATA, Choice("words-lr"), CODEBOOK).save(tmp_path)
    (tmp_path / "model.skops").write_bytes(b"PK broken")
    with pytest.raises(BaselineError, match="cannot load"):
        Model.load(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "format": 99}))
    with pytest.raises(BaselineError, match="another version"):
        Model.load(tmp_path)

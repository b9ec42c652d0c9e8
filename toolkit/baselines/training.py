"""From the sentences of a dataset to a fitted model, or a refusal that says what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.baselines.errors import BaselineError, TooLittleDataError, needs
from toolkit.baselines.models import MODELS, Model, ModelConfig
from toolkit.baselines.sentences import PEOPLE, Dataset, Sentence, chosen
from toolkit.baselines.tasks import Task, task
from toolkit.ontology import Codebook

# Below these a figure would say more about chance than about the model.
FEWEST_SENTENCES = 50
FEWEST_CLUSTERS = 10
FEWEST_OF_A_CLASS = 3
LABEL_SOURCES = ("gold", "annotation", "machine")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to train and on what: ``labels`` are the label sources let in, ``langs`` the languages
    (None: all), ``soft`` whether the shares of annotators are learned instead of their majority."""

    model: str
    task: str = "root"
    labels: tuple[str, ...] = PEOPLE
    langs: tuple[str, ...] | None = None
    soft: bool = False
    seed: int = 0
    revision: str | None = None

    def __post_init__(self) -> None:
        if self.model not in MODELS and not (self.model.startswith("hf:") and self.model[3:]):
            raise BaselineError(
                f"there is no model {self.model!r}; choose {', '.join(MODELS)} or hf:NAME"
            )
        if strange := set(self.labels) - set(LABEL_SOURCES):
            raise BaselineError(
                f"there is no label source {sorted(strange)[0]!r}; choose among "
                f"{', '.join(LABEL_SOURCES)}"
            )
        if task(self.task).share is None and self.soft:
            raise BaselineError(f"the task {self.task} has no soft labels; root, quad, event have")

    @property
    def encoder(self) -> str | None:
        """The encoder whose embeddings are the features, if one is."""
        if self.model.startswith("hf:"):
            return self.model
        return "e5" if self.model == "e5-lr" else None


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences with a label each, both of length n."""

    sentences: tuple[Sentence, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sentences)

    @property
    def texts(self) -> list[str]:
        """The words of each."""
        return [s.text for s in self.sentences]

    @property
    def clusters(self) -> list[str]:
        """The near-duplicate cluster of each."""
        return [s.cluster for s in self.sentences]

    def only(self, keep: Callable[[Sentence, str], bool]) -> Examples:
        """Those that ``keep`` says yes to."""
        kept = [(s, y) for s, y in zip(self.sentences, self.labels, strict=True) if keep(s, y)]
        return Examples(tuple(s for s, _ in kept), tuple(y for _, y in kept))


def examples(
    dataset: Dataset,
    split: str,
    of: Task,
    codebook: Codebook,
    labels: Sequence[str] = PEOPLE,
    langs: Sequence[str] | None = None,
) -> Examples:
    """The sentences of a split that have a label for the task."""
    found = [(s, of.label(s, codebook)) for s in chosen(dataset[split], labels, langs)]
    kept = [(s, label) for s, label in found if label is not None]
    return Examples(tuple(s for s, _ in kept), tuple(label for _, label in kept))


def train(
    dataset: Dataset,
    choice: Choice,
    codebook: Codebook,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Model:
    """Fit the model on the split ``train``. Raises TooLittleDataError where that holds too little,
    and BaselineError where a library is missing."""
    of = task(choice.task)
    found = examples(dataset, "train", of, codebook, choice.labels, choice.langs)
    _refuse_too_little(found, dataset, choice, codebook)
    return fit(found, dataset, choice, codebook, told)


def fit(
    found: Examples,
    dataset: Dataset,
    choice: Choice,
    codebook: Codebook,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Model:
    """Fit the model on examples of the dataset, few or many."""
    counts = Counter(found.labels)
    left_out = {c: n for c, n in sorted(counts.items()) if n < FEWEST_OF_A_CLASS}
    found = found.only(lambda s, label: label not in left_out)
    rows, labels, weights = _weighted(found, choice, codebook, set(left_out))
    if (
        len(set(labels)) == 1
    ):  # in a fold or at the start of a curve: there is nothing to tell apart
        choice = replace(choice, model="majority", soft=False)
    try:
        features, classifier = _parts(choice)
        import sklearn
        import skops
    except ImportError as error:
        raise needs(str(error.name), "train") from None
    config = ModelConfig(
        task=choice.task,
        model=choice.model,
        seed=choice.seed,
        dataset=dataset.name,
        dataset_version=dataset.version,
        train_sha256=dataset.fingerprint("train"),
        languages=tuple(sorted({s.lang for s in found.sentences})),
        labels=choice.labels,
        soft=choice.soft,
        sentences=len(found),
        clusters=len(set(found.clusters)),
        counts=dict(sorted(Counter(found.labels).items())),
        left_out=left_out,
        only_languages=choice.langs,
        encoder=choice.encoder,
        revision=choice.revision,
        libraries={"scikit-learn": sklearn.__version__, "skops": skops.__version__},
    )
    unfitted = Model(config, features, classifier)
    if choice.encoder:
        matrix = unfitted.matrix(found.texts, told)
    else:
        matrix = features.fit_transform(found.texts)
    if not np.array_equal(rows, np.arange(len(found))):
        matrix = matrix[rows]
    more: dict[str, Any] = {}
    if choice.model == "tfidf-svm":
        more["groups"] = np.array(found.clusters)[rows]
    classifier.fit(matrix, labels, sample_weight=weights, **more)
    return Model(config, features, classifier)


def _parts(choice: Choice) -> tuple[Any, Any]:
    """The unfitted features and classifier of a model."""
    from toolkit.baselines import classifiers, features

    hierarchical = choice.task == "code"
    if choice.model == "majority":
        return features.Nothing(), classifiers.majority()
    if choice.model == "stratified":
        return features.Nothing(), classifiers.stratified(choice.seed)
    base: Any
    made: Any = None
    if choice.encoder:
        base = classifiers.dense_logistic(choice.seed)
    elif choice.model == "tfidf-svm":
        base = classifiers.CalibratedSVM(seed=choice.seed)
        made = features.words_and_characters()
    else:
        base = classifiers.SparseLogistic(seed=choice.seed)
        words_only = choice.model == "words-lr"
        made = features.Words() if words_only else features.words_and_characters()
    return made, classifiers.CodeTree(base) if hierarchical else base


def _weighted(
    found: Examples, choice: Choice, codebook: Codebook, left_out: set[str]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Rows, labels and weights to learn from. With soft labels a sentence stands once for each
    label that an annotator gave it, weighted by their share (Peterson et al. 2019)."""
    share = task(choice.task).share
    rows, labels, weights = [], [], []
    for i, (sentence, label) in enumerate(zip(found.sentences, found.labels, strict=True)):
        shares: Mapping[str, float] = {}
        if choice.soft and share is not None:
            told = share(sentence, codebook)
            shares = {c: s for c, s in told.items() if s > 0 and c not in left_out}
        weight = 1.0 if choice.soft or sentence.weight is None else sentence.weight
        for name, of_label in (shares or {label: 1.0}).items():
            if weight * of_label > 0:
                rows.append(i)
                labels.append(name)
                weights.append(weight * of_label)
    return np.array(rows, dtype=np.intp), np.array(labels), np.array(weights, dtype=np.float64)


def _refuse_too_little(
    found: Examples, dataset: Dataset, choice: Choice, codebook: Codebook
) -> None:
    counts = Counter(found.labels)
    enough = [c for c, n in counts.items() if n >= FEWEST_OF_A_CLASS]
    clusters = len(set(found.clusters))
    missing = []
    if len(found) < FEWEST_SENTENCES:
        missing.append(f"{FEWEST_SENTENCES - len(found)} more labelled sentences")
    if clusters < FEWEST_CLUSTERS:
        missing.append(f"{FEWEST_CLUSTERS - clusters} more distinct articles")
    if len(enough) < 2:
        missing.append(
            f"{2 - len(enough)} more class(es) with {FEWEST_OF_A_CLASS} sentences or more"
        )
    if not missing:
        return
    more = len(examples(dataset, "train", task(choice.task), codebook, LABEL_SOURCES, choice.langs))
    hint = ""
    if "machine" not in choice.labels and more > len(found):
        hint = (
            f"; {more - len(found)} sentences are labelled by the coder alone, "
            f"--labels {','.join(LABEL_SOURCES)} would learn from them too"
        )
    where = f" in {', '.join(choice.langs)}" if choice.langs else ""
    raise TooLittleDataError(
        f"too little to train {choice.model} for the task {choice.task}: the split train of "
        f"{dataset.name} has {len(found)} labelled sentences{where} from {clusters} article "
        f"cluster(s) in {len(counts)} class(es); missing are {', '.join(missing)}{hint}"
    )

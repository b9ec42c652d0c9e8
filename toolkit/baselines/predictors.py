"""Labels of sentences by a trained model, by a coder, by cross-validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from toolkit.baselines.models import Model, Predicted
from toolkit.baselines.scores import NO_ANSWER, Scored
from toolkit.baselines.sentences import Dataset, Sentence
from toolkit.baselines.tasks import Task
from toolkit.baselines.training import Choice, Examples, fit
from toolkit.ontology import Codebook
from toolkit.records import Document, ToolkitError

if TYPE_CHECKING:
    from toolkit.coder import Coder

FOLDS = 5


def scored(name: str, found: Examples, predicted: Predicted) -> Scored:
    """Predictions beside the gold of the examples."""
    return Scored(
        name,
        tuple(s.sentence_id for s in found.sentences),
        found.labels,
        predicted,
        tuple(found.clusters),
        tuple(s.lang for s in found.sentences),
    )


def by_model(model: Model, found: Examples) -> Scored:
    """What a model makes of the sentences."""
    return scored(model.name, found, model.predict(found.texts))


def by_coder(coder: Coder, found: Examples, of: Task, codebook: Codebook) -> Scored:
    """What a coder makes of the sentences, each a document by itself: the label of its first
    asserted event. A sentence it finds nothing in has no answer, for the task ``event`` none."""
    labels = tuple(_coded(coder, s, of, codebook) for s in found.sentences)
    return scored(coder.name, found, Predicted((), labels, None))


def _coded(coder: Coder, sentence: Sentence, of: Task, codebook: Codebook) -> str:
    document = Document(sentence.sentence_id, sentence.text, sentence.lang)
    try:
        events = [e for e in coder.code(document) if e.status == "asserted"]
    except ToolkitError:
        return NO_ANSWER
    first = events[0] if events else None
    coded = replace(
        sentence,
        has_event=bool(events),
        code=first.action.code if first else None,
        codes=tuple(e.action.code for e in events),
        source=first.source.code if first and first.source else None,
        target=first.target.code if first and first.target else None,
    )
    return of.label(coded, codebook) or NO_ANSWER


def cross_validated(
    found: Examples,
    dataset: Dataset,
    choice: Choice,
    codebook: Codebook,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Scored:
    """Labels of each sentence by a model trained without its cluster, five folds."""
    from sklearn.model_selection import GroupKFold

    clusters = np.array(found.clusters)
    folds = GroupKFold(min(FOLDS, len(set(found.clusters))), shuffle=True, random_state=choice.seed)
    classes = sorted(set(found.labels))
    at = {c: j for j, c in enumerate(classes)}
    labels = np.full(len(found), NO_ANSWER, dtype=object)
    chances = np.zeros((len(found), len(classes)))
    for done, (train, held) in enumerate(folds.split(clusters, groups=clusters)):
        told(done, folds.n_splits)
        model = fit(_rows(found, train), dataset, choice, codebook)
        made = model.predict(_rows(found, held).texts)
        assert made.probabilities is not None
        labels[held] = made.labels
        chances[np.ix_(held, [at[c] for c in made.classes])] = made.probabilities
    told(folds.n_splits, folds.n_splits)
    predicted = Predicted(tuple(classes), tuple(str(label) for label in labels), chances)
    return scored(choice.model, found, predicted)


def _rows(found: Examples, rows: npt.NDArray[np.intp]) -> Examples:
    return Examples(tuple(found.sentences[i] for i in rows), tuple(found.labels[i] for i in rows))

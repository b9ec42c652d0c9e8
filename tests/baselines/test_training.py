"""What is learned from, what is refused, and why."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")

from tests.baselines import corpus
from tests.baselines.corpus import CODEBOOK
from toolkit.baselines import BaselineError, TooLittleDataError
from toolkit.baselines.predictors import by_model, cross_validated
from toolkit.baselines.sentences import Dataset
from toolkit.baselines.soft import cross_entropy
from toolkit.baselines.tasks import TASKS, role, task
from toolkit.baselines.training import Choice, examples, fit, train


def test_every_model_learns_every_task() -> None:
    made = corpus.dataset(240, 0, 60)
    for model in ("words-lr", "tfidf-svm", "majority", "stratified"):
        for name in TASKS:
            fitted = train(made, Choice(model, name), CODEBOOK)
            held = examples(made, "test", task(name), CODEBOOK)
            predicted = fitted.predict(held.texts)
            assert len(predicted.labels) == len(held)
            assert set(predicted.labels) <= set(fitted.classes)
            assert predicted.probabilities is not None
            assert np.allclose(predicted.probabilities.sum(axis=1), 1)
            right = np.mean([a == b for a, b in zip(predicted.labels, held.labels, strict=True)])
            if model not in ("majority", "stratified") and name in ("root", "quad", "event"):
                assert right > 0.9, (model, name)


def test_the_labels_of_tasks() -> None:
    (first, *_) = corpus.dataset(20, 0, 0)["train"]
    bombing = replace(first, has_event=True, code="1951", source="EGYMIL", target="IGOUNO")
    assert [task(n).label(bombing, CODEBOOK) for n in TASKS] == [
        "event",
        "19",
        "1951",
        "material conflict",
        "MIL",
        "IGO",
    ]
    quiet = replace(first, has_event=False, code=None)
    assert [task(n).label(quiet, CODEBOOK) for n in TASKS] == ["none", *[None] * 5]
    assert task("code").label(replace(bombing, code="190"), CODEBOOK) == "19"
    assert task("event").label(replace(quiet, has_event=None), CODEBOOK) is None
    assert [role(a, CODEBOOK) for a in ("TUR", None, "TURCOPMIL", "NGOXRC")] == [
        "state",
        "none",
        "COP",
        "NGO",
    ]


def test_too_little_is_refused_with_what_is_missing() -> None:
    made = corpus.dataset(30, 0, 0)
    with pytest.raises(TooLittleDataError) as refused:
        train(made, Choice("tfidf-lr"), CODEBOOK)
    told = str(refused.value)
    found = len(examples(made, "train", task("root"), CODEBOOK))
    assert f"{found} labelled sentences" in told
    assert f"{50 - found} more labelled sentences" in told
    assert "8 more distinct articles" in told
    with pytest.raises(TooLittleDataError, match="0 labelled sentences in fr"):
        train(made, Choice("tfidf-lr", langs=("fr",)), CODEBOOK)


def test_labels_of_the_coder_are_learned_only_where_asked_for() -> None:
    made = corpus.dataset(400, 0, 0)
    machine = Dataset(
        made.name,
        made.version,
        {"train": tuple(replace(s, label_source="machine", weight=0.8) for s in made["train"])},
    )
    with pytest.raises(TooLittleDataError, match="--labels gold,annotation,machine"):
        train(machine, Choice("words-lr"), CODEBOOK)
    fitted = train(machine, Choice("words-lr", labels=("machine",)), CODEBOOK)
    assert fitted.config.labels == ("machine",)


def test_classes_too_rare_to_learn_are_left_out_and_told() -> None:
    made = corpus.dataset(300, 0, 0)
    odd = replace(made["train"][0], sentence_id="odd", has_event=True, code="0841")
    more = Dataset(made.name, made.version, {"train": (*made["train"], odd)})
    fitted = train(more, Choice("words-lr"), CODEBOOK)
    assert fitted.config.left_out == {"08": 1}
    assert "08" not in fitted.classes


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"model": "bert"}, "no model 'bert'"),
        ({"model": "hf:"}, "no model"),
        ({"model": "words-lr", "labels": ("people",)}, "no label source"),
        ({"model": "words-lr", "task": "source", "soft": True}, "no soft labels"),
        ({"model": "words-lr", "task": "goldstein"}, "no task"),
    ],
)
def test_what_cannot_be_is_said_at_once(choice, told) -> None:
    with pytest.raises(BaselineError, match=told):
        train(corpus.dataset(60, 0, 0), Choice(**choice), CODEBOOK)


def test_weights_change_what_is_learned() -> None:
    made = corpus.dataset(300, 0, 40)
    wrong = tuple(
        replace(s, sentence_id=f"w{s.sentence_id}", code="173", weight=0.01)
        for s in made["train"]
        if s.code
    )
    more = Dataset(made.name, made.version, {**made.splits, "train": (*made["train"], *wrong)})
    held = examples(made, "test", task("root"), CODEBOOK)
    fitted = train(more, Choice("words-lr"), CODEBOOK)
    predicted = fitted.predict(held.texts).labels
    assert np.mean([a == b for a, b in zip(predicted, held.labels, strict=True)]) > 0.9


def test_soft_labels_come_nearer_to_what_annotators_said() -> None:
    made = corpus.dataset(600, 200, 0, seed=4)
    doubtful = {
        split: tuple(replace(s, votes=corpus.votes(s.code, 0.4)) if s.code else s for s in of)
        for split, of in made.splits.items()
    }
    made = Dataset(made.name, made.version, doubtful)
    held = examples(made, "validation", task("root"), CODEBOOK)
    hard, soft = (
        by_model(train(made, Choice("words-lr", soft=s), CODEBOOK), held) for s in (False, True)
    )
    losses = [cross_entropy(m, held, CODEBOOK, "root") for m in (hard, soft)]
    assert losses[1] < losses[0] - 0.1


def test_cross_validation_holds_out_whole_clusters() -> None:
    made = corpus.dataset(300, 0, 0)
    found = examples(made, "train", task("root"), CODEBOOK)
    # Each cluster has a word of its own that gives its label away; nothing else does.
    rng = random.Random(0)
    label = {c: rng.choice(["04", "19"]) for c in sorted(set(found.clusters))}
    telling = replace(
        found,
        sentences=tuple(replace(s, text=f"{s.cluster} zz") for s in found.sentences),
        labels=tuple(label[c] for c in found.clusters),
    )
    choice = Choice("words-lr")
    held = cross_validated(telling, made, choice, CODEBOOK)
    seen = fit(telling, made, choice, CODEBOOK).predict(telling.texts).labels
    assert np.mean([a == b for a, b in zip(seen, telling.labels, strict=True)]) > 0.95
    commonest = max(Counter(telling.labels).values()) / len(telling)
    right = np.mean([a == b for a, b in zip(held.predicted.labels, held.gold, strict=True)])
    assert right <= commonest + 0.05


def test_a_fold_that_knows_one_class_only_does_not_stop_the_others() -> None:
    made = corpus.dataset(400, 0, 0)
    (one, *_) = sorted({s.cluster for s in made["train"]})
    lonely = tuple(
        replace(s, code="190" if s.cluster == one else "040", codes=()) if s.code else s
        for s in made["train"]
    )
    odd = Dataset(made.name, made.version, {"train": lonely})
    for model in ("tfidf-svm", "words-lr"):
        for name in ("root", "code"):
            choice = Choice(model, name)
            found = examples(odd, "train", task(name), CODEBOOK)
            held = cross_validated(found, odd, choice, CODEBOOK)
            assert set(held.predicted.labels) <= {"04", "19"}
            assert train(odd, choice, CODEBOOK).classes == ("04", "19")

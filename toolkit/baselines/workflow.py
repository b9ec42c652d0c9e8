"""Train and report; evaluate and report: what the commands call."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.baselines.card import write_card
from toolkit.baselines.curves import learning_curve
from toolkit.baselines.errors import BaselineError
from toolkit.baselines.figures import write_figures
from toolkit.baselines.folders import model_folder
from toolkit.baselines.models import Model, Predicted
from toolkit.baselines.predictions import read_predictions
from toolkit.baselines.predictors import by_coder, by_model, cross_validated, scored
from toolkit.baselines.report import Report, report
from toolkit.baselines.scores import Scored
from toolkit.baselines.sentences import PEOPLE, Dataset
from toolkit.baselines.soft import soft_effect
from toolkit.baselines.tasks import Task, task
from toolkit.baselines.training import Choice, Examples, examples, fit, train
from toolkit.coder.backends import load_coder
from toolkit.ontology import Codebook
from toolkit.workspace import write_json

Told = Callable[[str, int, int], None]


def _silent(what: str, done: int, of: int) -> None:
    """No progress told."""


def train_and_report(
    dataset: Dataset,
    choice: Choice,
    codebook: Codebook,
    folder: Path,
    curve: bool = False,
    told: Told = _silent,
) -> Report:
    """Train, score on the validation split (by cross-validation where there is none), and write
    the model folder, whole or not at all."""
    told("Training", 0, 0)
    model = train(dataset, choice, codebook, lambda done, of: told("Embedding", done, of))
    found = examples(dataset, "train", task(choice.task), codebook, choice.labels, choice.langs)
    # Of all languages, so that a model of one language is seen on the others too.
    held = examples(dataset, "validation", task(choice.task), codebook, PEOPLE)
    notes = _notes(model)
    others: list[Scored] = []
    points = []
    if len(held):
        split = "validation"
        made = by_model(model, held)
        others += [by_model(fit(found, dataset, c, codebook), held) for c in _beside(choice)]
        if curve:
            points = learning_curve(
                found, held, dataset, choice, codebook, lambda d, n: told("Learning curve", d, n)
            )
    else:
        split = "cross-validation on train"
        made = cross_validated(
            found, dataset, choice, codebook, lambda d, n: told("Cross-validation", d, n)
        )
        others += [cross_validated(found, dataset, c, codebook) for c in _beside(choice)]
        notes.append(
            "there is no validation split with labels of people, so the figures are of "
            "cross-validation by article"
        )
        if curve:
            notes.append("a learning curve needs a validation split")
        if "machine" in choice.labels:
            notes.append(
                "labels of the coder are among those scored: the figures say how well the model "
                "repeats it"
            )
    if choice.soft:
        notes += soft_effect([made, *others], held if len(held) else found, codebook, choice.task)
    fingerprint = dataset.fingerprint(split if len(held) else "train")
    of = report(
        made,
        choice.task,
        split,
        (dataset.name, dataset.version, fingerprint),
        codebook,
        others,
        model.config,
        points,
        notes,
    )
    with model_folder(folder) as part:
        model.save(part)
        _write(part, model, split.split(" ")[0], of, codebook)
    return of


def evaluate_and_report(
    folder: Path,
    dataset: Dataset,
    codebook: Codebook,
    split: str = "test",
    langs: tuple[str, ...] | None = None,
    against: Sequence[str] = (),
    told: Told = _silent,
) -> Report:
    """Score a model on a split and hold it against others there: names of coders (``rules``) or
    model folders. Writes ``<split>.json``, its pictures and a new card into the model folder."""
    model = Model.load(folder)
    of = task(model.config.task)
    held = held_out(dataset, split, of, codebook, langs)
    told("Scoring", 0, 1 + len(against))
    made = by_model(model, held)
    others = []
    for done, name in enumerate(against, 1):
        told("Scoring", done, 1 + len(against))
        others.append(_other(name, held, of, codebook))
    row = report(
        made,
        of.name,
        split,
        (dataset.name, dataset.version, dataset.fingerprint(split)),
        codebook,
        others,
        model.config,
        notes=_mismatches(model, dataset),
    )
    name = split if langs is None else f"{split}-{'-'.join(langs)}"
    with model_folder(folder) as part:
        shutil.copytree(folder, part, dirs_exist_ok=True)
        _write(part, model, name, row, codebook)
    return row


def report_predictions(
    path: Path,
    dataset: Dataset,
    task_name: str,
    codebook: Codebook,
    split: str = "test",
    langs: tuple[str, ...] | None = None,
) -> Report:
    """Score a file of anybody's predictions on a split; the majority of the split ``train`` stands
    beside it where there is one."""
    of = task(task_name)
    held = held_out(dataset, split, of, codebook, langs)
    predicted, notes = read_predictions(path, held, of, codebook)
    found = examples(dataset, "train", of, codebook)
    others = []
    if found.labels:
        commonest = min(set(found.labels), key=lambda c: (-found.labels.count(c), c))
        same = Predicted((), (commonest,) * len(held), None)
        others.append(scored("majority", held, same))
    return report(
        scored(path.name, held, predicted),
        of.name,
        split,
        (dataset.name, dataset.version, dataset.fingerprint(split)),
        codebook,
        others,
        notes=notes,
    )


def held_out(
    dataset: Dataset, split: str, of: Task, codebook: Codebook, langs: tuple[str, ...] | None
) -> Examples:
    """The sentences of a split with labels of people; raises BaselineError where there is none."""
    if split not in dataset.splits:
        there = ", ".join(dataset.splits)
        raise BaselineError(
            f"{dataset.name} has no split {split} (it has {there}): a release makes one once there "
            "are enough articles; `toolkit train` cross-validates meanwhile"
        )
    held = examples(dataset, split, of, codebook, PEOPLE, langs)
    if not len(held):
        where = f" in {', '.join(langs)}" if langs else ""
        raise BaselineError(
            f"the split {split} of {dataset.name} holds no sentence{where} that people labelled "
            f"for the task {of.name}"
        )
    return held


def _other(name: str, held: Examples, of: Task, codebook: Codebook) -> Scored:
    if Path(name).is_dir():
        other = Model.load(Path(name))
        if other.config.task != of.name:
            raise BaselineError(
                f"{name} was trained for the task {other.config.task}, not {of.name}"
            )
        return by_model(other, held)
    return by_coder(load_coder(name, codebook), held, of, codebook)


def _mismatches(model: Model, dataset: Dataset) -> list[str]:
    config = model.config
    if config.dataset != dataset.name:
        return [f"the model was trained on {config.dataset}"]
    if config.dataset_version != dataset.version:
        return [f"the model was trained on version {config.dataset_version} of the dataset"]
    return []


def _beside(choice: Choice) -> list[Choice]:
    """What a model is held against when trained: the majority, and with soft labels its hard
    twin."""
    made = [] if choice.model == "majority" else [replace(choice, model="majority", soft=False)]
    if choice.soft:
        made.append(replace(choice, soft=False))
    return made


def _notes(model: Model) -> list[str]:
    left_out = model.config.left_out
    if not left_out:
        return []
    told = ", ".join(f"{label} ({n})" for label, n in left_out.items())
    return [f"too rare to learn, left out of training: {told}"]


def _write(folder: Path, model: Model, name: str, of: Report, codebook: Codebook) -> None:
    """The report as ``<name>.json`` with its pictures, and the card from all reports there are."""
    write_json(folder / f"{name}.json", of.row())
    write_figures(of, folder, name)
    write_card(folder, model, codebook)

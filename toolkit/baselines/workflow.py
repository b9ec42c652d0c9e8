"""Train and report; evaluate and report: what the commands call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.baselines.card import write_card
from toolkit.baselines.curves import learning_curve
from toolkit.baselines.figures import write_figures
from toolkit.baselines.folders import model_folder
from toolkit.baselines.models import Model
from toolkit.baselines.predictors import by_model, cross_validated
from toolkit.baselines.report import Report, report
from toolkit.baselines.scores import Scored
from toolkit.baselines.sentences import PEOPLE, Dataset
from toolkit.baselines.tasks import task
from toolkit.baselines.training import Choice, examples, fit, train
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
    model = train(dataset, choice, codebook, lambda done, of: told("Embedding", done, of))
    found = examples(dataset, "train", task(choice.task), codebook, choice.labels, choice.langs)
    held = examples(dataset, "validation", task(choice.task), codebook, PEOPLE, choice.langs)
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

"""Files of predictions: writing a model's, reading anybody's.

A line is ``{"sentence_id", "label", "probabilities"?}``, ``probabilities`` a share by label; CSV
has the columns ``sentence_id`` and ``label``. Texts that come from no dataset are numbered.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.baselines.errors import BaselineError
from toolkit.baselines.models import Model, Predicted
from toolkit.baselines.scores import NO_ANSWER
from toolkit.baselines.sentences import read_dataset
from toolkit.baselines.tasks import Task
from toolkit.baselines.training import Examples
from toolkit.ontology import QUAD_CLASSES, Codebook
from toolkit.workspace import json_line, whole

_BATCH = 1000


def read_predictions(
    path: Path, held: Examples, of: Task, codebook: Codebook
) -> tuple[Predicted, list[str]]:
    """Predictions for the held-out sentences, in their order, and what to say of them.

    A sentence without a prediction has no answer, which is wrong. Full codes count for the tasks
    root and quad by what they fold to. Raises BaselineError naming the line of a fault.
    """
    wanted = {s.sentence_id: i for i, s in enumerate(held.sentences)}
    labels = [NO_ANSWER] * len(wanted)
    shares: dict[int, Mapping[str, float]] = {}
    seen: set[str] = set()
    foreign = 0
    for where, row in _rows(path):
        try:
            sentence_id, label = str(row["sentence_id"]), row["label"]
        except (KeyError, TypeError):
            raise BaselineError(f"{where}: a prediction needs sentence_id and label") from None
        if sentence_id in seen:
            raise BaselineError(f"{where}: a second prediction for {sentence_id}; keep one")
        seen.add(sentence_id)
        at = wanted.get(sentence_id)
        if at is None:
            foreign += 1
            continue
        labels[at] = _label(label, of, codebook, where)
        if row.get("probabilities"):
            shares[at] = _shares(row["probabilities"], of, codebook, where)
    answered = sum(label != NO_ANSWER for label in labels)
    if not answered:
        raise BaselineError(
            f"{path} has no prediction for any of the {len(wanted)} sentences scored; its ids must "
            "be the sentence_id of the dataset"
        )
    notes = []
    if answered < len(wanted):
        notes.append(f"{len(wanted) - answered} sentences have no prediction and count as wrong")
    if foreign:
        notes.append(f"{foreign} predictions are of sentences that are not scored here")
    if len(shares) != len(wanted):
        return Predicted((), tuple(labels), None), notes
    return _with_shares(labels, shares), notes


def _with_shares(labels: list[str], shares: Mapping[int, Mapping[str, float]]) -> Predicted:
    classes = tuple(sorted({*labels, *(c for of in shares.values() for c in of)} - {NO_ANSWER}))
    matrix = np.array([[shares[i].get(c, 0.0) for c in classes] for i in range(len(labels))])
    return Predicted(classes, tuple(labels), matrix)


def _label(value: Any, of: Task, codebook: Codebook, where: str) -> str:
    if value is None or value == "":
        return NO_ANSWER
    if not isinstance(value, str):
        raise BaselineError(f"{where}: the label {value!r} must be text; codes keep their zeros")
    if of.name in ("root", "code", "quad") and value in codebook:
        if of.name == "root":
            return codebook.root(value)
        return codebook.normal(value) if of.name == "code" else QUAD_CLASSES[codebook.quad(value)]
    if of.name in ("root", "code"):
        raise BaselineError(f"{where}: {value!r} is no CAMEO code")
    return value


def _shares(value: Any, of: Task, codebook: Codebook, where: str) -> Mapping[str, float]:
    fine = isinstance(value, Mapping) and all(
        isinstance(p, int | float) and 0 <= p <= 1 for p in value.values()
    )
    if not fine:
        raise BaselineError(f"{where}: probabilities must be numbers in 0..1 by label")
    made: dict[str, float] = {}
    for label, p in value.items():
        folded = _label(label, of, codebook, where)
        made[folded] = made.get(folded, 0.0) + float(p)
    return made


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix.lower() == ".csv":
                rows = csv.DictReader(lines)
                for row in rows:
                    yield f"{path}:{rows.line_num}", row
                return
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        yield f"{path}:{number}", json.loads(line)
                    except json.JSONDecodeError as error:
                        raise BaselineError(f"{path}:{number}: broken JSON ({error.msg})") from None
    except FileNotFoundError:
        raise BaselineError(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BaselineError(f"cannot read {path}: {error}") from None


def texts_of(where: str, split: str) -> Iterator[tuple[str, str]]:
    """Ids and texts to be labelled: a text file (a sentence a line), .jsonl or .csv with ``text``
    and perhaps ``sentence_id`` or ``id``, or a split of a dataset."""
    path = Path(where)
    suffix = path.suffix.lower()
    if suffix == ".txt":
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            raise BaselineError(f"there is no file {path}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BaselineError(f"cannot read {path} as UTF-8 text: {error}") from None
        yield from ((str(n), line) for n, line in enumerate(lines, 1) if line.strip())
        return
    if suffix in (".jsonl", ".csv"):
        for number, (place, row) in enumerate(_rows(path), 1):
            if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
                raise BaselineError(f"{place}: a sentence needs text")
            yield str(row.get("sentence_id") or row.get("id") or number), row["text"]
        return
    dataset = read_dataset(where)
    if split not in dataset.splits:
        raise BaselineError(f"{where} has no split {split}; it has {', '.join(dataset.splits)}")
    yield from ((s.sentence_id, s.text) for s in dataset[split])


def write_predictions(model: Model, items: Iterator[tuple[str, str]], out: Path) -> int:
    """Label texts and write a line each, with the probability of every class; returns their
    number. Codes come with their root and quad class."""
    count = 0
    with whole(out) as part, part.open("w", encoding="utf-8", newline="\n") as lines:
        batch: list[tuple[str, str]] = []
        for item in items:
            batch.append(item)
            if len(batch) == _BATCH:
                count += _write(model, batch, lines)
                batch = []
        count += _write(model, batch, lines)
    return count


def _write(model: Model, batch: list[tuple[str, str]], lines: Any) -> int:
    made = model.predict([text for _, text in batch])
    assert made.probabilities is not None
    for (sentence_id, _), label, shares in zip(batch, made.labels, made.probabilities, strict=True):
        row: dict[str, Any] = {"sentence_id": sentence_id, "label": label}
        if model.config.task == "code":
            row["root"] = label[:2]
        of = {c: round(float(p), 6) for c, p in zip(made.classes, shares, strict=True)}
        row["confidence"] = of[label]
        row["probabilities"] = {c: p for c, p in of.items() if p >= 1e-4}
        lines.write(json_line(row) + "\n")
    return len(batch)

"""What is known of a model on a split: all figures in one value, as words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from toolkit.baselines.curves import CurvePoint
from toolkit.baselines.models import ModelConfig
from toolkit.baselines.scores import (
    Calibration,
    Difference,
    Figure,
    LabelRow,
    Scored,
    calibration,
    compare,
    confusion,
    figures,
    holm,
    label_table,
)
from toolkit.ontology import Codebook

CODE_TASKS = ("root", "code")


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one predictor on one split, and how others do on the same sentences.

    ``unseen`` are labels of the split that the model never met; ``never`` the codes of the codebook
    (roots, for the task root) without a sentence to learn from; ``imbalance`` the number of
    sentences of the commonest class over that of the rarest, in training.
    """

    scored: Scored
    task: str
    split: str
    dataset: str
    version: str | None
    split_sha256: str
    figures: dict[str, Figure]
    by_language: dict[str, dict[str, Figure]]
    labels: tuple[LabelRow, ...]
    calibration: Calibration | None
    others: dict[str, dict[str, Figure]]
    comparisons: tuple[Difference, ...]
    config: ModelConfig | None = None
    unseen: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    imbalance: float | None = None
    curve: tuple[CurvePoint, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def summary(self) -> list[str]:
        """The report in a few lines."""
        name = self.scored.name
        lines = [
            f"{name}, task {self.task}, {self.split} of {self.dataset}: {len(self.scored)} "
            f"sentences from {len(set(self.scored.clusters))} article clusters"
        ]
        lines += [f"  {n.replace('_', ' '):<16} {f}" for n, f in self.figures.items()]
        if self.calibration:
            lines.append(f"  calibration error {self.calibration.error:.3f}")
        if len(self.by_language) > 1:
            lines += [
                f"  {lang}: " + ", ".join(f"{n.replace('_', ' ')} {f}" for n, f in of.items())
                for lang, of in self.by_language.items()
            ]
        for other, of in self.others.items():
            told = f"{of['macro_f1']}" if "macro_f1" in of else "no figures"
            lines.append(f"  beside it {other}: macro f1 {told}")
        corrected = " (Holm)" if len(self.comparisons) > 1 else ""
        lines += [f"  {c}{corrected}" for c in self.comparisons]
        lines += [
            f"  trained on {p.sentences} sentences: macro f1 {p.figures['macro_f1']}"
            for p in self.curve
        ]
        if self.imbalance is not None and self.imbalance >= 10:
            lines.append(
                f"  note: the commonest class has {self.imbalance:.0f} times the sentences of the "
                "rarest in training"
            )
        if self.unseen:
            lines.append(f"  note: never met in training: {', '.join(self.unseen)}")
        lines += [f"  note: {note}" for note in self.notes]
        return lines

    def row(self) -> dict[str, Any]:
        """Everything as JSON values."""
        labels, counts = confusion(self.scored)
        return {
            "model": self.scored.name,
            "task": self.task,
            "split": self.split,
            "dataset": self.dataset,
            "dataset_version": self.version,
            "split_sha256": self.split_sha256,
            "sentences": len(self.scored),
            "clusters": len(set(self.scored.clusters)),
            "figures": _rows(self.figures),
            "by_language": {lang: _rows(of) for lang, of in self.by_language.items()},
            "labels": [asdict(row) for row in self.labels],
            "calibration": self.calibration.row() if self.calibration else None,
            "confusion": {"labels": labels, "counts": counts.tolist()},
            "others": {name: _rows(of) for name, of in self.others.items()},
            "comparisons": [asdict(c) for c in self.comparisons],
            "training": asdict(self.config) if self.config else None,
            "unseen": list(self.unseen),
            "never_trained": list(self.never),
            "imbalance": self.imbalance,
            "learning_curve": [
                {"sentences": p.sentences, "clusters": p.clusters, "figures": _rows(p.figures)}
                for p in self.curve
            ],
            "notes": list(self.notes),
        }


def _rows(of: dict[str, Figure]) -> dict[str, dict[str, float]]:
    return {name: asdict(figure) for name, figure in of.items()}


def report(
    made: Scored,
    task: str,
    split: str,
    dataset: tuple[str, str | None, str],
    codebook: Codebook,
    others: Sequence[Scored] = (),
    config: ModelConfig | None = None,
    curve: Sequence[CurvePoint] = (),
    notes: Sequence[str] = (),
) -> Report:
    """All figures of ``made``; ``others`` are scored on the same sentences and compared with it.
    ``dataset`` is its name, version and the fingerprint of the split."""
    tree = task == "code"
    langs = sorted(set(made.langs))
    comparisons = [compare(other, made) for other in others]
    corrected = holm([c.p for c in comparisons])
    return Report(
        scored=made,
        task=task,
        split=split,
        dataset=dataset[0],
        version=dataset[1],
        split_sha256=dataset[2],
        figures=figures(made, tree),
        by_language={lang: figures(made.only(lang), tree) for lang in langs},
        labels=tuple(label_table(made)),
        calibration=calibration(made),
        others={other.name: figures(other, tree) for other in others},
        comparisons=tuple(
            Difference(c.a, c.b, c.figure, c.value, c.low, c.high, p)
            for c, p in zip(comparisons, corrected, strict=True)
        ),
        config=config,
        unseen=_unseen(made, config),
        never=_never(task, config, codebook),
        imbalance=_imbalance(config),
        curve=tuple(curve),
        notes=tuple(notes),
    )


def _unseen(made: Scored, config: ModelConfig | None) -> tuple[str, ...]:
    if config is None:
        return ()
    missing = Counter(label for label in made.gold if label not in config.counts)
    return tuple(sorted(missing))


def _never(task: str, config: ModelConfig | None, codebook: Codebook) -> tuple[str, ...]:
    if config is None or task not in CODE_TASKS:
        return ()
    codes = codebook.roots if task == "root" else [c.code for c in codebook]
    wanted = dict.fromkeys(codebook.normal(code) for code in codes)
    return tuple(code for code in wanted if code not in config.counts)


def _imbalance(config: ModelConfig | None) -> float | None:
    if config is None or not config.counts:
        return None
    return max(config.counts.values()) / min(config.counts.values())

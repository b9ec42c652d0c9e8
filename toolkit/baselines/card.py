"""The model card: README.md of a model folder, filled from its configuration and its reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from toolkit.baselines.models import CONFIG, MODELS, Model
from toolkit.baselines.tasks import task
from toolkit.ontology import Codebook

ORDER = ("test", "validation", "cross-validation")
_NAMES = {
    "accuracy": "accuracy",
    "macro_f1": "macro F1",
    "weighted_f1": "weighted F1",
    "hierarchical_f1": "hierarchical F1",
}
_WORDS_SHOWN = 8
_USE = """## Use

```bash
toolkit predict MODEL_DIR sentences.txt -o predictions.jsonl
toolkit code articles/ --coder classifier:MODEL_DIR -o events.jsonl
```

```python
from pathlib import Path
from toolkit.baselines.models import Model

predicted = Model.load(Path("MODEL_DIR")).predict(["..."])
```

The weights are a skops file: loading it runs no code that it brings along.
"""
_LIMITS = """## Limits

The model labels a sentence by itself, without the article around it, and gives one label where a
sentence may report several events. It has learned the outlets, years and languages of its training
data; elsewhere its figures do not hold. Labels are what annotators made of the codebook, and no
statement about the people and countries named.
"""


def write_card(folder: Path, model: Model, codebook: Codebook) -> None:
    """Write README.md from the model and the reports that lie in its folder."""
    found = [path for path in folder.glob("*.json") if path.name != CONFIG]
    found.sort(key=lambda path: (_rank(path.stem), path.stem))
    reports = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in found}
    config = model.config
    what = MODELS.get(config.model, f"logistic regression on embeddings of {config.model[3:]}")
    lines = [
        _front_matter(model, reports),
        f"# {model.name}: {task(config.task).title}",
        "",
        f"{what[0].upper()}{what[1:]}. Trained with the event-coding toolkit on "
        f"{config.sentences} sentences from {config.clusters} article clusters of "
        f"`{config.dataset}`"
        + (f", version {config.dataset_version}" if config.dataset_version else "")
        + f"; languages: {', '.join(config.languages)}; labels from: {', '.join(config.labels)}"
        + ("; the shares of annotators were learned" if config.soft else "")
        + f"; seed {config.seed}.",
        "",
    ]
    for name, row in reports.items():
        lines += _split(name, row, folder)
    lines += [_classes(model, reports, codebook)]
    if learned := _learned_from(model):
        lines += ["## What it looks at", "", "The words that speak most for each class:", ""]
        lines += [f"- `{label}`: {', '.join(words)}" for label, words in learned.items()] + [""]
    lines += [_USE, _LIMITS]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _front_matter(model: Model, reports: Mapping[str, Any]) -> str:
    config = model.config
    data: dict[str, Any] = {
        "language": list(config.languages),
        "library_name": "skops",
        "pipeline_tag": "text-classification",
        "tags": ["event-coding", "CAMEO", "text-classification"],
        "metrics": ["accuracy", "f1"],
    }
    if _is_repository(config.dataset):
        data["datasets"] = [config.dataset]
    if reports:
        row = next(iter(reports.values()))
        metrics = [
            {"type": "accuracy" if n == "accuracy" else "f1", "name": _NAMES[n],
             "value": round(f["value"], 4)}
            for n, f in row["figures"].items()
        ]  # fmt: skip
        result = {
            "task": {"type": "text-classification", "name": task(config.task).title},
            "dataset": {
                "type": config.dataset,
                "name": config.dataset,
                "split": row["split"],
                **({"revision": config.dataset_version} if config.dataset_version else {}),
            },
            "metrics": metrics,
        }
        data["model-index"] = [{"name": model.name, "results": [result]}]
    return f"---\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}---\n"


def _is_repository(name: str) -> bool:
    return name.count("/") == 1 and not name.startswith(("/", ".")) and not Path(name).exists()


def _split(name: str, row: Mapping[str, Any], folder: Path) -> list[str]:
    lines = [
        f"## Figures: {row['split']}",
        "",
        f"{row['sentences']} sentences from {row['clusters']} clusters of near-duplicate articles, "
        "with 95 % intervals of a bootstrap of clusters. Fingerprint of the split: "
        f"`{row['split_sha256'][:12]}`.",
        "",
        "| predictor | " + " | ".join(_NAMES[n] for n in row["figures"]) + " |",
        "|---|" + "---|" * len(row["figures"]),
    ]
    for who, figures in {row["model"]: row["figures"], **row["others"]}.items():
        lines.append(f"| {who} | " + " | ".join(_told(f) for f in figures.values()) + " |")
    for lang, figures in row["by_language"].items():
        if len(row["by_language"]) > 1:
            told = " | ".join(_told(f) for f in figures.values())
            lines.append(f"| {row['model']}, {lang} only | {told} |")
    lines.append("")
    if row["calibration"]:
        lines += [
            "Expected calibration error "
            f"{row['calibration']['expected_calibration_error']:.3f}, Brier score "
            f"{row['calibration']['brier']:.3f}.",
            "",
        ]
    for other in row["comparisons"]:
        lines.append(
            f"- {other['b']} less {other['a']}, macro F1: {other['value']:+.3f} "
            f"[{other['low']:+.3f}, {other['high']:+.3f}], p = {other['p']:.3f}"
        )
    lines += [f"- {note}" for note in row["notes"]]
    lines += ["", "| label | precision | recall | F1 | sentences | most often taken for |"]
    lines.append("|---|---|---|---|---|---|")
    lines += [
        f"| {r['label']} | {r['precision']:.3f} | {r['recall']:.3f} | {r['f1']:.3f} | {r['gold']} "
        f"| {r['taken_for'] or ''} |"
        for r in row["labels"]
        if r["gold"]
    ]
    lines.append("")
    for path in sorted(folder.glob(f"{name}-*.png")):
        lines += [f"![{path.stem.split('-')[-1]}]({path.name})", ""]
    return lines


def _told(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def _classes(model: Model, reports: Mapping[str, Any], codebook: Codebook) -> str:
    config = model.config
    lines = ["## Classes", "", "| class | name | sentences in training |", "|---|---|---|"]
    for label, n in config.counts.items():
        name = codebook[label].name if label in codebook else ""
        lines.append(f"| {label} | {name} | {n} |")
    lines.append("")
    if config.left_out:
        told = ", ".join(f"{label} ({n})" for label, n in config.left_out.items())
        lines += [f"Left out of training, too rare: {told}.", ""]
    for row in reports.values():
        if row["never_trained"]:
            lines += [
                f"{len(row['never_trained'])} codes of the codebook have no sentence to learn from "
                "and are never predicted.",
                "",
            ]
            break
    return "\n".join(lines)


def _learned_from(model: Model) -> dict[str, list[str]]:
    """The words with the largest weights by class, for linear models on words."""
    from toolkit.baselines.classifiers import SparseLogistic
    from toolkit.baselines.features import Words

    features, classifier = model.features, model.classifier
    words = features if isinstance(features, Words) else None
    if words is None and hasattr(features, "transformer_list"):
        words = dict(features.transformer_list).get("words")
    if not isinstance(words, Words) or not isinstance(classifier, SparseLogistic):
        return {}
    terms = words.terms()
    weights = classifier.coef_[:, : len(terms)]
    rows = {classifier.classes_[1]: weights[0]}
    if len(classifier.classes_) != 2:
        rows = dict(zip(classifier.classes_, weights, strict=True))
    return {
        str(label): [terms[i] for i in (-of).argsort(kind="stable")[:_WORDS_SHOWN] if of[i] > 0]
        for label, of in rows.items()
    }


def _rank(name: str) -> int:
    return next((i for i, start in enumerate(ORDER) if name.startswith(start)), len(ORDER))

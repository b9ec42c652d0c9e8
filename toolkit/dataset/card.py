"""The dataset card: README.md, filled from the data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from toolkit import __version__
from toolkit.dataset.checks import Finding
from toolkit.dataset.features import CONFIGS
from toolkit.dataset.history import Release
from toolkit.dataset.metadata import front_matter
from toolkit.dataset.plan import Plan

MANIFEST = "dataset.json"


def write_manifest(folder: Path, made: Plan, release: Release) -> None:
    """``dataset.json``: by which a later release knows what it replaces."""
    told = {
        "name": made.inputs.settings.name,
        "version": release.version,
        "text_policy": made.policy,
        "content": release.content,
        "codebook": release.codebook,
        "coder": release.coder,
        "toolkit": __version__,
    }
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def write_card(
    folder: Path,
    made: Plan,
    release: Release | None = None,
    earlier: str | None = None,
    findings: Sequence[Finding] = (),
) -> None:
    """Write the card into a dataset folder."""
    settings = made.inputs.settings
    lines = [f"# {settings.title}", "", settings.description.strip(), "", "## Configs", ""]
    lines += ["| config | what it holds | rows |", "|---|---|---|"]
    for config, what in CONFIGS.items():
        if config in made.tables:
            by_split = made.tables[config]
            told = ", ".join(f"{split} {len(rows)}" for split, rows in by_split.items())
            lines.append(f"| `{config}` | {what} | {told} |")
    lines += ["", "## Splits", ""]
    lines += [*made.assignment.notes, ""]
    (folder / "README.md").write_text(
        front_matter(made) + "\n" + "\n".join(lines), encoding="utf-8"
    )

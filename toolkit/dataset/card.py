"""The dataset card: README.md, filled from the data."""

from __future__ import annotations

from pathlib import Path

from toolkit.dataset.features import CONFIGS, Labels
from toolkit.dataset.inputs import Inputs
from toolkit.dataset.metadata import front_matter
from toolkit.dataset.rights import Policy
from toolkit.dataset.splits import Assignment
from toolkit.dataset.tables import Tables


def write_card(
    part: Path,
    inputs: Inputs,
    made: Tables,
    labels: Labels,
    assignment: Assignment,
    policy: Policy,
) -> None:
    """Write the card into a dataset folder."""
    settings = inputs.settings
    lines = [f"# {settings.title}", "", settings.description.strip(), "", "## Configs", ""]
    lines += ["| config | what it holds | rows |", "|---|---|---|"]
    for config, what in CONFIGS.items():
        if config in made:
            told = ", ".join(f"{split} {len(rows)}" for split, rows in made[config].items())
            lines.append(f"| `{config}` | {what} | {told} |")
    lines += ["", "## Splits", ""]
    lines += [*assignment.notes, ""]
    (part / "README.md").write_text(
        front_matter(inputs, made, labels, policy) + "\n" + "\n".join(lines), encoding="utf-8"
    )

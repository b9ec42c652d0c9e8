"""The dataset card: README.md, filled from the data."""

from __future__ import annotations

from pathlib import Path

from toolkit.dataset.features import CONFIGS
from toolkit.dataset.metadata import front_matter
from toolkit.dataset.plan import Plan


def write_card(folder: Path, made: Plan) -> None:
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

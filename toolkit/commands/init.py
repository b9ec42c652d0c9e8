"""``toolkit init``: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    example: Annotated[
        bool,
        typer.Option(
            "--example",
            help="With 24 short constructed articles, Indonesian and English, and two annotation "
            "passes over them.",
        ),
    ] = False,
) -> None:
    """Make a workspace: a folder with the codebook, and places for articles and annotations.

    Example: toolkit init my-dataset
    """
    from toolkit.template import create

    create(folder, example)
    typer.echo(f"Workspace in {folder}")
    if not example:
        typer.echo(f"Put articles into {folder / 'seeds'}, edit {folder / 'schemas/dataset.yaml'}.")
    typer.echo(f"Next: cd {folder} && toolkit run")

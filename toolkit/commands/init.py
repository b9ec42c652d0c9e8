"""``toolkit init``: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a workspace: a folder with the codebook, and places for articles and annotations.

    Example: toolkit init my-dataset
    """
    from toolkit.template import create

    create(folder)
    typer.echo(f"Workspace in {folder}")
    typer.echo(
        f"Next: put articles into {folder / 'seeds'}, edit {folder / 'schemas/dataset.yaml'},"
    )
    typer.echo(f"then: cd {folder} && toolkit run")

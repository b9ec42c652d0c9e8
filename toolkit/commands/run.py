"""``toolkit run``: every step on this workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    workspace: Annotated[
        Path, typer.Option("-w", "--workspace", exists=True, help="A folder of the workspace.")
    ] = Path(),
) -> None:
    """Read, code, write tasks, measure agreement, make gold, build the dataset, train.

    Everything goes to build/; a second run on the same input changes nothing there.

    Example: toolkit run
    """
    from toolkit.pipeline import run
    from toolkit.records import ToolkitError
    from toolkit.summary import show
    from toolkit.terminal import steps
    from toolkit.workspace import Workspace

    found = Workspace.find(workspace)
    with steps() as say:
        outcome = run(found, say)
    show(outcome, found)
    if outcome.faults:
        for fault in outcome.faults[:5]:
            typer.echo(f"skipped: {fault}", err=True)
        raise ToolkitError(f"{len(outcome.faults)} record(s) were left out, the rest is in build/")

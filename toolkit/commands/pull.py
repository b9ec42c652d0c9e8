"""``toolkit pull``: annotations from Label Studio into ``annotations/``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import Project

_SHOWN = 20


def command(
    project: Project = None,
    export: Annotated[
        Path | None,
        typer.Option("--from", help="A JSON file that Label Studio exported, not a server."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Pull all again, not only what is new.")
    ] = False,
) -> None:
    """Bring annotations under version control: annotations/PROJECT/ANNOTATOR.jsonl.

    Only what changed since the last pull is fetched. What cannot become a record (an Action without
    a code, an unknown actor …) and drafts are kept in ANNOTATOR.aside.json and reported.

    Example: toolkit pull, then git diff annotations/
    """
    from toolkit.labelstudio.campaign import connect, pull_file, pull_workspace
    from toolkit.labelstudio.collect import exported
    from toolkit.records import ToolkitError
    from toolkit.terminal import counting
    from toolkit.workspace import Workspace

    workspace = Workspace.find()
    name = project or workspace.settings.name
    if export is not None:
        pulled, changed = pull_file(workspace, name, exported(export))
    else:
        with connect(workspace) as client, counting("Pulling articles") as tick:
            pulled, changed = pull_workspace(
                client, workspace, name, everything=everything, tick=tick
            )
    for annotator in sorted(pulled.articles):
        found = pulled.annotations.get(annotator, [])
        skipped = sum(a.skipped for a in found)
        drafts = sum(e["draft"] for e in pulled.aside.get(annotator, []))
        typer.echo(
            f"{annotator}: {len(found) - skipped} articles annotated, {skipped} skipped, "
            f"{drafts} begun and not submitted"
        )
    for path in changed:
        typer.echo(f"changed: {path.relative_to(workspace.root)}")
    if not changed:
        typer.echo("nothing new")
    for problem in pulled.problems[:_SHOWN]:
        typer.echo(str(problem), err=True)
    if pulled.problems:
        more = len(pulled.problems) - _SHOWN
        if more > 0:
            typer.echo(f"… and {more} more", err=True)
        raise ToolkitError(
            f"{len(pulled.problems)} thing(s) need a look; they are kept in "
            f"{(workspace.annotations / name).relative_to(workspace.root)}/*.aside.json. Mend them "
            "in Label Studio and pull again"
        )

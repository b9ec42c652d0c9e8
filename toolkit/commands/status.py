"""``toolkit status``: how the annotation stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import Project


def command(
    project: Project = None,
    gold: Annotated[
        Path | None,
        typer.Option(help="Events with known answers, to score the hidden calibration articles."),
    ] = None,
) -> None:
    """Per annotator: done, left, speed, agreement so far, score on hidden gold, pre-codings kept.

    Reads the server as it is now and writes nothing.

    Example: toolkit status --gold gold.jsonl
    """
    from rich.console import Console
    from rich.table import Table

    from toolkit.labelstudio.assignment import read_assignment
    from toolkit.labelstudio.campaign import assignment_path, coded, connect, live
    from toolkit.labelstudio.standing import standings
    from toolkit.workspace import Workspace, read_events

    workspace = Workspace.find()
    name = project or workspace.settings.name
    known = read_events(gold, workspace.codebook) if gold else []
    by_article = {e.doc_id: [x for x in known if x.doc_id == e.doc_id] for e in known}
    with connect(workspace) as client:
        pulled, assigned = live(client, workspace, name)
    held = read_assignment(assignment_path(workspace, name))
    rows = standings(
        pulled.annotations,
        workspace.codebook.root,
        assigned=assigned,
        precoded={d.doc_id: events for d, events in coded(workspace)},
        gold=by_article,
        blind=held.blind if held else (),
        drafts={n: sum(e["draft"] for e in kept) for n, kept in pulled.aside.items()},
        problems={n: sum(p.annotator == n for p in pulled.problems) for n in pulled.articles},
    )
    table = Table(title=f"{name} on {client.url}")
    for heading in (
        "annotator", "done", "left", "skipped", "drafts", "to mend", "s/article", "agreement",
        "hidden gold", "kept", "kept blind",
    ):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "annotator" else "right")
    for row in rows:
        table.add_row(
            row.annotator,
            str(row.done),
            "–" if row.left is None else str(row.left),
            str(row.skipped),
            str(row.drafts),
            str(row.problems),
            "–" if row.seconds is None else f"{row.seconds:.0f}",
            *(
                "–" if share is None else f"{share:.0%}"
                for share in (row.agreement, row.gold, row.kept, row.kept_blind)
            ),
        )
    console = Console(width=None if Console().is_terminal else 120)
    console.print(table)
    if not rows:
        typer.echo("nobody has begun")

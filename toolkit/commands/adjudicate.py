"""``toolkit adjudicate``: disputed articles to an adjudicator, and the decisions back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import Threshold
from toolkit.records import ToolkitError


def command(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Write tasks.json and interface.xml into this folder instead of using a server.",
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Read decisions from a JSON export of Label Studio, without a server."
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--lang", help="Language of the interface; else the workspace's first."),
    ] = None,
    threshold: Threshold = 0.30,
) -> None:
    """Bring disputed articles to an adjudicator in Label Studio and fetch what was decided.

    Pulls the decisions made so far into annotations/adjudication/, then pushes what is still open,
    the articles whose decision tells most first. The server and the key are LABEL_STUDIO_URL and
    LABEL_STUDIO_API_KEY. Run it again at any time; `toolkit gold` takes the decisions in.

    Example: toolkit adjudicate
    """
    from toolkit.gold.court import Court
    from toolkit.workspace import Workspace

    court = Court(Workspace.find(), language, threshold)
    if source is not None:
        said = court.read_export(source)
        typer.echo(f"{said.decided} decisions in {court.folder}")
    if output is not None:
        number = court.write(output)
        typer.echo(f"{number} disputed articles in {output / 'tasks.json'}")
    if source is None and output is None:
        said = court.meet()
        typer.echo(
            f"{said.decided} decisions in {court.folder}; {said.pushed} disputed articles on the "
            f"server, in the project {court.title!r}"
        )
    problems = court.problems
    if problems:
        raise ToolkitError(f"{len(problems)} record(s) were left out; the first: {problems[0]}")

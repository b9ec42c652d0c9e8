"""``toolkit push``: articles and their pre-coded events to a Label Studio server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.options import InterfaceLanguage, Project

if TYPE_CHECKING:
    from toolkit.labelstudio.push import Pushed
    from toolkit.workspace import Workspace

_SHOWN = 10


def command(
    project: Project = None,
    annotators: Annotated[
        str | None,
        typer.Option(help="Pseudonyms, separated by commas: each gets a project of their own."),
    ] = None,
    overlap: Annotated[int, typer.Option(min=1, help="How many annotators see an article.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of the draw of who sees what.")] = 0,
    shared: Annotated[
        int, typer.Option(min=0, help="Calibration articles that every annotator sees.")
    ] = 0,
    gold: Annotated[
        Path | None,
        typer.Option(help="Events with known answers; half of the shared articles come from it."),
    ] = None,
    blind: Annotated[int, typer.Option(min=0, help="Articles that come without pre-coding.")] = 0,
    language: InterfaceLanguage = None,
    near_duplicates: Annotated[
        bool, typer.Option("--near-duplicates", help="Push near-duplicates of articles too.")
    ] = False,
) -> None:
    """Create or update the project on a server; a second push adds nothing.

    The server is that of LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY, else the one that
    `toolkit label` runs for this workspace. Human annotations are never touched.

    Example: toolkit push --annotators ani,budi,citra --overlap 2 --shared 10
    """
    from toolkit.labelstudio.campaign import Choice, connect, push_workspace, spoken
    from toolkit.terminal import counting
    from toolkit.workspace import Workspace, read_events

    workspace = Workspace.find()
    choice = Choice(
        project or workspace.settings.name,
        spoken(workspace, language),
        tuple(name.strip() for name in (annotators or "").split(",") if name.strip()),
        overlap,
        seed,
        shared,
        blind,
        frozenset(e.doc_id for e in read_events(gold, workspace.codebook)) if gold else frozenset(),
    )
    near = {} if near_duplicates else near_of(workspace)
    with connect(workspace) as client:
        with counting("Pushing articles") as tick:
            done = push_workspace(client, workspace, choice, near=near, tick=tick)
        report(done, client.url)


def near_of(workspace: Workspace) -> dict[str, list[str]]:
    """The near-duplicates of each article that has some; none looked for, and said so, where the
    library for it is missing."""
    from toolkit.extras import EXTRAS
    from toolkit.labelstudio.campaign import documents_of

    documents = documents_of(workspace)
    try:
        from toolkit.dataset.clusters import near_duplicates

        pairs = near_duplicates([d.text for d in documents])
    except ImportError:
        typer.echo(
            f"near-duplicates are not looked for: {EXTRAS['publish'].install} brings what that "
            "needs",
            err=True,
        )
        return {}
    near: dict[str, list[str]] = {}
    for pair in pairs:
        one, other = documents[pair.first].doc_id, documents[pair.second].doc_id
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    return near


def report(done: Mapping[str, Pushed], url: str) -> None:
    """Say what a push did; raises ToolkitError where something was left out."""
    from toolkit.records import ToolkitError

    left_out = 0
    for title, pushed in done.items():
        typer.echo(
            f"{title} on {url}: {pushed.created} articles added, {pushed.updated} updated, "
            f"{pushed.unchanged} as they were"
        )
        _list("left out, use --near-duplicates to push it", pushed.duplicates)
        _list("no longer in the workspace, left on the server", pushed.removed)
        _list("not pushed", [*pushed.faulty, *pushed.other_text])
        left_out += len(pushed.faulty) + len(pushed.other_text)
    if left_out:
        raise ToolkitError(f"{left_out} article(s) were not pushed, the rest is on the server")


def _list(why: str, items: list[str]) -> None:
    for item in items[:_SHOWN]:
        typer.echo(f"{why}: {item}", err=True)
    if len(items) > _SHOWN:
        typer.echo(f"{why}: {len(items) - _SHOWN} more", err=True)

"""``toolkit sample``: which articles to annotate next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many articles.")] = 20,
    control: Annotated[
        float, typer.Option(min=0, max=1, help="Share drawn at random, for unbiased figures.")
    ] = 0.2,
    coding: Annotated[
        list[Path] | None,
        typer.Option(
            help="Events of another coder on the same articles (`toolkit code`), to see where "
            "coders differ; may be given again."
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model folder of `toolkit train`, to see where it doubts.")
    ] = None,
    uncertainty: Annotated[float, typer.Option(min=0, help="Weight of doubt.")] = 1.0,
    disagreement: Annotated[float, typer.Option(min=0, help="Weight of coders differing.")] = 1.0,
    rarity: Annotated[float, typer.Option(min=0, help="Weight of rare codes.")] = 0.25,
    diversity: Annotated[float, typer.Option(min=0, help="Weight of being unlike.")] = 0.5,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random share and the order.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File, .jsonl; build/sample.jsonl without."),
    ] = None,
    push: Annotated[
        bool, typer.Option("--push", help="Push them to Label Studio, with the reasons.")
    ] = False,
    project: Annotated[
        str | None, typer.Option(help="Title of the project; without it, the dataset's name.")
    ] = None,
) -> None:
    """Choose the articles to annotate next, with the reason for each.

    Example: toolkit sample -n 30 --model build/models/root-tfidf-lr --push
    """
    from toolkit.sampling.choosing import Weights
    from toolkit.sampling.workspace import Request, push_sample, sample_workspace, write_sample
    from toolkit.terminal import steps
    from toolkit.workspace import Workspace

    workspace = Workspace.find()
    weights = Weights(uncertainty, disagreement, rarity, diversity)
    request = Request(number, control, tuple(coding or ()), model, weights, seed)
    with steps() as step:
        chosen = sample_workspace(
            workspace, request, lambda done, of: step(f"Looking at articles {done}/{of}")
        )
    path = output or workspace.build / "sample.jsonl"
    write_sample(path, chosen)
    for one in chosen[:10]:
        typer.echo(f"  {one.rank:>3}  {one.doc_id}  {one.reason}")
    if len(chosen) > 10:
        typer.echo(f"       … and {len(chosen) - 10} more")
    typer.echo(
        f"{len(chosen)} articles, {sum(c.control for c in chosen)} of them at random: {path}"
    )
    if push:
        done = push_sample(workspace, chosen, project or workspace.settings.name)
        typer.echo(f"Pushed: {done.created} new, {done.updated + done.unchanged} there already")

"""``toolkit gold``: what the annotators agree on, and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import AnnotationFiles, Threshold


def command(
    files: AnnotationFiles = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File of the gold events, .jsonl.")
    ] = None,
    adjudications: Annotated[
        list[Path] | None,
        typer.Option(help="Files of adjudicators' annotations; to go with FILES."),
    ] = None,
    at_least: Annotated[
        int, typer.Option(min=1, help="Annotators that a document needs to give gold.")
    ] = 2,
    model: Annotated[
        float | None,
        typer.Option(
            min=0.5,
            max=1.0,
            help="Settle ties by the model of Dawid and Skene where it is this sure, such as 0.9.",
        ),
    ] = None,
    threshold: Threshold = 0.30,
) -> None:
    """Make gold events by majority on each field, with the origin of each.

    Beside OUTPUT lie *.open.jsonl, the events that wait for an adjudicator, and *.documents.jsonl,
    what became of each document.

    Example: toolkit gold -o gold.jsonl
    """
    from toolkit.agreement.inputs import of_files, of_workspace, refuse_faults
    from toolkit.gold import make_gold, write_gold
    from toolkit.gold.model import LEAST
    from toolkit.workspace import Workspace, packaged_codebook

    if output is not None and output.suffix.lower() != ".jsonl":
        raise typer.BadParameter("the name of the gold file must end in .jsonl")
    if files:
        given = of_files(files, adjudications=adjudications or ())
        codebook = packaged_codebook()
        path = output or Path("gold.jsonl")
    else:
        if adjudications:
            raise typer.BadParameter("--adjudications goes with FILES")
        workspace = Workspace.find()
        given, codebook = of_workspace(workspace), workspace.codebook
        path = output or workspace.gold
    gold = make_gold(
        given.annotations,
        adjudications=given.adjudications,
        codes=given.codes,
        threshold=threshold,
        at_least=at_least,
        certainty=model,
    )
    write_gold(path, gold, codebook)
    settled = sum(d.settled for d in gold.documents)
    typer.echo(
        f"{len(gold.events)} gold events in {path}; {len(gold.open)} open, "
        f"{settled} of {len(gold.documents)} documents settled"
    )
    if model is not None and not gold.models:
        typer.echo(
            f"note: no tie was settled by a model, which needs {LEAST} events marked by three "
            "annotators"
        )
    refuse_faults(path.with_suffix(".skipped.txt"), given.faults)

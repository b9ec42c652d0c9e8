"""``toolkit agree``: how far the annotators agree, as a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import AnnotationFiles, Threshold


def command(
    files: AnnotationFiles = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder of the report.")
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(help="The articles, as `toolkit read` wrote them; to go with FILES."),
    ] = None,
    codes: Annotated[
        str | None,
        typer.Option(
            help="A list of codes other than CAMEO: a file with a code, its parent and its name a "
            "line, between tabs; or `any` to take every code as a name. To go with FILES."
        ),
    ] = None,
    threshold: Threshold = 0.30,
    anywhere: Annotated[
        bool,
        typer.Option(
            "--anywhere",
            help="Let events align over the whole document, not only within some words' reach; for "
            "data in which an event is marked once a document.",
        ),
    ] = False,
    replicates: Annotated[int, typer.Option(min=2, help="Draws of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 0,
) -> None:
    """Measure agreement between annotators, field by field, with intervals.

    Writes report.json, report.md and report.html.

    Example: toolkit agree -o report/
    """
    from toolkit.agreement import Similarity, measure, write_report
    from toolkit.agreement.inputs import of_files, of_workspace, refuse_faults
    from toolkit.agreement.methods import count
    from toolkit.agreement.show.plots import in_words
    from toolkit.terminal import steps
    from toolkit.workspace import Workspace

    if files:
        given = of_files(files, documents, codes)
        folder = output or Path("report")
    else:
        if documents or codes:
            raise typer.BadParameter("--documents and --codes go with FILES")
        workspace = Workspace.find()
        given = of_workspace(workspace)
        folder = output or workspace.report
    with steps() as say:
        say("Measuring agreement")
        report = measure(
            given.annotations,
            given.documents,
            given.codebook,
            codes=given.codes,
            similarity=Similarity(reach=None) if anywhere else Similarity(),
            threshold=threshold,
            replicates=replicates,
            seed=seed,
        )
        say("Writing the report")
        write_report(report, folder)
    totals = report.row["totals"]
    typer.echo(
        f"{count(totals['annotators'], 'annotator')}, "
        f"{count(totals['shared_documents'], 'document')} seen by two or more, "
        f"{totals['seen_by_two']} of {count(totals['units'], 'event')} seen by two or more"
    )
    for field in report.row["fields"]:
        typer.echo(f"  {field['title']:<45} {in_words(field['alpha'])}")
    for warning in report.row["warnings"]:
        typer.echo(f"  note: {warning}")
    typer.echo(f"Report: {folder / 'report.html'}")
    refuse_faults(folder / "skipped.txt", given.faults)

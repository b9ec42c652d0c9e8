"""``toolkit rehydrate``: a dataset without texts, and your own copies of the articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_SHOWN = 10


def command(
    dataset: Annotated[
        str, typer.Argument(help="A dataset folder, or a repository of the Hub: OWNER/NAME.")
    ],
    articles: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            help="Your copies: folders, or files .txt .md .html .jsonl .csv .parquet, recognised "
            "by their text, their id or their url.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the dataset with texts.")
    ] = Path("rehydrated"),
    revision: Annotated[
        str | None, typer.Option(help="Tag or branch of the repository, such as v0.1.0.")
    ] = None,
) -> None:
    """Join your own copies of the articles to a dataset that carries no text.

    Verifies every span by its digest, and tells which copies differ from the articles that were
    annotated, and by how much.

    Example: toolkit rehydrate my-lab/my-events articles/ -o my-events
    """
    from toolkit.articles import Skipped, read
    from toolkit.dataset.rehydrate import REPORT, rehydrate
    from toolkit.dataset.stored import Stored
    from toolkit.publication import infer_published
    from toolkit.records import Document, ToolkitError
    from toolkit.terminal import progress

    stored = Stored.open(dataset, revision)
    copies: list[Document] = []
    for item in progress(read(articles, stored.language, infer_published), "Reading"):
        if isinstance(item, Skipped):
            typer.echo(f"skipped: {item}", err=True)
        else:
            copies.append(item)
    done = rehydrate(stored, copies, output)
    different = done.of("differs")
    told = [*different, *done.of("missing")]
    for outcome in told[:_SHOWN]:
        typer.echo(outcome, err=True)
    if len(told) > _SHOWN:
        typer.echo(f"… and {len(told) - _SHOWN} more", err=True)
    spans = sum(o.spans for o in done.outcomes)
    lost = sum(o.lost for o in done.outcomes)
    typer.echo(
        f"{len(done.of('same'))} of {len(done.outcomes)} articles the same, {len(different)} "
        f"different, {len(done.of('missing'))} missing; {spans - lost} of {spans} spans verified"
    )
    typer.echo(f"dataset with texts in {output}")
    if not done.complete:
        raise ToolkitError(
            f"{len(done.of('missing'))} articles are missing and {lost} spans were not found, see "
            f"{output / REPORT}"
        )

"""``toolkit code``: articles in, CAMEO events out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    articles: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            help="Folders, or files .txt .md .html .jsonl .csv .tsv .parquet of articles.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Events to write: .jsonl, .parquet or .csv.")
    ] = Path("events.jsonl"),
    lang: Annotated[
        str | None,
        typer.Option(help="Language of articles that do not say theirs; without it, detected."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores by default.")
    ] = None,
    pack: Annotated[
        list[Path] | None, typer.Option(help="A language folder of your own; may be repeated.")
    ] = None,
    schemas: Annotated[
        Path | None, typer.Option(help="A codebook of your own instead of the packaged one.")
    ] = None,
) -> None:
    """Code articles as CAMEO events, one a line, on all cores.

    Beside events.jsonl, events.documents.jsonl says what became of each article. A run that was
    stopped goes on where it was.

    Example: toolkit code articles/ -o events.jsonl
    """
    from toolkit.articles import ArticlesError, check_language
    from toolkit.engines import BatchCoder, code_articles
    from toolkit.engines.output import SUFFIXES
    from toolkit.records import ToolkitError
    from toolkit.terminal import counter, list_skipped

    if output.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"{output} must end in {', '.join(SUFFIXES)}", param_hint="-o")
    if lang is not None:
        try:
            check_language(lang)
        except ArticlesError as error:
            raise typer.BadParameter(str(error), param_hint="--lang") from None
    coder = BatchCoder(schemas, tuple(pack or ()))
    with counter("Coding", "documents") as tick:
        done = code_articles(articles, output, coder, lang=lang, workers=workers, tick=tick)
    typer.echo(f"{done.events} events in {done.documents} documents: {output}")
    listed = list_skipped(list(done.skipped), output)
    if listed is not None:
        total = done.documents + len(done.skipped)
        raise ToolkitError(f"{len(done.skipped)} of {total} articles were left out, see {listed}")

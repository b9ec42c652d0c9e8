"""``toolkit read``: articles in any of the known formats to one file of documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.options import ArticleLanguage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.records import Document


def command(
    articles: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            help="Folders, or files .txt .md .html .jsonl .csv .tsv .parquet; NAME.yaml beside an "
            "article says what its own file does not.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Documents to write: .parquet or .jsonl.")
    ] = Path("documents.parquet"),
    lang: ArticleLanguage = None,
) -> None:
    """Read articles into one file of documents.

    Articles that cannot be read are left out and listed beside the output.

    Example: toolkit read seeds/ more.jsonl -o documents.parquet
    """
    from itertools import chain

    from toolkit.articles import Skipped, read
    from toolkit.publication import infer_published
    from toolkit.records import Document, ToolkitError
    from toolkit.terminal import list_skipped, progress
    from toolkit.workspace import write_documents

    if output.suffix.lower() not in (".parquet", ".jsonl"):
        raise typer.BadParameter(f"{output} must end in .parquet or .jsonl", param_hint="-o")
    skipped: list[Skipped] = []

    def documents() -> Iterator[Document]:
        for item in progress(read(articles, lang, infer_published), "Reading"):
            if isinstance(item, Document):
                yield item
            else:
                skipped.append(item)

    found = documents()
    first = next(found, None)
    count = 0
    if first is not None:
        count = write_documents(output, chain([first], found))
        typer.echo(f"{count} document{'' if count == 1 else 's'} in {output}")
    listed = list_skipped(skipped, output)
    if listed is not None:
        total = count + len(skipped)
        raise ToolkitError(f"{len(skipped)} of {total} articles were left out, see {listed}")

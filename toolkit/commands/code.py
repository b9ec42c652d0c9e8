"""``toolkit code``: articles in, CAMEO events out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import ArticleLanguage


class Engine(StrEnum):
    """Where the work is done."""

    local = "local"
    spark = "spark"
    ray = "ray"


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
    lang: ArticleLanguage = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores by default.")
    ] = None,
    pack: Annotated[
        list[Path] | None, typer.Option(help="A language folder of your own; may be repeated.")
    ] = None,
    schemas: Annotated[
        Path | None, typer.Option(help="A codebook of your own instead of the packaged one.")
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(
            help="spark and ray read Parquet and write a folder of it; where they run is their own "
            "setting (spark-submit, RAY_ADDRESS), else this machine."
        ),
    ] = Engine.local,
    coder: Annotated[
        str,
        typer.Option(
            help="rules, classifier:MODEL_DIR, llm:MODEL, or package.module:factory of your own. "
            "rules:statements also codes bare statements of political speakers (010), "
            "rules:LANG=PIPELINE holds events against a spaCy parser; separate options by commas."
        ),
    ] = "rules",
) -> None:
    """Code articles as CAMEO events, one a line, on all cores.

    Beside events.jsonl, events.documents.jsonl says what became of each article, and
    events.skipped.jsonl lists those left out. A run that was stopped goes on where it was.

    Example: toolkit code articles/ -o events.jsonl
    """
    from functools import partial

    from toolkit.articles import Skipped
    from toolkit.engines import BatchCoder, code_articles
    from toolkit.engines.cluster import code_on
    from toolkit.engines.opinions import opinions_in
    from toolkit.engines.output import FORMATS, skipped_path
    from toolkit.engines.size import count_of
    from toolkit.records import ToolkitError
    from toolkit.terminal import SHOWN, counter, tell_skipped

    if output.suffix.lower() not in FORMATS:
        raise typer.BadParameter(f"{output} must end in {', '.join(FORMATS)}", param_hint="-o")
    if engine is not Engine.local and output.suffix.lower() != ".parquet":
        raise typer.BadParameter(
            f"with --engine {engine.value} it must end in .parquet", param_hint="-o"
        )
    first: list[Skipped] = []

    def left_out(skipped: Skipped) -> None:
        if len(first) < SHOWN:
            first.append(skipped)

    batches = BatchCoder(schemas, tuple(pack or ()), coder, lang)
    run = code_articles if engine is Engine.local else partial(code_on, engine)
    with counter("Coding", "articles", count_of(articles)) as tick:
        done = run(articles, output, batches, workers=workers, tick=tick, left_out=left_out)
    typer.echo(f"{done.events} events in {done.documents} documents: {output}")
    if "=" in coder and (opinions := opinions_in(output)):
        typer.echo(f"the parser {opinions}")
    if done.skipped:
        tell_skipped(first, done.skipped)
        total = done.documents + done.skipped
        raise ToolkitError(
            f"{done.skipped} of {total} articles were left out, see {skipped_path(output)}"
        )

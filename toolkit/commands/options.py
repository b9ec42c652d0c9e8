"""Options and arguments that several commands take, worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def _known(lang: str | None) -> str | None:
    from toolkit.articles import ArticlesError, check_language

    if lang is not None:
        try:
            check_language(lang)
        except ArticlesError as error:
            raise typer.BadParameter(str(error)) from None
    return lang


ArticleLanguage = Annotated[
    str | None,
    typer.Option(
        callback=_known,
        help="Language of articles that do not say theirs; without it, detected.",
    ),
]

AnnotationFiles = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Annotation files (.jsonl, one annotation a line); without, the workspace's."
    ),
]

Threshold = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Events less alike than this do not align.")
]

Project = Annotated[
    str | None, typer.Option(help="Title of the project; without it, the dataset's name.")
]

InterfaceLanguage = Annotated[
    str | None, typer.Option(help="Language of the interface; without it, the dataset's first.")
]

Dataset = Annotated[
    str, typer.Option(help="A dataset folder, or a repository OWNER/NAME of the Hub.")
]

ScoredSplit = Annotated[str, typer.Option(help="Which split to score.")]

ScoredLanguages = Annotated[
    list[str] | None, typer.Option(help="Only this language; may be given again.")
]

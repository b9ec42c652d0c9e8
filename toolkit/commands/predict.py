"""``toolkit predict``: label sentences with a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    model: Annotated[Path, typer.Argument(help="A model folder of `toolkit train`.")],
    sentences: Annotated[
        str,
        typer.Argument(
            help="A .txt file with a sentence a line, a .jsonl or .csv file with a column text, a "
            "dataset folder, or a repository OWNER/NAME of the Hub."
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File of predictions, .jsonl.")
    ] = Path("predictions.jsonl"),
    split: Annotated[str, typer.Option(help="Which split of a dataset.")] = "test",
) -> None:
    """Label sentences: a line each with label, confidence and the probability of every class.

    Example: toolkit predict build/models/root-tfidf-lr sentences.txt -o predictions.jsonl
    """
    from toolkit.baselines.models import Model
    from toolkit.baselines.predictions import texts_of, write_predictions

    count = write_predictions(Model.load(model), texts_of(sentences, split), output)
    typer.echo(f"{count} sentences labelled: {output}")

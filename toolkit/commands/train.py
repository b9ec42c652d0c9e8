"""``toolkit train``: fit a baseline on a published dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.options import Dataset


def command(
    model: Annotated[
        str,
        typer.Argument(
            help="majority, stratified, words-lr, tfidf-lr, tfidf-svm, e5-lr, or hf:NAME for any "
            "transformers or sentence-transformers encoder."
        ),
    ] = "tfidf-lr",
    task: Annotated[str, typer.Option(help="event, root, code, quad, source or target.")] = "root",
    dataset: Dataset = "build/dataset",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Model folder; build/models/TASK-MODEL without."),
    ] = None,
    lang: Annotated[
        list[str] | None, typer.Option(help="Train on this language only; may be given again.")
    ] = None,
    labels: Annotated[
        str, typer.Option(help="Whose labels to learn from: gold, annotation, machine.")
    ] = "gold,annotation",
    soft: Annotated[
        bool,
        typer.Option(
            "--soft", help="Learn the annotators' shares; trains the hard twin beside it."
        ),
    ] = False,
    curve: Annotated[
        bool, typer.Option("--curve", help="Draw a learning curve, five further trainings.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
    revision: Annotated[
        str | None, typer.Option(help="Revision of the repository of hf:NAME.")
    ] = None,
) -> None:
    """Train a baseline on a dataset and write a model folder with its card.

    Figures are of the validation split, or of cross-validation by article where there is none; the
    test split is left to `toolkit evaluate model`.

    Example: toolkit train tfidf-lr --task root --dataset build/dataset
    """
    from toolkit.baselines.errors import BaselineError
    from toolkit.baselines.sentences import read_dataset
    from toolkit.baselines.training import Choice
    from toolkit.baselines.workflow import train_and_report
    from toolkit.terminal import steps
    from toolkit.workspace import packaged_codebook

    sources = tuple(name.strip() for name in labels.split(","))
    try:
        choice = Choice(model, task, sources, tuple(lang) if lang else None, soft, seed, revision)
    except BaselineError as error:
        raise typer.BadParameter(str(error)) from None
    folder = output or Path("build/models") / f"{task}-{model.replace(':', '-').replace('/', '-')}"
    with steps() as step:
        step("Reading the dataset")
        report = train_and_report(
            read_dataset(dataset),
            choice,
            packaged_codebook(),
            folder,
            curve,
            lambda what, done, of: step(f"{what} {done}/{of}" if of else what),
        )
    for line in report.summary():
        typer.echo(line)
    typer.echo(f"Model: {folder}")

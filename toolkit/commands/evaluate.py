"""``toolkit evaluate``: score a coder on gold codings, a trained model or anybody's predictions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.options import Dataset, ScoredLanguages, ScoredSplit

if TYPE_CHECKING:
    from toolkit.coder import Coder
    from toolkit.coder.evaluation import Evaluation, Measure
    from toolkit.ontology import Codebook

app = typer.Typer(
    no_args_is_help=True,
    help="Score a coder on gold codings, a trained model, or predictions on a test split.",
)


def _codebook() -> Codebook:
    """That of the workspace we stand in, else the packaged one."""
    from toolkit.workspace import FileError, Workspace, packaged_codebook

    try:
        return Workspace.find().codebook
    except FileError:
        return packaged_codebook()


def _coder(name: str, codebook: Codebook) -> Coder:
    from toolkit.coder.backends import BackendError, load_coder
    from toolkit.coder.options import OptionError

    try:
        return load_coder(name, codebook)
    except (BackendError, OptionError) as error:
        raise typer.BadParameter(str(error), param_hint="--coder") from None


@app.command()
def coder(
    gold: Annotated[
        Path,
        typer.Argument(
            help="Gold codings: lines {id, lang, text, published, events}; or the PLOVER gold "
            "standard records as published; or a gold.jsonl of `toolkit gold` (with --predictions)."
        ),
    ],
    coder: Annotated[
        list[str] | None,
        typer.Option(
            help="rules (or rules:OPTIONS), classifier:MODEL_DIR, llm:MODEL or "
            "package.module:factory; may be given several times, to stand side by side. Without "
            "it or --predictions: rules."
        ),
    ] = None,
    predictions: Annotated[
        list[Path] | None,
        typer.Option(help="Score this file of events instead; may be given several times."),
    ] = None,
    misses: Annotated[int, typer.Option(min=0, help="How many of the worst misses to show.")] = 5,
    all_statuses: Annotated[
        bool, typer.Option(help="Count planned, negated, … events too, not only asserted ones.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write all figures to this JSON file.")
    ] = None,
) -> None:
    """Score coded events against gold: precision, recall and F1 with 95 % intervals.

    Depths: root (code or PLOVER type), quad (class), dyad (both actors), dyad+root (all of it).
    Broken down by language, by root, and by phenomena of the texts such as passive or negated.

    Example: toolkit evaluate coder gold.jsonl --coder rules --coder classifier:build/models/root
    """
    from functools import partial

    from toolkit.coder.evaluation import (
        EvaluationError,
        Match,
        code_gold,
        difference,
        evaluate,
        phenomena_of,
        read_gold,
        read_predictions,
    )
    from toolkit.records import STATUSES, ToolkitError
    from toolkit.terminal import progress
    from toolkit.workspace import write_json

    codebook = _codebook()
    match = Match(codebook)
    statuses = STATUSES if all_statuses else ("asserted",)
    read = read_gold(gold, match)
    shown_in = phenomena_of(read.records, codebook)
    score = partial(evaluate, match=match, scheme=read.scheme, phenomena=shown_in)
    made: dict[str, Evaluation] = {}
    faults = list(read.skipped)
    for path in predictions or []:
        coded = read_predictions(path, match, statuses)
        if coded and not any(r.doc_id in coded for r in read.records):
            raise EvaluationError(
                f"none of the ids in {path} is in {gold}; predictions must bear the gold's ids"
            )
        made[str(path)] = score(read.records, coded)
    for name in coder or ([] if predictions else ["rules"]):
        backend = _coder(name, codebook)
        shown = progress(read.records, f"Coding with {name}", len(read.records))
        coded, failed = code_gold(backend, shown, statuses)
        faults += failed
        made[name] = score(read.records, coded)
    for note in read.notes:
        typer.echo(f"note: {note}")
    first_name = next(iter(made))
    for name, evaluation in made.items():
        _print(name, evaluation, misses)
        if name != first_name:
            typer.echo(f"  F1 less that of {first_name}:")
            for depth, (point, low, high) in difference(made[first_name], evaluation).items():
                typer.echo(f"    {depth:<10} {point:+.3f}  [{low:+.3f}, {high:+.3f}]")
    if output:
        write_json(output, {name: evaluation.report() for name, evaluation in made.items()})
        typer.echo(f"All figures: {output}")
    if faults:
        raise ToolkitError(f"{len(faults)} record(s) were passed over; the first: {faults[0]}")


@app.command()
def model(
    model: Annotated[Path, typer.Argument(help="A model folder of `toolkit train`.")],
    dataset: Dataset = "build/dataset",
    split: ScoredSplit = "test",
    lang: ScoredLanguages = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            help="Hold it against another model folder or a coder (rules, llm:MODEL) on the same "
            "sentences; may be given again."
        ),
    ] = None,
) -> None:
    """Score a trained model on the test split, with intervals and paired tests.

    Writes test.json, pictures and a new card into the model folder.

    Example: toolkit evaluate model build/models/root-tfidf-lr --against rules
    """
    from toolkit.baselines.sentences import read_dataset
    from toolkit.baselines.workflow import evaluate_and_report
    from toolkit.terminal import steps
    from toolkit.workspace import packaged_codebook

    with steps() as step:
        report = evaluate_and_report(
            model,
            read_dataset(dataset),
            packaged_codebook(),
            split,
            tuple(lang) if lang else None,
            against or [],
            lambda what, done, of: step(f"{what} {done}/{of}"),
        )
    for line in report.summary():
        typer.echo(line)
    typer.echo(f"All figures: {model}")


@app.command()
def predictions(
    file: Annotated[
        Path,
        typer.Argument(help="Lines {sentence_id, label, probabilities?}, or CSV of the first two."),
    ],
    task: Annotated[str, typer.Option(help="event, root, code, quad, source or target.")] = "root",
    dataset: Dataset = "build/dataset",
    split: ScoredSplit = "test",
    lang: ScoredLanguages = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write all figures to this JSON file.")
    ] = None,
) -> None:
    """Score anybody's predictions on the test split.

    Sentences without a prediction count as wrong. The fingerprint of the split in the figures says
    whether two results can be compared.

    Example: toolkit evaluate predictions mine.jsonl --task root --dataset owner/name
    """
    from toolkit.baselines.sentences import read_dataset
    from toolkit.baselines.tasks import TASKS
    from toolkit.baselines.workflow import report_predictions
    from toolkit.workspace import packaged_codebook, write_json

    if task not in TASKS:
        raise typer.BadParameter(f"choose {', '.join(TASKS)}", param_hint="--task")
    report = report_predictions(
        file, read_dataset(dataset), task, packaged_codebook(), split, tuple(lang) if lang else None
    )
    for line in report.summary():
        typer.echo(line)
    typer.echo(f"  fingerprint of the split: {report.split_sha256[:12]}")
    if output:
        write_json(output, report.row())
        typer.echo(f"All figures: {output}")


def _figures(measure: Measure) -> str:
    interval = ""
    if measure.low is not None and measure.high is not None:
        interval = f"  [{measure.low:.3f}, {measure.high:.3f}]"
    return f"P {measure.precision:.3f}  R {measure.recall:.3f}  F1 {measure.f1:.3f}{interval}"


def _print(name: str, evaluation: Evaluation, misses: int) -> None:
    typer.echo(
        f"{name}: {evaluation.texts} texts, {evaluation.gold} gold events, {evaluation.coded} coded"
    )
    for depth, measure in evaluation.depths.items():
        typer.echo(f"  {depth:<10} {_figures(measure)}")
    if len(evaluation.by_language) > 1:
        for lang, depths in evaluation.by_language.items():
            typer.echo(f"  {lang}:")
            for depth, measure in depths.items():
                typer.echo(f"    {depth:<10} {_figures(measure)}")
    typer.echo("  by root or type:")
    for label, (measure, gold, coded) in evaluation.by_label.items():
        typer.echo(f"    {label:<10} {_figures(measure)}  gold {gold}, coded {coded}")
    if evaluation.by_phenomenon:
        typer.echo("  dyad+root by what the texts show (a text may show several):")
    for phenomenon, share in evaluation.by_phenomenon.items():
        if not share.gold and not share.coded:
            continue
        figures = _figures(share.depths["dyad+root"])
        counts = f"texts {share.texts}, gold {share.gold}, coded {share.coded}"
        typer.echo(f"    {phenomenon:<17} {figures}  {counts}")
    if misses and evaluation.misses:
        typer.echo("  worst misses:")
    for miss in evaluation.misses[:misses]:
        typer.echo(f"    {miss.doc_id}: {miss.text or '(no text)'}")
        for event in miss.missed:
            typer.echo(f"      missed   {event}")
        for event in miss.spurious:
            typer.echo(f"      spurious {event}")

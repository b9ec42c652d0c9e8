"""`toolkit lexicon`: check language folders, import the field's dictionaries."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, help="Check and import the lexicons of languages.")


@app.command(epilog="Example: toolkit lexicon check --lang id")
def check(
    lang: list[str] = typer.Option([], "--lang", help="Languages to check; all by default."),
    pack: list[Path] = typer.Option([], "--pack", help="Check a folder of your own instead."),
) -> None:
    """Check action patterns, their examples, and the lists of actors; exit 1 on any fault."""
    from collections import Counter

    from toolkit import languages
    from toolkit.coder.lexicon_check import check as faults_of
    from toolkit.workspace import packaged_codebook

    counts: Counter[str] = Counter()
    for code in lang or languages.known():
        for fault in faults_of(code, packaged_codebook(), tuple(pack)):
            typer.echo(f"{fault.where}: {fault.kind}: {fault.what}")
            counts[fault.kind] += 1
    if counts:
        listed = ", ".join(f"{n} {kind}" for kind, n in counts.most_common())
        typer.echo(f"{sum(counts.values())} faults: {listed}", err=True)
        raise typer.Exit(1)
    typer.echo("no faults")

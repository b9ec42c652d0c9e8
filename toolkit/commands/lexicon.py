"""``toolkit lexicon``: check language folders, import the field's dictionaries."""

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


@app.command("import", epilog="Example: toolkit lexicon import --actors A.txt -o mypack/en")
def import_(
    out: Path = typer.Option(..., "-o", "--output", help="The folder of the new pack."),
    actors: list[Path] = typer.Option([], help="Actor dictionaries, names with dated codes."),
    agents: list[Path] = typer.Option([], help="Agent dictionaries, nouns with a role."),
    verbs: list[Path] = typer.Option([], help="Verb dictionaries, blocks with patterns."),
    lang: str = typer.Option("en", "--lang", help="The language whose prepositions count."),
) -> None:
    """Carry dictionaries in PETRARCH format over into a language folder of your own.

    Use it with `toolkit code --pack`; what could not be carried over is listed beside it.
    """
    from toolkit import languages
    from toolkit.languages import petrarch
    from toolkit.languages.words import BIT
    from toolkit.workspace import write_text

    if not (actors or agents or verbs):
        raise typer.BadParameter("name at least one of --actors, --agents and --verbs")
    made = petrarch.Imported()
    for path in actors:
        petrarch.read_actors(path, made)
    for path in agents:
        petrarch.read_agents(path, made)
    if verbs:
        words = languages.load(lang).words.items()
        prepositions = frozenset(w for w, word in words if word.roles & BIT["preposition"])
        for path in verbs:
            petrarch.read_verbs(path, made, prepositions)
    for path in petrarch.write_pack(made, out):
        typer.echo(f"written: {path}")
    if made.left_out:
        listed = out / "left-out.txt"
        write_text(listed, "".join(f"{where}: {why}\n" for where, why in made.left_out))
        typer.echo(f"{len(made.left_out)} lines could not be carried over, see {listed}", err=True)
        raise typer.Exit(1)

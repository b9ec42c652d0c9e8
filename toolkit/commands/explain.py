"""`toolkit explain`: why a sentence was coded so, shown on the text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer


def command(
    text: str = typer.Argument(help="A sentence or an article's text."),
    lang: str = typer.Option("en", "--lang", help="Its language."),
    published: str | None = typer.Option(None, "--published", help="Its date, YYYY-MM-DD."),
    pack: list[Path] = typer.Option([], "--pack", help="A language folder of your own."),
    coder: str = typer.Option(
        "rules",
        "--coder",
        help="The embedded coder with options: rules:statements, rules:en=PIPELINE.",
    ),
    as_json: bool = typer.Option(False, "--json", help="For programs."),
    words: bool = typer.Option(False, "--words", help="Show each word's class too."),
) -> None:
    """Show names, patterns and rules behind the coding of a sentence, and what was left out.

    Example: toolkit explain "Turkish police arrested three journalists." --lang en
    """
    from toolkit.coder.backends import rules
    from toolkit.coder.explain import explain
    from toolkit.coder.options import OptionError
    from toolkit.coder.show import as_mapping, show
    from toolkit.workspace import packaged_codebook

    try:
        day = dt.date.fromisoformat(published) if published else None
    except ValueError:
        raise typer.BadParameter(f"--published {published!r} is not YYYY-MM-DD") from None
    kind, _, options = coder.partition(":")
    if kind != "rules":
        raise typer.BadParameter(f"only rules explains itself, not {kind!r}", param_hint="--coder")
    try:
        chosen = rules.make(options, packaged_codebook(), tuple(pack))
    except OptionError as error:
        raise typer.BadParameter(str(error), param_hint="--coder") from None
    explanation = explain(chosen, text, lang, day)
    if as_json:
        import json

        typer.echo(json.dumps(as_mapping(explanation), ensure_ascii=False, indent=2, default=str))
    else:
        show(explanation, words)

"""`toolkit code`: documents in, events out."""

from __future__ import annotations

from pathlib import Path

import typer


def command(
    documents: Path = typer.Argument(help="Folder, .txt, .html, .jsonl, .csv or .parquet."),
    out: Path = typer.Option(..., "-o", "--out", help="Where to write: .jsonl, .parquet, .csv."),
) -> None:
    """Code documents as CAMEO events."""
    raise typer.Exit(2)

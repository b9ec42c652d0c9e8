"""``toolkit publish-model``: a model folder to the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    model: Annotated[Path, typer.Argument(help="A model folder of `toolkit train`.")],
    repo: Annotated[str, typer.Option(help="Repository of the Hub, OWNER/NAME.")],
    private: Annotated[bool, typer.Option("--private", help="Make a new repository private.")] = (
        False
    ),
    revision: Annotated[str | None, typer.Option(help="Branch to write to.")] = None,
) -> None:
    """Publish a trained model with its card in one commit; the same model again changes nothing.

    Takes the token of `hf auth login` or of HF_TOKEN.

    Example: toolkit publish-model build/models/root-tfidf-lr --repo owner/root-tfidf-lr
    """
    from toolkit.baselines.publish import publish_model

    made = publish_model(model, repo, private, revision)
    typer.echo(f"{'Published' if made.new else 'Nothing new'}: {made.url} (commit {made.commit})")

"""``toolkit publish``: the dataset as others may have it, in a folder or on the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    to: Annotated[
        Path | None, typer.Option(help="Folder to publish into, such as a clone of the dataset.")
    ] = None,
    repo: Annotated[
        str | None, typer.Option(help="Dataset repository of the Hub to publish to: OWNER/NAME.")
    ] = None,
    text: Annotated[
        Literal["full", "snippet", "none"] | None,
        typer.Option(
            help="How much of the articles' text goes out: all, only titles and the sentences with "
            "events, or none (ids, addresses and offsets). Default: schemas/dataset.yaml."
        ),
    ] = None,
    private: Annotated[
        bool | None,
        typer.Option("--private/--public", help="Who sees the repository. Default: unchanged."),
    ] = None,
    gated: Annotated[
        Literal["auto", "manual", "no"] | None,
        typer.Option(help="Whether readers must ask for access. Default: unchanged."),
    ] = None,
    revision: Annotated[
        str | None, typer.Option(help="Branch to publish to, made where it is missing.")
    ] = None,
    pull_request: Annotated[
        bool,
        typer.Option(
            "--pr", help="Propose the release as a pull request; it is tagged by a later publish."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish in spite of faults, which are listed.")
    ] = False,
    accept_privacy: Annotated[
        bool,
        typer.Option(
            "--accept-privacy",
            help="Publish in spite of personal data or secrets, which are listed; the card tells.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and count, write nothing.")
    ] = False,
) -> None:
    """Check the dataset and publish it as one release.

    Writes the release's splits, content and change log under releases/, to be committed.

    Example: toolkit publish --repo my-lab/my-events --private
    """
    if (to is None) == (repo is None):
        raise typer.BadParameter("say either --to DIR or --repo OWNER/NAME")
    hub_options = (private, gated, revision, pull_request or None)
    if repo is None and any(option is not None for option in hub_options):
        raise typer.BadParameter("--private, --gated, --revision and --pr go with --repo")

    from toolkit.dataset.hub import Target
    from toolkit.dataset.publish import RefusedError, publish
    from toolkit.terminal import steps
    from toolkit.workspace import Workspace

    target: Path | Target
    if to is not None:
        target = to
    else:
        target = Target(
            repo or "",
            private=private,
            gated={"auto": "auto", "manual": "manual", "no": False, None: None}[gated],
            revision=revision,
            pull_request=pull_request,
        )
    try:
        with steps() as begin:
            done = publish(
                Workspace.find(),
                target,
                policy=text,
                force=force,
                accept_privacy=accept_privacy,
                dry_run=dry_run,
                say=begin,
            )
    except RefusedError as error:
        for finding in error.findings:
            typer.echo(finding, err=True)
        raise
    for finding in done.findings:
        typer.echo(finding, err=True)
    for note in done.summary.notes:
        typer.echo(note)
    for config, by_split in done.summary.rows.items():
        told = ", ".join(f"{split} {count}" for split, count in by_split.items())
        typer.echo(f"  {config:<12} {told}")
    added, changed, removed = (len(ids) for ids in done.changes.events)
    typer.echo(
        f"version {done.release.version}, text {done.release.policy}: events {added} added, "
        f"{changed} changed, {removed} removed"
    )
    if dry_run:
        typer.echo("dry run: nothing was written")
        return
    if done.uploaded is None:
        typer.echo(f"published in {to}; commit releases/")
    elif done.uploaded.pull_request:
        typer.echo(f"proposed: {done.uploaded.pull_request}; publish again once it is merged")
    else:
        what = "published" if done.uploaded.new else "nothing new"
        typer.echo(f"{what}: {done.uploaded.url} ({done.uploaded.tag}); commit releases/")
    typer.echo(f'load_dataset("{done.summary.path}", "{next(iter(done.summary.rows))}")')

"""``toolkit view``: look through the articles of a dataset with their events."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    dataset: Annotated[
        str | None,
        typer.Argument(
            help="A dataset folder, or a repository of the Hub: OWNER/NAME; without, the "
            "workspace's build/dataset."
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 is any free one.")] = 0,
    revision: Annotated[
        str | None, typer.Option(help="Tag or branch of the repository, such as v0.1.0.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Serve a local page with the articles, their events highlighted, and who labelled what.

    Works without a network. Stop it with Ctrl-C.

    Example: toolkit view my-lab/my-events
    """
    import webbrowser

    from toolkit.dataset.stored import Stored
    from toolkit.view import serve
    from toolkit.workspace import FileError, Workspace, packaged_codebook

    try:
        workspace = Workspace.find()
    except FileError:
        if dataset is None:
            raise
        codebook = packaged_codebook()
    else:
        codebook = workspace.codebook
    where = dataset if dataset is not None else str(workspace.dataset)
    server = serve(Stored.open(where, revision), codebook, port)
    typer.echo(f"{server.url} (Ctrl-C stops it)")
    if browser:
        webbrowser.open(server.url)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("stopped")
    finally:
        server.server_close()

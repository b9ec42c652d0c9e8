"""``toolkit label``: a Label Studio on this machine, with the project set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.options import InterfaceLanguage

if TYPE_CHECKING:
    from toolkit.labelstudio.server import LocalServer
    from toolkit.workspace import Workspace


def command(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; another free one where it is taken.")
    ] = 8080,
    language: InterfaceLanguage = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Start a local Label Studio with this workspace's articles, pre-coded; Ctrl+C stops it.

    The first start makes an environment for it in the user's cache, which takes some minutes. Its
    data lie under build/label-studio; starting again goes on with them.

    Example: toolkit label --language id
    """
    import signal
    import sys
    import webbrowser

    from toolkit.labelstudio.campaign import local_folder
    from toolkit.labelstudio.server import LocalServer
    from toolkit.workspace import Workspace

    workspace = Workspace.find()
    _ensure_coded(workspace)
    server = LocalServer(local_folder(workspace), port=port, local_backends=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # stops the server on the way out
    try:
        _start(server)
        project = _push(workspace, server, language)
        address = f"{server.url}/projects/{project}/data"
        typer.echo(f"Label Studio is ready at {address}")
        typer.echo(f"Sign in as {server.access.username}")
        if sys.stdout.isatty():  # a terminal is no log
            typer.echo(f"with the password {server.access.password}")
        else:
            typer.echo(f"with the password in {server.folder / 'access.json'}")
        typer.echo("Then `toolkit pull` in another terminal. Stop with Ctrl+C.")
        sys.stdout.flush()
        if browser:
            webbrowser.open(address)
        server.wait()
    except KeyboardInterrupt:
        typer.echo("stopping Label Studio")
    finally:
        server.stop()


def _ensure_coded(workspace: Workspace) -> None:
    """Read and code the articles where that has not been done."""
    from toolkit.pipeline import code, read_articles
    from toolkit.terminal import steps

    with steps() as say:
        if not workspace.documents.is_file():
            say("Reading articles")
            read_articles(workspace)
        if not workspace.events.is_file():
            say("Coding")
            code(workspace)


def _start(server: LocalServer) -> None:
    from toolkit.terminal import counting

    with counting("Label Studio", 100) as tick:
        shown = 0

        def progress(_: str, share: float) -> None:
            nonlocal shown
            tick(max(0, round(share * 100) - shown))
            shown = max(shown, round(share * 100))

        server.start(progress)


def _push(workspace: Workspace, server: LocalServer, language: str | None) -> int:
    """Push the workspace's articles; the number of the first project."""
    from toolkit.commands.push import near_of, report
    from toolkit.labelstudio.campaign import Choice, push_workspace, spoken
    from toolkit.labelstudio.client import Client
    from toolkit.records import ToolkitError
    from toolkit.terminal import counting

    choice = Choice(workspace.settings.name, spoken(workspace, language))
    with Client(server.url, server.access.token) as client:
        with counting("Pushing articles") as tick:
            done = push_workspace(client, workspace, choice, near=near_of(workspace), tick=tick)
        try:
            report(done, client.url)
        except ToolkitError as error:  # what could be pushed can be annotated
            typer.echo(f"toolkit: {error}", err=True)
        (project,) = client.projects(next(iter(done)))
    return int(project["id"])

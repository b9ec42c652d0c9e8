"""``toolkit serve``: pre-codes articles for Label Studio when they are opened."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")] = 9090,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on; others than loopback are reachable."),
    ] = "127.0.0.1",
    connect_to: Annotated[
        str | None,
        typer.Option("--connect", help="Title of a project on the server to connect this to."),
    ] = None,
) -> None:
    """Answer Label Studio's calls for predictions (health, setup, predict, webhook).

    Example: toolkit serve --port 9090
    """
    import sys
    import threading

    from toolkit.articles import detect
    from toolkit.coder.backends import load_coder
    from toolkit.labelstudio.backend import Backend, listen
    from toolkit.labelstudio.campaign import connect, connect_backend
    from toolkit.workspace import Workspace

    workspace = Workspace.find()
    coder = load_coder(workspace.settings.coder, workspace.codebook)
    server = listen(Backend(workspace.codebook, coder.code, detect), host, port)
    url = f"http://{host}:{server.server_port}"
    typer.echo(f"{coder.name} answers at {url} (stop with Ctrl+C)")
    typer.echo(
        "Connect it in Label Studio under the project's Settings → Model, with this address, or "
        "with --connect TITLE."
    )
    if host in ("127.0.0.1", "localhost", "::1"):
        typer.echo(
            "A Label Studio calls an address of its own machine only where its environment has "
            "ML_BLOCK_LOCAL_IP=false and SSRF_PROTECTION_ENABLED=false, both; that of "
            "`toolkit label` has."
        )
    else:
        typer.echo(f"{host} can be reached from outside this machine, and asks for no password.")
    sys.stdout.flush()
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        if connect_to is not None:
            with connect(workspace) as client:
                connect_backend(client, connect_to, url)
            typer.echo(f"connected to the project {connect_to!r}")
        serving.join()
    except KeyboardInterrupt:
        typer.echo("stopped")
    finally:
        server.shutdown()

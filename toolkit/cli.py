"""The command line: lists the commands and turns every foreseen fault into one sentence."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import typer

from toolkit.records import ToolkitError

COMMANDS = (
    "init",
    "run",
    "read",
    "code",
    "explain",
    "label",
    "push",
    "pull",
    "status",
    "serve",
    "agree",
    "adjudicate",
    "gold",
    "publish",
    "rehydrate",
    "view",
    "train",
    "predict",
    "sample",
    "evaluate",
    "publish-model",
    "lexicon",
    "doctor",
)


_INTERRUPTED = 130
_STOPPED = "toolkit: stopped; run the same command again to go on\n"


def build() -> typer.Typer:
    """The application with every command of :mod:`toolkit.commands`."""
    app = typer.Typer(
        name="toolkit",
        help="From news articles to a published, agreement-measured dataset of CAMEO events.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in COMMANDS:
        module = importlib.import_module(f"toolkit.commands.{name.replace('-', '_')}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)

    @app.callback(invoke_without_command=True)
    def top(
        version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    ) -> None:
        if version:
            from toolkit import __version__

            typer.echo(f"toolkit {__version__}")
            raise typer.Exit

    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: exit 0 all done, 1 the work failed or a record was skipped, 2 the call
    was wrong."""
    try:
        build()(args=list(arguments) if arguments is not None else None)
    except ToolkitError as error:
        sys.stderr.write(f"toolkit: {error}\n")
        sys.exit(1)
    except ModuleNotFoundError as error:
        from toolkit.extras import bringing

        extra = bringing(error.name or "")
        if extra is None:
            raise
        sys.stderr.write(f"toolkit: {error.name} is not installed; {extra.install} brings it\n")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # typer has turned the interrupt into this
            sys.stderr.write(_STOPPED)
        raise
    except KeyboardInterrupt:
        sys.stderr.write(_STOPPED)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(1)

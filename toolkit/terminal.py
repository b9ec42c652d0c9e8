"""Words for people at a terminal: progress on standard error, and nothing of it elsewhere."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from toolkit.articles import Skipped, SkippedRow, skipped_row
from toolkit.workspace import write_rows

T = TypeVar("T")

SHOWN = 5
"""How many of those left out are told one by one."""


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """``items`` as they are, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, description=label, total=total, console=console, transient=True)


def skipped_path(output: Path) -> Path:
    """Where the list of what was left out of ``output`` stands: ``NAME.skipped.jsonl`` beside."""
    return output.with_name(f"{output.stem}.skipped.jsonl")


def list_skipped(skipped: list[Skipped], output: Path) -> Path | None:
    """Write what was left out of ``output`` beside it and say the first of it on standard error.

    An older list goes where nothing was left out. Returns the path of the list, or None.
    """
    path = skipped_path(output)
    if not skipped:
        path.unlink(missing_ok=True)
        return None
    write_rows(path, (skipped_row(s) for s in skipped), SkippedRow)
    tell_skipped(skipped[:SHOWN], len(skipped))
    return path


def tell_skipped(first: list[Skipped], count: int) -> None:
    """Say the first of what was left out on standard error, and how many more there are."""
    for item in first:
        sys.stderr.write(f"skipped: {item}\n")
    if count > len(first):
        sys.stderr.write(f"… and {count - len(first)} more\n")


@contextlib.contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Takes the names of steps as they begin and shows the one at work, with its time, on standard
    error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda step: shown.update(task, description=step)


@contextlib.contextmanager
def counting(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Takes how many more are done and shows a bar on standard error where that is a terminal;
    without a ``total``, a count."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda more: shown.advance(task, more)


@contextlib.contextmanager
def counter(label: str, unit: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Takes how many were done and shows on standard error, where that is a terminal, how many of
    about ``total``, how many a second, and when the last will be done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f} a second")

    class End(ProgressColumn):
        def render(self, task: Task) -> Text:
            left = task.time_remaining
            return Text("" if not left else f"ends about {_clock(left)}")

    of = "" if total is None else f" of about {total:,}"
    columns = (
        TextColumn(f"{label}: {{task.completed:,.0f}}{of} {unit}"),
        BarColumn(),
        Rate(),
        End(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda done: shown.update(task, advance=done)


def _clock(seconds: float) -> str:
    """The time of day some seconds from now, with the date where it is not today's."""
    now = dt.datetime.now().astimezone()
    then = now + dt.timedelta(seconds=seconds)
    return f"{then:%H:%M:%S}" if then.date() == now.date() else f"{then:%a %d %b %H:%M}"

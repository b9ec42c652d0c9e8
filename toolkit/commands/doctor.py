"""``toolkit doctor``: what is missing for each part, and how to get it."""

from __future__ import annotations

from pathlib import Path

import typer


def command() -> None:
    """Look at the installation and the workspace, and say what is missing and how to get it.

    Exit 1 where something must be mended; what is only not installed is no fault.

    Example: toolkit doctor
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from toolkit.diagnosis import diagnose
    from toolkit.records import ToolkitError

    marks = {"ok": "[green]ok[/]", "missing": "[yellow]missing[/]", "fault": "[red]fault[/]"}
    findings = diagnose(Path.cwd())
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        words = finding.found + (f"\n→ {finding.mend}" if finding.mend else "")
        table.add_row(marks[finding.state], escape(finding.part), escape(words))
    Console(highlight=False).print(table)
    if faults := sum(f.state == "fault" for f in findings):
        raise ToolkitError(f"{faults} fault(s) must be mended, see above")
    typer.echo("Nothing must be mended.")

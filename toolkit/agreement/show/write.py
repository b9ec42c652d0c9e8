"""A report as files: ``report.json``, a Markdown table to paste into a paper, and a page."""

from __future__ import annotations

from pathlib import Path

from toolkit.agreement.report import Report, ReportRow
from toolkit.agreement.show.html import html
from toolkit.agreement.show.plots import in_words
from toolkit.workspace import write_json, write_text


def write_report(report: Report, folder: Path) -> None:
    """Write ``report.json``, ``report.md`` and ``report.html`` into ``folder``."""
    write_text(folder / "report.html", html(report))
    write_json(folder / "report.json", report.row)
    write_text(folder / "report.md", markdown(report.row))


def markdown(row: ReportRow) -> str:
    """The tables of a report as Markdown."""
    lines = ["# Agreement between annotators", ""]
    lines += [f"> {warning}" for warning in row["warnings"]] + [""] * bool(row["warnings"])
    lines += ["| Detection | Estimate | Documents |", "|---|---|---|"]
    lines += [
        f"| {d['title']} | {in_words(d['estimate'])} | {d['estimate']['documents']} |"
        for d in row["detection"]
    ]
    lines += ["", "| Field | Alpha | Percent | Cohen | Fleiss | AC1 | Units |"]
    lines.append("|---|---|---|---|---|---|---|")
    lines += [
        f"| {f['title']} | "
        + " | ".join(
            in_words(e) for e in (f["alpha"], f["percent"], f["cohen"], f["fleiss"], f["ac1"])
        )
        + f" | {f['alpha']['units']} |"
        for f in row["fields"]
    ]
    lines += ["", "## Methods", "", row["methods"]]
    return "\n".join(lines) + "\n"

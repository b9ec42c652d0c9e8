"""A report as files: ``report.json`` and a Markdown table to paste into a paper."""

from __future__ import annotations

from pathlib import Path

from toolkit.agreement.report import EstimateRow, Report, ReportRow
from toolkit.workspace import write_json, write_text


def write_report(report: Report, folder: Path) -> None:
    """Write ``report.json`` and ``report.md`` into ``folder``."""
    write_json(folder / "report.json", report.row)
    write_text(folder / "report.md", markdown(report.row))


def in_words(estimate: EstimateRow | None) -> str:
    """``0.71 [0.60, 0.80]``, or an en dash where there is no value."""
    if estimate is None or estimate["value"] is None:
        return "–"
    text = f"{estimate['value']:.2f}"
    if estimate["low"] is not None:
        text += f" [{estimate['low']:.2f}, {estimate['high']:.2f}]"
    return text


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
    return "\n".join(lines) + "\n"

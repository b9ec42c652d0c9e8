"""The sections on who and what: annotators, their pairs, parts of the data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from toolkit.agreement.report import ReportRow, SliceRow
from toolkit.agreement.show.plots import button, heat_map, in_words, lines
from toolkit.agreement.show.tables import NAMES, table


def annotators(row: ReportRow) -> str:
    effects = sorted({k for a in row["annotators"] for k in a["effect"]}, key=list(NAMES).index)
    head = [
        "Annotator",
        "Documents",
        "Shared",
        "Events",
        "Said none",
        "Skipped",
        "Alone",
        "Missed",
        "Median time",
    ]
    rows = []
    for a in row["annotators"]:
        name, seconds = a["annotator"], a["median_seconds"]
        rows.append(
            [
                escape(name),
                *(str(a[k]) for k in ("documents", "shared", "events", "no_events", "skipped")),
                button(f"alone:{name}", f"Only {name}", str(a["alone"])),
                button(f"missed:{name}", f"Missed by {name}", str(a["missed"])),
                "–" if seconds is None else f"{seconds / 60:.1f} min",
            ]
        )
    made = "<h2>Annotators</h2>" + table(head, rows)
    if effects:
        made += (
            "<h3>What each one changes</h3><p>Alpha with everybody minus alpha without the "
            "annotator: below 0, the others agree better among themselves.</p>"
        ) + table(
            ("Annotator", *(NAMES[k] for k in effects)),
            [
                (
                    escape(a["annotator"]),
                    *(
                        escape(in_words(a["effect"][k])) if k in a["effect"] else "–"
                        for k in effects
                    ),
                )
                for a in row["annotators"]
            ],
        )
    pairs = [s for s in row["slices"] if s["kind"] == "pair"]
    if len(pairs) > 1:
        grain = "action.root" if "action.root" in pairs[0]["alphas"] else "action.code"
        names = sorted({n for s in pairs for n in s["name"].split(" + ")})
        short = {n: f"{i + 1}" for i, n in enumerate(names)}
        cells = {}
        for s in pairs:
            one, other = s["name"].split(" + ")
            value = s["alphas"][grain]["value"]
            if value is not None:
                cells[short[one], short[other]] = (value, f"{value:.2f}", f"pair:{s['name']}")
        titles = {short[n]: n for n in names}
        listed = ", ".join(f"{short[n]} {escape(n)}" for n in names)
        made += (
            f"<h3>Pairs: alpha of {NAMES[grain].lower()}</h3><p class=soft>{listed}</p>"
            f'<div class="wide">{heat_map([short[n] for n in names], cells, titles, "Pairs")}</div>'
        )
    return made


def _slice_table(rows: Sequence[SliceRow]) -> str:
    keys = list(rows[0]["alphas"])
    return table(
        ("Part", "Documents", "Events", "Detection (F1)", *(NAMES[k] for k in keys)),
        [
            (
                escape(s["name"]),
                str(s["documents"]),
                button(f"{s['kind']}:{s['name']}", s["name"], str(s["units"])),
                escape(in_words(s["f1"])),
                *(escape(in_words(s["alphas"][k])) for k in keys),
            )
            for s in rows
        ],
    )


TITLES = {
    "pair": "Pairs of annotators",
    "language": "By language",
    "text": "New text and text seen before",
    "coding": "With a machine's proposal and without",
    "period": "Over time",
}


def parts_of(row: ReportRow) -> str:
    made = []
    for kind, title in TITLES.items():
        rows = [s for s in row["slices"] if s["kind"] == kind]
        if not rows or (kind == "language" and len(rows) < 2):
            continue
        made.append(f"<h3>{title}</h3>")
        if kind == "period":
            keys = list(rows[0]["alphas"])
            series = [
                (
                    NAMES[k],
                    [(e["value"], e["low"], e["high"]) for e in (s["alphas"][k] for s in rows)],
                )
                for k in keys
                if k != "action.code" or "action.root" not in keys
            ]
            f1 = (
                "Detection (F1)",
                [(s["f1"]["value"], s["f1"]["low"], s["f1"]["high"]) for s in rows],
            )
            ticks = [s["name"].split(":")[0] for s in rows]
            made.append(lines(ticks, [f1, *series], "Agreement over time"))
        made.append(_slice_table(rows))
    return "<h2>Parts of the data</h2>" + "".join(made) if made else ""

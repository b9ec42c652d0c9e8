"""The disputed articles: the text with every annotator's marks, and the codings
beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from toolkit.agreement.alignment import Unit
from toolkit.agreement.diagnosis import coding
from toolkit.agreement.methods import count
from toolkit.agreement.report import CodingRow, Report, UnitRow
from toolkit.agreement.show.plots import colour
from toolkit.records import Document

ARTICLES = 100
"""Disputed articles whose text is shown; the others are named."""


def colours_of(report: Report) -> dict[str, str]:
    """Each annotator's colour, by rank in sorted order."""
    return {name: colour(i) for i, name in enumerate(report.panel.annotators)}


def articles(report: Report) -> str:
    row = report.row
    colours = colours_of(report)
    disputed = {u["unit"]: u for u in row["units"]}
    units: dict[str, list[Any]] = {}
    for unit in report.units:
        units.setdefault(unit.doc_id, []).append(unit)
    names = {
        e.action.code: report.scheme.codes.name(e.action.code)
        for u in report.units
        for e in u.events.values()
    }
    shown = [d for d in row["documents"] if d["differing"]]
    if not shown:
        return ""
    legend = "".join(
        f'<span><i class="swatch" style="background:{ink}"></i>{escape(name)}</span>'
        for name, ink in colours.items()
    )
    made = [
        "<h2>Disputed articles</h2><p>Those with most disagreement first. A line under the words "
        f'for each annotator who marked them.</p><div class="legend">{legend}</div>'
    ]
    for d in shown[:ARTICLES]:
        document = report.documents.get(d["doc_id"])
        text = (
            marked_text(document, units[d["doc_id"]], colours)
            if document
            else '<span class="soft">The text is not at hand.</span>'
        )
        boxes = "".join(
            unit_box(u, disputed.get(u.name), names, colours) for u in units[d["doc_id"]]
        )
        title = d["title"] or d["doc_id"]
        made.append(
            f'<details><summary><b>{escape(title)}</b><span class="soft">'
            f"{count(d['differing'], 'event')} of {d['units']} differ, disagreement "
            f'{d["disagreement"]:.1f}</span></summary><div class="article">'
            f'<div class="text" lang="{escape(d["lang"] or "")}">{text}</div><div>{boxes}</div>'
            "</div></details>"
        )
    if len(shown) > ARTICLES:
        made.append(
            f'<p class="soft">{len(shown) - ARTICLES} more articles differ: see report.json.</p>'
        )
    return "".join(made)


def marked_text(document: Document, units: Sequence[Unit], colours: Mapping[str, str]) -> str:
    """The text, each stretch underlined once for each annotator who marked it as an action."""
    marks = [
        (e.action.span.start, e.action.span.end, who, unit)
        for unit in units
        for who, e in unit.events.items()
    ]
    edges = sorted({0, len(document.text), *(m[0] for m in marks), *(m[1] for m in marks)})
    made = []
    for start, end in pairwise(edges):
        piece = escape(document.text[start:end])
        here = [m for m in marks if m[0] <= start and end <= m[1]]
        if not here:
            made.append(piece)
            continue
        people = sorted({who for _, _, who, _ in here})
        lines = ",".join(f"inset 0 -{2 * (i + 1)}px {colours[who]}" for i, who in enumerate(people))
        names = list(dict.fromkeys(unit.name for *_, unit in here))
        codes = sorted({u.events[who].action.code for _, stop, who, u in here if stop == end})
        label = f"<sup>{escape('/'.join(codes))}</sup>" if codes else ""
        made.append(
            f'<mark data-unit="{escape(chr(10).join(names))}" title="{escape(", ".join(people))}" '
            f'style="box-shadow:{lines};padding-bottom:{2 * len(people)}px">{piece}{label}</mark>'
        )
    return "".join(made)


def coding_line(row: CodingRow, fields: Sequence[str], name: str, ink: str) -> str:
    """One annotator's coding as a list item; what differs is set off."""
    wrong = {f.split(".")[0] for f in fields}

    def part(field: str, text: str) -> str:
        return f'<span class="diff">{escape(text)}</span>' if field in wrong else escape(text)

    what = f"{row['code']} {name}" if name != row["code"] else row["code"]
    pieces = [
        f'<li><i class="swatch" style="background:{ink}"></i>'
        f'<span class="who">{escape(row["annotator"])}</span> {part("action", what)}: '
        f"{part('source', row['source'] or 'nobody')} → {part('target', row['target'] or 'nobody')}"
    ]
    pieces += [
        f", {part(f, v)}" for f, v in (("date", row["date"]), ("location", row["location"])) if v
    ]
    pieces.append(f", {part('status', row['status'])} “{escape(row['text'])}”</li>")
    return "".join(pieces)


def unit_box(
    unit: Unit, disputed: UnitRow | None, names: Mapping[str, str], colours: Mapping[str, str]
) -> str:
    """The rival codings of one unit."""
    fields = disputed["fields"] if disputed else []
    items = [
        coding_line(coding(who, e), fields, names.get(e.action.code, e.action.code), colours[who])
        for who, e in unit.events.items()
    ]
    items += [
        f'<li><i class="swatch" style="background:{colours[who]}"></i>'
        f'<span class="who">{escape(who)}</span> '
        '<span class="diff">marked no such event</span></li>'
        for who in unit.looked
        if who not in unit.events
    ]
    kind = "unit" if disputed else "unit same"
    return (
        f'<div class="{kind}" id="u:{escape(unit.name)}" data-unit="{escape(unit.name)}">'
        f"<h4>Event {unit.number}{'' if disputed else ', agreed'}</h4>"
        f"<ul>{''.join(items)}</ul></div>"
    )

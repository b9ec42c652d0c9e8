"""The report as one HTML file that opens without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.agreement import slices
from toolkit.agreement.report import Report, SliceRow
from toolkit.agreement.show import fields, people
from toolkit.agreement.show.articles import articles, colours_of

HERE = Path(__file__).parent
DIFFER = ("code", "source", "target", "date", "location", "status")


def html(report: Report) -> str:
    """The page."""
    row = report.row
    parts = [
        ("summary", "Summary", fields.summary(row)),
        ("fields", "Fields", fields.fields(row)),
        ("detection", "Detection", fields.detection(row)),
        ("codes", "Codes", fields.codes(row)),
        ("annotators", "Annotators", people.annotators(row)),
        ("parts", "Parts of the data", people.parts_of(row)),
        ("threshold", "Threshold", fields.threshold(row)),
        ("articles", "Disputed articles", articles(report)),
        ("methods", "Methods", fields.methods(row)),
    ]
    links = "".join(f'<a href="#{key}">{title}</a>' for key, title, text in parts if text)
    body = "".join(f'<section id="{key}">{text}</section>' for key, _, text in parts if text)
    style = (HERE / "report.css").read_text(encoding="utf-8")
    script = (HERE / "report.js").read_text(encoding="utf-8")
    embedded = json.dumps(embedded_data(report), ensure_ascii=False).replace("</", "<\\/")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Agreement between annotators</title><style>{style}</style></head><body>"
        f"<nav><div>{links}</div></nav><main>{body}</main>"
        '<aside id="drawer" hidden aria-label="Events that disagree"><header>'
        '<b id="drawer-title"></b><button id="drawer-close">Close</button></header>'
        '<div id="drawer-body"></div></aside>'
        f'<script type="application/json" id="data">{embedded}</script>'
        f"<script>{script}</script></body></html>\n"
    )


def embedded_data(report: Report) -> dict[str, Any]:
    """What the page's script needs: the disputed units, the lists of their numbers that the numbers
    on the page open, the names of codes."""
    row = report.row
    at = {u["unit"]: i for i, u in enumerate(row["units"])}
    lists: dict[str, list[int]] = {}

    def put(key: str, units: Iterable[str]) -> None:
        lists[key] = [at[u] for u in units if u in at]

    for field in row["fields"]:
        put(f"field:{field['field']}.{field['level']}", field["differ"])
    put("detection", (u["unit"] for u in row["units"] if u["missing"]))
    for code in row["codes"]:
        put(f"code:{code['code']}", code["differ"])
    for confused in row["confusion"]:
        put(f"confusion:{confused['field']}:{confused['a']}:{confused['b']}", confused["units"])
    for person in row["annotators"]:
        name = person["annotator"]
        put(
            f"alone:{name}",
            (u["unit"] for u in row["units"] if [c["annotator"] for c in u["codings"]] == [name]),
        )
        put(f"missed:{name}", (u["unit"] for u in row["units"] if name in u["missing"]))
    members = _slice_members(report)
    for part in row["slices"]:
        put(f"{part['kind']}:{part['name']}", members(part))
    for document in row["documents"]:
        put(
            f"document:{document['doc_id']}",
            (u["unit"] for u in row["units"] if u["doc_id"] == document["doc_id"]),
        )
    used = {c["code"] for u in row["units"] for c in u["codings"]}
    return {
        "units": row["units"],
        "lists": lists,
        "names": {c: report.scheme.codes.name(c) for c in sorted(used)},
        "colours": colours_of(report),
    }


def _slice_members(report: Report) -> Callable[[SliceRow], list[str]]:
    """The disputed units of a part: those of its documents, or those on which its two annotators
    differ."""
    shared = report.panel.on(report.panel.shared)
    groups: dict[str, Mapping[str, Sequence[str]]] = {
        "language": slices.languages(shared, report.documents),
        "period": slices.periods(shared),
        "text": slices.novelty(shared, report.documents),
        "coding": slices.precoding(shared),
    }
    looked = {u.name: u.looked for u in report.units}

    def members(part: SliceRow) -> list[str]:
        if part["kind"] == "pair":
            two = part["name"].split(" + ")
            found = []
            for unit in report.row["units"]:
                codings = [c for c in unit["codings"] if c["annotator"] in two]
                if not codings or not set(two) <= set(looked[unit["unit"]]):
                    continue
                told = [{k: v for k, v in c.items() if k in DIFFER} for c in codings]
                if len(codings) == 1 or told[0] != told[1]:
                    found.append(unit["unit"])
            return found
        documents = set(groups[part["kind"]][part["name"]])
        return [u["unit"] for u in report.row["units"] if u["doc_id"] in documents]

    return members

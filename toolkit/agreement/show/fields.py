"""The sections on the numbers: summary, fields, detection, codes, threshold, methods."""

from __future__ import annotations

from html import escape

from toolkit.agreement.report import EstimateRow, FieldRow, ReportRow
from toolkit.agreement.show.plots import button, heat_map, in_words, intervals, lines
from toolkit.agreement.show.tables import NAMES, table

TOP = 20
"""Confusions that are listed, the most frequent first."""


def summary(row: ReportRow) -> str:
    t = row["totals"]
    by_key = {f"{f['field']}.{f['level']}": f for f in row["fields"]}
    best = by_key.get("action.root") or by_key["action.code"]
    f1 = row["detection"][0]["estimate"]
    cards = [
        (str(t["annotators"]), "annotators"),
        (f"{t['shared_documents']} of {t['documents']}", "documents with two codings or more"),
        (f"{t['seen_by_two']} of {t['units']}", "events marked by two or more"),
        (in_words(f1), "found by both, F1"),
        (in_words(best["alpha"]), "alpha, " + best["title"].lower()),
    ]
    made = "".join(
        f'<div class="card"><b>{_small(a)}</b><span>{escape(b)}</span></div>' for a, b in cards
    )
    notes = "".join(f'<div class="warn">{escape(w)}</div>' for w in row["warnings"])
    level = f"{100 * row['settings']['level']:g}"
    return (
        f"<h1>Agreement between annotators</h1><div class=cards>{made}</div>{notes}"
        f'<p class="soft">Brackets hold {level} % intervals from {row["settings"]["replicates"]} '
        "bootstrap samples of documents. Click a number to see the events behind it.</p>"
    )


def _small(number: str) -> str:
    """A number with its interval set smaller."""
    value, bracket, rest = number.partition(" [")
    return escape(value) + (f" <small>[{escape(rest)}</small>" if bracket else "")


def _reference(row: ReportRow, key: str) -> tuple[float, float] | None:
    return next(((r["low"], r["high"]) for r in row["reference"] if r["measure"] == key), None)


def fields(row: ReportRow) -> str:
    drawn = intervals(
        [
            (f["title"], f["alpha"], f"field:{_key(f)}", _reference(row, _key(f)))
            for f in row["fields"]
        ]
    )
    rows = [
        (
            escape(f["title"]),
            _cell(f["alpha"], f"field:{_key(f)}", f["title"]),
            *(escape(in_words(f[name])) for name in ("percent", "cohen", "fleiss", "ac1")),
            str(f["alpha"]["units"]),
            "–" if f["present"] is None else f"{100 * f['present']:.0f} %",
            button(f"field:{_key(f)}", f["title"], str(len(f["differ"]))),
        )
        for f in row["fields"]
    ]
    notes = "".join(
        f"<li>{escape(r['measure'])}: {escape(r['what'])}</li>" for r in row["reference"]
    )
    return (
        "<h2>Agreement by field</h2><p>Krippendorff's alpha on events that two annotators or more "
        "marked: 1 is perfect, 0 what chance would give."
        f"{' Gold lines are what others reached.' if notes else ''}</p>{drawn}"
        + table(
            (
                "Field",
                "Alpha",
                "Percent",
                "Cohen",
                "Fleiss",
                "AC1",
                "Units",
                "Both give it",
                "Differ",
            ),
            rows,
        )
        + (
            f"<details><summary>What the gold lines stand for</summary><ul>{notes}</ul></details>"
            if notes
            else ""
        )
    )


def _key(field: FieldRow) -> str:
    return f"{field['field']}.{field['level']}"


def _cell(estimate: EstimateRow, key: str, label: str) -> str:
    if estimate["value"] is None:
        return f'<span title="{escape(estimate["note"] or "")}">–</span>'
    return button(key, label, in_words(estimate))


def detection(row: ReportRow) -> str:
    drawn = intervals(
        [
            (d["title"], d["estimate"], "detection", _reference(row, d["measure"]))
            for d in row["detection"]
        ]
    )
    return (
        "<h2>Did they see the same events?</h2><p>F1 is the share of events that the other "
        f"annotator marked too, from loose to strict; alpha corrects for chance.</p>{drawn}"
    )


def codes(row: ReportRow) -> str:
    if not row["codes"]:
        return ""
    order = [c["code"] for c in row["codes"]]
    titles = {c["code"]: f"{c['code']} {c['name']}" for c in row["codes"]}
    grain = (
        "action.root"
        if any(c["field"] == "action.root" for c in row["confusion"])
        else "action.code"
    )
    mine = [c for c in row["confusion"] if c["field"] == grain]
    total = dict.fromkeys(order, 0)
    for c in mine:
        total[c["a"]] += c["pairs"]
        if c["a"] != c["b"]:
            total[c["b"]] += c["pairs"]
    cells = {
        (c["a"], c["b"]): (
            c["pairs"] / max(min(total[c["a"]], total[c["b"]]), 1),
            str(c["pairs"]),
            f"confusion:{grain}:{c['a']}:{c['b']}" if c["a"] != c["b"] else None,
        )
        for c in mine
    }
    drawn = heat_map(order, cells, titles, "Confusion between codes") if len(order) <= 60 else ""
    listed = table(
        ("Code", "Events", "Alpha against all others", "Agreed pairs", "Differ"),
        [
            (
                escape(titles[c["code"]]),
                str(c["events"]),
                escape(in_words(c["alpha"])),
                "–" if c["agreed"] is None else f"{100 * c['agreed']:.0f} %",
                button(f"code:{c['code']}", titles[c["code"]], str(len(c["differ"]))),
            )
            for c in row["codes"]
        ],
    )
    worst = sorted(
        (c for c in row["confusion"] if c["a"] != c["b"] and c["field"] != "action.root"),
        key=lambda c: (-c["pairs"], c["field"], c["a"], c["b"]),
    )[:TOP]
    confused = table(
        ("Field", "One says", "Another says", "Pairs"),
        [
            (
                escape(NAMES.get(c["field"], c["field"])),
                escape(c["a"]),
                escape(c["b"]),
                button(
                    f"confusion:{c['field']}:{c['a']}:{c['b']}",
                    f"{c['a']} against {c['b']}",
                    str(c["pairs"]),
                ),
            )
            for c in worst
        ],
        numbers=3,
    )
    return (
        "<h2>Which codes are confused</h2><p>Pairs of codings of the same event, in the order of "
        "the codebook. The diagonal is agreement.</p>"
        f'<div class="wide">{drawn}</div><h3>By code</h3>{listed}'
        + (f"<h3>Most frequent confusions</h3>{confused}" if worst else "")
    )


def threshold(row: ReportRow) -> str:
    sweep = row["sweep"]
    keys = list(sweep[0]["alphas"]) if sweep else []
    if not row["totals"]["units"]:
        return ""
    chosen = next(
        (
            i
            for i, s in enumerate(sweep)
            if abs(s["threshold"] - row["settings"]["threshold"]) < 1e-9
        ),
        None,
    )
    series = [("Aligned pairs", [(s["aligned_pairs"], None, None) for s in sweep])]
    series += [(NAMES[k], [(s["alphas"][k], None, None) for s in sweep]) for k in keys]
    drawn = lines([f"{s['threshold']:g}" for s in sweep], series, "Effect of the threshold", chosen)
    return (
        "<h2>What the threshold of alignment does</h2><p>Two events less alike than the threshold "
        "are taken for different events. A higher one leaves only easy pairs, on which people "
        f"agree better: read alpha together with the share of aligned pairs.</p>{drawn}"
        + table(
            ("Threshold", "Events", "Aligned pairs", *(NAMES[k] for k in keys)),
            [
                (
                    f"{s['threshold']:g}",
                    str(s["units"]),
                    "–" if s["aligned_pairs"] is None else f"{s['aligned_pairs']:.2f}",
                    *("–" if s["alphas"][k] is None else f"{s['alphas'][k]:.2f}" for k in keys),
                )
                for s in sweep
            ],
        )
    )


def methods(row: ReportRow) -> str:
    return (
        '<h2>Methods</h2><p>To paste into a paper. <button id="copy">Copy</button></p>'
        f'<blockquote id="methods-text">{escape(row["methods"])}</blockquote>'
    )

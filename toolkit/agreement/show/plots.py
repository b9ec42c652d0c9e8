"""The plots of the report, as HTML and SVG that need nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from toolkit.agreement.report import EstimateRow

COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#7f3c8d", "#5a5a5a",
)  # fmt: skip
"""Told apart by most people with colour-blindness (after Okabe and Ito, two darkened for white)."""


def colour(number: int) -> str:
    """The colour of the annotator or series of that number."""
    return COLOURS[number % len(COLOURS)]


def in_words(estimate: EstimateRow | None) -> str:
    """``0.71 [0.60, 0.80]``, or an en dash where there is no value."""
    if estimate is None or estimate["value"] is None:
        return "–"
    text = f"{estimate['value']:.2f}"
    if estimate["low"] is not None:
        text += f" [{estimate['low']:.2f}, {estimate['high']:.2f}]"
    return text


def button(key: str, label: str, text: str) -> str:
    """A number that opens the list ``key`` of events."""
    return (
        f'<button class="n" data-list="{escape(key)}" data-label="{escape(label)}">'
        f"{escape(text)}</button>"
    )


def axis_start(values: Sequence[float]) -> float:
    """Where an axis of agreement begins: 0, or a fifth, three fifths or 1 below it."""
    least = min(values, default=0.0)
    return next(start for start in (0.0, -0.2, -0.6, -1.0) if start <= max(least, -1.0))


def intervals(
    rows: Sequence[tuple[str, EstimateRow, str | None, tuple[float, float] | None]],
) -> str:
    """A line for each estimate on a common axis: name, interval and point, number in words. Each
    row is (name, estimate, key of its list of events, range that others reached)."""
    values = [v for _, e, _, _ in rows for v in (e["value"], e["low"]) if v is not None]
    low = axis_start(values)

    def at(value: float) -> str:
        return f"{100 * (max(value, low) - low) / (1 - low):.2f}%"

    ticks = [low + 0.2 * i for i in range(round((1 - low) / 0.2) + 1)]
    grid = "".join(f'<i class="grid" style="left:{at(t)}"></i>' for t in ticks)
    made = ['<div class="plot" role="list">']
    for name, estimate, key, reference in rows:
        parts = [grid]
        if reference is not None:
            left, right = at(reference[0]), at(reference[1])
            parts.append(
                f'<i class="ref" style="left:{left};right:calc(100% - {right})" '
                f'title="others reached {reference[0]:.2f} to {reference[1]:.2f}"></i>'
            )
        if estimate["low"] is not None and estimate["high"] is not None:
            left, right = at(estimate["low"]), at(estimate["high"])
            parts.append(f'<i class="bar" style="left:{left};right:calc(100% - {right})"></i>')
        if estimate["value"] is not None:
            parts.append(f'<i class="dot" style="left:{at(estimate["value"])}"></i>')
        if estimate["value"] is None:
            parts.append(f'<em class="why">{escape(estimate["note"] or "not defined")}</em>')
        said = in_words(estimate)
        number = button(key, name, said) if key and estimate["value"] is not None else said
        note = f' title="{escape(estimate["note"])}"' if estimate["note"] else ""
        made.append(
            f'<div class="row" role="listitem"><span class="name">{escape(name)}</span>'
            f'<span class="track">{"".join(parts)}</span>'
            f'<span class="value"{note}>{number}</span></div>'
        )
    labels = "".join(f'<span style="left:{at(t)}">{t + 0.0:.1f}</span>' for t in ticks)
    made.append(
        f'<div class="row axis" aria-hidden="true"><i class="track">{labels}</i></div></div>'
    )
    return "".join(made)


def shade(share: float) -> str:
    """A blue, the deeper the greater the share, 0..1."""
    share = min(max(share, 0.0), 1.0)
    top, bottom = (247, 250, 253), (8, 69, 132)
    mixed = (round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
    return "#" + "".join(f"{c:02x}" for c in mixed)


def heat_map(
    names: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[float, str, str | None]],
    titles: Mapping[str, str],
    label: str,
) -> str:
    """A symmetric map, rows and columns in the order of ``names``: for a pair the share that gives
    its shade, what stands in it, and the key of its list of events."""
    size = 34
    longest = max((len(name) for name in names), default=0)
    left = 16 + 7 * longest
    top = 26 if longest <= 4 else 16 + 7 * longest  # long names stand upright
    wide = left + size * len(names) + 8
    made = [
        f'<svg width="{wide}" height="{top + size * len(names) + 8}" role="img" '
        f'aria-label="{escape(label)}">'
    ]
    for i, name in enumerate(names):
        hint = f"<title>{escape(titles.get(name, name))}</title>"
        made.append(
            f'<text x="{left - 6}" y="{top + size * i + size / 2 + 4}" text-anchor="end">'
            f"{escape(name)}{hint}</text>"
            f"{column_label(name, left + size * i + size / 2, top - 8, longest > 4)}{hint}</text>"
        )
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            cell = cells.get((a, b)) or cells.get((b, a))
            if cell is None:
                continue
            share, text, key = cell
            x, y = left + size * j, top + size * i
            link = (
                f' data-list="{escape(key)}" data-label="{escape(f"{a} against {b}")}" tabindex="0"'
                if key
                else ""
            )
            ink = "#ffffff" if share > 0.45 else "#1b1f24"
            hint = f"{titles.get(a, a)} / {titles.get(b, b)}: {text}"
            made.append(
                f'<g><rect x="{x}" y="{y}" width="{size - 1}" height="{size - 1}" '
                f'fill="{shade(share)}"{link}><title>{escape(hint)}</title></rect>'
                f'<text x="{x + size / 2 - 0.5}" y="{y + size / 2 + 4}" text-anchor="middle" '
                f'style="fill:{ink};pointer-events:none">{escape(text)}</text></g>'
            )
    return "".join(made) + "</svg>"


def column_label(name: str, x: float, y: float, upright: bool) -> str:
    """The beginning of the text above a column."""
    if upright:
        return f'<text transform="translate({x + 4} {y}) rotate(-90)">{escape(name)}'
    return f'<text x="{x}" y="{y}" text-anchor="middle">{escape(name)}'


Line = tuple[str, Sequence[tuple[float | None, float | None, float | None]]]


def lines(
    ticks: Sequence[str], series: Sequence[Line], label: str, marks: int | None = None
) -> str:
    """Lines over equally spaced ticks; each series has a name and, for each tick, value, low and
    high (None where not defined). ``marks`` is the tick to point out."""
    width, height, left, top, bottom = 660, 240, 36, 12, 24
    inner, tall = width - left - 16, height - top - bottom
    found = [v for _, points in series for point in points for v in point if v is not None]
    low = axis_start(found)

    def x(i: int) -> float:
        return left + (inner * (i + 0.5) / len(ticks))

    def y(value: float) -> float:
        return top + tall * (1 - (max(value, low) - low) / (1 - low))

    made = [
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}">'
    ]
    for step in range(round((1 - low) / 0.2) + 1):
        value = low + 0.2 * step + 0.0
        made.append(
            f'<line x1="{left}" x2="{width - 16}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
            f'stroke="#d8dee4"/><text class="faint" x="{left - 6}" y="{y(value) + 4:.1f}" '
            f'text-anchor="end">{value:.1f}</text>'
        )
    for i, tick in enumerate(ticks):
        if marks == i:
            made.append(
                f'<line x1="{x(i):.1f}" x2="{x(i):.1f}" y1="{top}" y2="{top + tall}" '
                'stroke="#b08900" stroke-dasharray="4 3"/>'
            )
        made.append(
            f'<text class="faint" x="{x(i):.1f}" y="{height - 6}" text-anchor="middle">'
            f"{escape(tick)}</text>"
        )
    for number, (name, points) in enumerate(series):
        shift = 4 * (number - (len(series) - 1) / 2)  # so that intervals stand side by side
        ink = colour(number)
        there = [(x(i) + shift, p) for i, p in enumerate(points) if p[0] is not None]
        way = " ".join(f"{px:.1f},{y(p[0] or 0.0):.1f}" for px, p in there)
        made.append(f'<polyline points="{way}" fill="none" stroke="{ink}" stroke-width="1.5"/>')
        for px, (middle, under, over) in there:
            if under is not None and over is not None:
                made.append(
                    f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{y(under):.1f}" y2="{y(over):.1f}" '
                    f'stroke="{ink}" stroke-opacity=".45" stroke-width="2"/>'
                )
            made.append(
                f'<circle cx="{px:.1f}" cy="{y(middle or 0.0):.1f}" r="3.5" fill="{ink}">'
                f"<title>{escape(name)}: {middle or 0.0:.2f}</title></circle>"
            )
    legend = "".join(
        f'<span><i class="swatch" style="background:{colour(i)}"></i>{escape(name)}</span>'
        for i, (name, _) in enumerate(series)
    )
    return f'<div class="legend">{legend}</div><div class="wide">{"".join(made)}</svg></div>'

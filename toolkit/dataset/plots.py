"""The pictures of a card: events by root code, and articles and events by month."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.dataset.plan import Plan
from toolkit.ontology import QUAD_CLASSES, Codebook

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUAD_COLOURS = {1: "#4c9f70", 2: "#1f6f8b", 3: "#e0a030", 4: "#b5403a"}
_MOST_MONTHS = 60
_LAYERS = (("events", "gold"), ("machine", "machine"))


def write_plots(folder: Path, made: Plan) -> list[tuple[str, str]]:
    """Draw what there is data for into ``images/``; returns each picture's path in the dataset and
    what it shows. The same data gives the same bytes."""
    drawn = []
    roots = _roots(made)
    if any(roots.values()):
        drawn.append(("images/roots.png", "Events by root code and quad class"))
        _save(_draw_roots(roots, made.inputs.codebook), folder / drawn[-1][0])
    months = _months(made)
    if len({month for found in months.values() for month in found}) > 1:
        drawn.append(("images/timeline.png", "Articles and events over time"))
        _save(_draw_months(months), folder / drawn[-1][0])
    return drawn


def _rows(made: Plan, config: str) -> list[dict[str, Any]]:
    return [row for rows in made.tables.get(config, {}).values() for row in rows]


def _roots(made: Plan) -> dict[str, Counter[str]]:
    return {
        layer: Counter(row["root_label"] for row in _rows(made, config))
        for config, layer in _LAYERS
    }


def _months(made: Plan) -> dict[str, Counter[str]]:
    found = {
        "articles": Counter(
            f"{row['published']:%Y-%m}" for row in _rows(made, "documents") if row.get("published")
        )
    }
    for config, layer in _LAYERS:
        found[f"{layer} events"] = Counter(
            f"{row['date']['start']:%Y-%m}" for row in _rows(made, config) if row["date"]
        )
    return {name: months for name, months in found.items() if months}


def _draw_roots(roots: dict[str, Counter[str]], codebook: Codebook) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    present = [layer for layer, found in roots.items() if found]
    figure = Figure(figsize=(4.5 * len(present) + 2.5, 5.2), layout="constrained")
    panels: Any = figure.subplots(1, len(present), squeeze=False, sharey=True)[0]
    codes = codebook.roots
    for axes, layer in zip(panels, present, strict=True):
        axes.barh(
            range(len(codes)),
            [roots[layer][code] for code in codes],
            color=[QUAD_COLOURS[codebook.quad(code)] for code in codes],
        )
        axes.set_title(f"{layer}: {roots[layer].total()} events")
        _plain(axes)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0].invert_yaxis()
    panels[0].set_yticks(range(len(codes)), [f"{c} {codebook[c].name}" for c in codes], fontsize=8)
    figure.legend(
        handles=[Patch(color=QUAD_COLOURS[q], label=name) for q, name in QUAD_CLASSES.items()],
        loc="outside lower center",
        ncols=4,
        frameon=False,
    )
    return figure


def _draw_months(months: dict[str, Counter[str]]) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    every = sorted({month for found in months.values() for month in found})
    span = _span(every[0], every[-1])
    if len(span) > _MOST_MONTHS:  # by year then
        months = {name: _by_year(found) for name, found in months.items()}
        span = [str(year) for year in range(int(every[0][:4]), int(every[-1][:4]) + 1)]
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    axes = figure.subplots()
    for name, found in months.items():
        axes.plot(range(len(span)), [found[m] for m in span], marker="o", ms=3, label=name)
    step = max(1, len(span) // 12)
    axes.set_xticks(range(0, len(span), step), span[::step], rotation=45, fontsize=8)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False)
    _plain(axes)
    return figure


def _by_year(found: Counter[str]) -> Counter[str]:
    made: Counter[str] = Counter()
    for month, count in found.items():
        made[month[:4]] += count
    return made


def _span(first: str, last: str) -> list[str]:
    """The months from one to another, both included."""
    year, month = (int(part) for part in first.split("-"))
    made = []
    while (now := f"{year:04d}-{month:02d}") <= last:
        made.append(now)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return made


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})

"""The pictures of a report: confusion, calibration, learning curve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.baselines.scores import confusion

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

    from toolkit.baselines.report import Report

_INK = "#1f6f8b"
_MOST_LABELS = 30


def write_figures(of: Report, folder: Path, name: str) -> list[tuple[str, str]]:
    """Draw what there is data for as ``<name>-*.png``; returns file names and what they show. The
    same report gives the same bytes."""
    drawn = []
    if len(of.scored):
        drawn.append((_confusion(of), f"{name}-confusion.png", "Gold and predicted labels"))
    if of.calibration:
        drawn.append((_calibration(of), f"{name}-calibration.png", "Confidence and share right"))
    if len(of.curve) > 1:
        drawn.append((_curve(of), f"{name}-curve.png", "Macro F1 by number of sentences"))
    for picture, file, _ in drawn:
        picture.savefig(folder / file, dpi=120, metadata={"Software": None})
    return [(file, what) for _, file, what in drawn]


def _picture(width: float, height: float) -> tuple[Picture, Any]:
    # Without pyplot there is no global state and no display.
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(width, height), layout="constrained")
    axes = picture.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return picture, axes


def _confusion(of: Report) -> Picture:
    labels, counts = confusion(of.scored)
    if len(labels) > _MOST_LABELS:  # the commonest in the gold; the table holds them all
        kept = sorted(np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST_LABELS])
        labels, counts = [labels[i] for i in kept], counts[np.ix_(kept, kept)]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = 2.5 + 0.28 * len(labels)
    picture, axes = _picture(size + 1, size)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [label or "no answer" for label in labels]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    for i, j in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[i, j] > 0.5 else "black"
        axes.text(j, i, str(counts[i, j]), ha="center", va="center", fontsize=7, color=colour)
    axes.set_xlabel("predicted")
    axes.set_ylabel("gold")
    axes.set_title(f"{of.scored.name}, {of.task}, {of.split}", fontsize=9)
    return picture


def _calibration(of: Report) -> Picture:
    assert of.calibration is not None
    picture, axes = _picture(4, 4)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    means, shares, _ = zip(*of.calibration.bins, strict=True)
    axes.plot(means, shares, marker="o", color=_INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("mean confidence")
    axes.set_ylabel("share right")
    axes.set_title(f"expected calibration error {of.calibration.error:.3f}", fontsize=9)
    return picture


def _curve(of: Report) -> Picture:
    picture, axes = _picture(5, 3.5)
    found = [p.figures["macro_f1"] for p in of.curve]
    sizes = [p.sentences for p in of.curve]
    values = [f.value for f in found]
    low = [max(0.0, f.value - f.low) for f in found]
    high = [max(0.0, f.high - f.value) for f in found]
    axes.errorbar(sizes, values, yerr=[low, high], marker="o", color=_INK, capsize=3)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(n) for n in sizes], rotation=45, fontsize=8)
    axes.set_xticks([], minor=True)
    axes.set_ylim(0, 1)
    axes.set_xlabel("sentences in training")
    axes.set_ylabel("macro F1")
    return picture

"""The paragraph of methods that goes with a report."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from toolkit import __version__

if TYPE_CHECKING:
    from toolkit.agreement.report import EstimateRow, ReportRow


def versions() -> dict[str, str]:
    """The versions of what computed a report."""
    made = {"toolkit": __version__}
    for name in ("numpy", "scipy"):
        try:
            made[name] = version(name)
        except PackageNotFoundError:  # installed without its metadata
            made[name] = "unknown"
    return made


def number(estimate: EstimateRow | None) -> str:
    """``0.71 (0.60 to 0.80)``."""
    if estimate is None or estimate["value"] is None:
        return "not defined"
    text = f"{estimate['value']:.2f}"
    if estimate["low"] is not None:
        text += f" ({estimate['low']:.2f} to {estimate['high']:.2f})"
    return text


def paragraph(row: ReportRow) -> str:
    """The procedure and the main numbers in prose, ready for a paper."""
    t, s = row["totals"], row["settings"]
    weights = {k: v for k, v in s["similarity"].items() if k != "reach"}
    reach = s["similarity"]["reach"]
    listed = ", ".join(f"{name} {value:.2f}" for name, value in weights.items())
    fields = {f"{f['field']}.{f['level']}": f for f in row["fields"]}
    detection = {d["measure"]: d["estimate"] for d in row["detection"]}
    told = [
        f"{name} {number(fields[key]['alpha'])}"
        for key, name in (
            ("action.root", "root code"),
            ("action.code", "full code"),
            ("action.tree", "full code with the path distance"),
            ("source.code", "source"),
            ("target.code", "target"),
            ("status.status", "status"),
        )
        if key in fields
    ]
    guidelines = ", ".join(s["guidelines"])
    sentences = [
        f"{count(t['annotators'], 'annotator')} coded {count(t['documents'], 'document')} "
        f"({count(t['events'], 'event')}; codes: {s['codes']}"
        + (f"; guidelines {guidelines}" if guidelines else "")
        + f"); {count(t['shared_documents'], 'document')} had two or more independent codings.",
        "Within a document, events of each two annotators were aligned one to one so that the "
        "sum of their similarities is greatest, leaving out pairs below "
        f"{s['threshold']:g}; similarity is the weighted mean of the agreement of their fields "
        f"({listed})"
        + (
            f", and 0 where the action spans lie more than {reach:g} characters apart."
            if reach is not None
            else "."
        ),
        "Pairs were joined to events of several annotators from the most similar down, at most "
        "one event of an annotator in each.",
        f"This gave {count(t['units'], 'distinct event')}, {t['seen_by_two']} of them marked by "
        "two or more annotators; the mean pairwise F1 of detection is "
        f"{number(detection.get('f1_aligned'))}.",
        "On aligned events we report Krippendorff's alpha (Krippendorff 2004): nominal for codes "
        "and names, with the path distance in the tree of codes for the hierarchical variant, with "
        "the Jaccard distance of code elements for actors, with squared days for dates and "
        "great-circle kilometres for places; an actor or place left empty counts as a value of its "
        "own, a date or coordinate left empty as missing.",
        f"Alpha is: {'; '.join(told)}." if told else "",
        f"Intervals in parentheses are {100 * s['level']:g} % percentile intervals over "
        f"{s['replicates']} bootstrap samples of documents (seed {s['seed']}).",
        "Computed with " + ", ".join(f"{name} {v}" for name, v in s["versions"].items()) + ".",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def count(n: int, noun: str) -> str:
    """``1 document``, ``2 documents``."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"

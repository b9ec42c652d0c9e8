"""The sections of a dataset card that are filled from the data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from toolkit import __version__
from toolkit.agreement.show.plots import in_words
from toolkit.dataset import statements
from toolkit.dataset.checks import Finding
from toolkit.dataset.citation import bibtex
from toolkit.dataset.features import CONFIGS, LAYERS
from toolkit.dataset.history import Release
from toolkit.dataset.plan import Plan
from toolkit.dataset.wording import count, documents_of, language_name, rows_of, table

Row = dict[str, Any]

_MINUTES = Path(__file__).parent / "minutes.md"
_LABEL_SOURCES = {
    "gold": "gold",
    "annotation": "one annotator, or a disagreement not yet settled",
    "machine": "machine only",
    None: "nobody looked",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dataset will lie: what a reader passes to ``load_dataset``, and whether that is a
    repository of the Hub."""

    address: str
    on_hub: bool = False


def sections(
    made: Plan,
    leaks: Mapping[str, Any],
    pictures: Sequence[tuple[str, str]],
    release: Release | None,
    findings: Sequence[Finding],
    place: Place,
) -> dict[str, str]:
    """The text for each placeholder of ``card.md``."""
    settings, codebook = made.inputs.settings, made.inputs.codebook
    return {
        "title": settings.title,
        "description": settings.description.strip() or "News articles coded as events.",
        "held": _held(made),
        "address": place.address,
        "first": next(iter(made.tables)),
        "configs": _configs(made),
        "minutes": _minutes(made, place),
        "columns": _columns(made),
        "collection": _collection(made),
        "codebook": codebook.version,
        "codes": str(len(codebook)),
        "machine": _machine(made),
        "annotators": _annotators(made),
        "agreement": _agreement(made),
        "labels": _labels(made, pictures),
        "splits": _splits(made, leaks),
        "rights": statements.rights(made),
        "limits": statements.limits(made),
        "personal": statements.personal(made, findings),
        "versions": statements.versions(made, release),
        "bibtex": bibtex(settings, made.version, release),
        "toolkit": __version__,
    }


def _held(made: Plan) -> str:
    parts = [
        count(len(documents_of(made)), "article"),
        count(len(rows_of(made, "events")), "gold event"),
        count(len(rows_of(made, "machine")), "machine-coded event"),
        count(len(rows_of(made, "annotators")), "annotator"),
    ]
    return f"Version {made.version}: {', '.join(parts)}."


def _configs(made: Plan) -> str:
    rows = []
    for config, by_split in made.tables.items():
        told = ", ".join(f"{split} {len(found):,}" for split, found in by_split.items())
        rows.append((f"`{config}`", CONFIGS[config], told))
    return table(("config", "what a row is", "rows"), rows)


def _minutes(made: Plan, place: Place) -> str:
    """The examples of ``minutes.md`` whose configs and split the dataset has."""
    text = _MINUTES.read_text(encoding="utf-8")
    files = f"hf://datasets/{place.address}" if place.on_hub else place.address
    pairs = any(row["annotators"] > 1 for row in documents_of(made) if row["split"] == "train")
    shown = []
    for needs, example in re.findall(r"<!-- needs: (.+?) -->\n(.*?)(?=<!-- needs|\Z)", text, re.S):
        wanted = set(needs.split())
        if "pairs" in wanted and not pairs:
            continue
        held = (made.tables.get(config, {}) for config in wanted - {"pairs"})
        if all("train" in by_split or set(by_split) & set(LAYERS) for by_split in held):
            shown.append(Template(example.strip()).substitute(address=place.address, files=files))
    return "\n\n".join(shown)


def _columns(made: Plan) -> str:
    told = [
        "`annotations` has one row a labelled event, and one with an empty event for an article in "
        "which the annotator found none (`no_events`) or which they passed over (`skipped`). ",
        "In `sentences`, `label_source` says whether a label is gold, an annotator's or the "
        "machine's, `root_votes` holds the share of annotators for each of the 20 roots and, last, "
        "for no event. ",
        "`digest` beside a quoted text is the start of its SHA-256. ",
        "`one_a_day` and `dyad_month` have the splits `gold` and `machine` instead of train and "
        "test; `cow` columns are Correlates of War country numbers.",
    ]
    if "annotations" not in made.tables:
        told = told[1:]
    return "".join(told)


def _collection(made: Plan) -> str:
    documents = documents_of(made)
    days = sorted(row["published"] for row in documents if row["published"])
    languages = Counter(row["lang"] for row in documents)
    publishers = Counter(row["publisher"] or "not known" for row in documents)
    told = [
        f"{count(len(documents), 'article')} in "
        + ", ".join(f"{language_name(lang)} ({n:,})" for lang, n in sorted(languages.items()))
        + "."
    ]
    if days:
        told.append(f"Published from {days[0]} to {days[-1]}.")
    inferred = sum(row["published_source"] == "inferred" for row in documents)
    undated = len(documents) - len(days)
    if inferred:
        told.append(
            f"For {count(inferred, 'article')} the date was inferred from the text "
            "(`published_source`)."
        )
    if undated:
        told.append(f"{count(undated, 'article has', 'articles have')} no date.")
    shown = sorted(publishers.items(), key=lambda p: (-p[1], p[0]))[:15]
    rows = [(name, f"{n:,}", f"{n / len(documents):.0%}") for name, n in shown]
    rest = len(documents) - sum(n for _, n in shown)
    if rest:
        rows.append(("others", f"{rest:,}", f"{rest / len(documents):.0%}"))
    return " ".join(told) + "\n\n" + table(("publisher", "articles", "share"), rows)


def _machine(made: Plan) -> str:
    coders = sorted({row["coder"] for row in documents_of(made) if row["coder"]})
    if not coders:
        return "No article was coded by machine."
    return (
        f"The config `machine` is the output of {', '.join(f'`{c}`' for c in coders)}; nobody "
        "has checked it."
    )


def _annotators(made: Plan) -> str:
    found = rows_of(made, "annotators")
    if not found:
        return "Nobody has annotated yet; all labels are the machine's."
    rows = [
        (
            f"`{row['annotator']}`",
            row["role"],
            ", ".join(row["languages"]),
            row["training"],
            f"{row['documents']:,}",
            f"{row['events']:,}",
            row["hours"],
            ", ".join(row["guidelines"]),
        )
        for row in found
    ]
    head = (
        "annotator", "role", "languages", "training", "articles", "events", "hours", "guidelines"
    )  # fmt: skip
    documents = documents_of(made)
    several = sum(row["annotators"] > 1 for row in documents)
    anyone = sum(row["annotators"] > 0 for row in documents)
    return (
        f"{count(anyone, 'article was', 'articles were')} annotated, {several:,} of them by two "
        "or more annotators, independently.\n\n" + table(head, rows)
    )


def _agreement(made: Plan) -> str:
    report = made.inputs.agreement
    if not any(row["annotators"] > 1 for row in documents_of(made)):
        return "Not measured: no article has been annotated by two people."
    if report is None:
        return "Not measured yet (`toolkit agree`)."
    told = []
    if report["warnings"]:
        told.append("\n".join(f"> {w[:1].upper()}{w[1:]}." for w in report["warnings"]))
    told.append(
        table(
            ("detection", "estimate", "articles"),
            [
                (row["title"], in_words(row["estimate"]), row["estimate"]["documents"])
                for row in report["detection"]
            ],
        )
    )
    told.append(
        table(
            ("field of aligned events", "Krippendorff's alpha", "percent", "units", "articles"),
            [
                (
                    row["title"],
                    in_words(row["alpha"]),
                    in_words(row["percent"]),
                    row["alpha"]["units"],
                    row["alpha"]["documents"],
                )
                for row in report["fields"]
            ],
        )
    )
    level = report["settings"]["level"]
    told.append(f"In brackets, {level:.0%} intervals. {report['methods']}")
    return "\n\n".join(told)


def _labels(made: Plan, pictures: Sequence[tuple[str, str]]) -> str:
    codebook = made.inputs.codebook
    gold = Counter(row["root_label"] for row in rows_of(made, "events"))
    machine = Counter(row["root_label"] for row in rows_of(made, "machine"))
    told = [
        table(
            ("root", "name", "gold events", "machine events"),
            [
                (code, codebook[code].name, f"{gold[code]:,}", f"{machine[code]:,}")
                for code in codebook.roots
                if gold[code] or machine[code]
            ],
        )
    ]
    sentences = rows_of(made, "sentences")
    sources = Counter(row["label_source"] for row in sentences)
    with_event = Counter(row["label_source"] for row in sentences if row["has_event"])
    told.append(
        "Sentences by where their label comes from:\n\n"
        + table(
            ("label", "sentences", "with an event"),
            [
                (what, f"{sources[name]:,}", f"{with_event[name]:,}")
                for name, what in _LABEL_SOURCES.items()
                if sources[name]
            ],
        )
    )
    told += [f"![{what}]({path})" for path, what in pictures]
    return "\n\n".join(told)


_RULES = {
    "random": "Clusters go to splits at random (seed {seed}), annotated articles and languages "
    "spread over all of them.",
    "time": "The oldest articles are for training, the newest for testing; a cluster is as old as "
    "its newest article.",
    "publisher": "The articles of a publisher are all in one split.",
}


def _splits(made: Plan, leaks: Mapping[str, Any]) -> str:
    rule = made.inputs.settings.split
    told = list(made.assignment.notes)
    if made.assignment.used() != ["train"]:
        told.append(_RULES[rule.by].format(seed=rule.seed))
        told.append(
            "Near-duplicates (word 3-shingles with a Jaccard similarity of "
            f"{leaks['jaccard_from']} or more, or {leaks['containment_from']:.0%} of the shorter "
            f"article in the longer) form {count(leaks['clusters'], 'cluster')}, and a cluster "
            "lies in one split. A released article keeps its split."
        )
        pairs = len(leaks["straddling"])
        told.append(
            "An exact comparison of all articles across splits finds "
            + (f"{count(pairs, 'such pair')}" if pairs else "no such pair")
            + ": see `leakage.json`."
        )
        for split, found in leaks["same_sentences"].items():
            told.append(
                f"Of {count(found['sentences'], 'sentence')} of {split}, "
                f"{found['also_in_train']:,} stand word for word in train too."
            )
    held = len(made.assignment.held_back)
    if held:
        told.append(
            f"{count(held, 'article is', 'articles are')} held back, since "
            f"{'it' if held == 1 else 'each'} would tie two splits together or cannot be placed."
        )
    names = made.assignment.used()
    documents = Counter(row["split"] for row in documents_of(made))
    people = Counter(row["split"] for row in documents_of(made) if row["annotators"])
    events = {split: len(rows) for split, rows in made.tables.get("events", {}).items()}
    shown = table(
        ("split", "articles", "annotated", "gold events"),
        [(n, f"{documents[n]:,}", f"{people[n]:,}", f"{events.get(n, 0):,}") for n in names],
    )
    return " ".join(told) + "\n\n" + shown

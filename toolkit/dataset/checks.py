"""What is looked at before a dataset goes out, each fault a line that names the record."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from toolkit.checks import event_faults
from toolkit.dataset.history import number
from toolkit.dataset.plan import Plan
from toolkit.dataset.tables import arrow
from toolkit.records import Event

Level = Literal["privacy", "fault", "warning"]
EARLIEST = dt.date(1900, 1, 1)
FURTHEST = dt.timedelta(days=366 * 10)  # how far after its article an event may lie


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: ``privacy`` ones are never skipped, a ``warning`` stops nothing. ``where`` names
    the record."""

    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


def check(made: Plan, today: dt.date) -> list[Finding]:
    """Every finding on a planned dataset, privacy first."""
    found = [
        *_schema(made),
        *_records(made),
        *_dates(made, today),
        *_orphans(made),
        *_duplicates(made),
        *_splits(made),
        *_labels(made),
        *_versions(made),
        *_policy(made),
        *privacy(made.rows()),
    ]
    order = {"privacy": 0, "fault": 1, "warning": 2}
    return sorted(found, key=lambda f: order[f.level])


def _layers(made: Plan) -> Iterator[tuple[str, Event]]:
    for event in made.inputs.gold:
        yield "gold", event
    for event in made.inputs.machine:
        yield "machine", event
    for annotation in made.inputs.annotations:
        for event in annotation.events:
            yield f"annotation by {annotation.annotator}", event


def _schema(made: Plan) -> Iterator[Finding]:
    for config, by_split in made.tables.items():
        for split, rows in by_split.items():
            try:
                arrow(config, rows, made.labels)
            except (pa.ArrowException, KeyError, OverflowError) as error:
                yield Finding("fault", f"{config}/{split}", f"a row does not fit: {error}")


def _records(made: Plan) -> Iterator[Finding]:
    documents = {d.doc_id: d for d in made.inputs.documents}
    for layer, event in _layers(made):
        where = f"{layer} event {event.event_id} of {event.doc_id}"
        for fault in event_faults(event, made.inputs.codebook, documents.get(event.doc_id)):
            yield Finding("fault", where, fault)


def _dates(made: Plan, today: dt.date) -> Iterator[Finding]:
    published = {d.doc_id: d.published for d in made.inputs.documents}
    for doc_id, day in published.items():
        if day is not None and not EARLIEST <= day <= today:
            yield Finding("fault", f"article {doc_id}", f"it is dated {day}")
    for layer, event in _layers(made):
        if event.date is None:
            continue
        last = (published.get(event.doc_id) or today) + FURTHEST
        if event.date.start < EARLIEST or event.date.end > last:
            yield Finding(
                "fault",
                f"{layer} event {event.event_id} of {event.doc_id}",
                f"its date {event.date.start}..{event.date.end} is out of range",
            )


def _orphans(made: Plan) -> Iterator[Finding]:
    known = {d.doc_id for d in made.inputs.documents}
    gone = made.history.takedowns
    for layer, event in _layers(made):
        if event.doc_id not in known:
            yield Finding(
                "fault", f"{layer} event {event.event_id}", f"there is no article {event.doc_id}"
            )
    for annotation in made.inputs.annotations:
        if annotation.doc_id not in known:
            yield Finding(
                "fault",
                f"annotation by {annotation.annotator}",
                f"there is no article {annotation.doc_id}",
            )
    for doc_id, released in made.history.ledger.items():
        if doc_id not in known and doc_id not in gone:
            yield Finding(
                "fault",
                f"article {doc_id}",
                f"it was released in {released.since} and is gone; put it back, or name it in "
                "schemas/takedowns.yaml",
            )
    for doc_id in made.unknown_takedowns:
        yield Finding(
            "fault",
            f"takedown of {doc_id}",
            "there is no such article; mend schemas/takedowns.yaml",
        )
    for doc_id in gone:
        cluster = made.history.ledger[doc_id].cluster if doc_id in made.history.ledger else None
        for other, name in made.assignment.cluster.items():
            if cluster is not None and name == cluster:
                yield Finding(
                    "warning",
                    f"article {other}",
                    f"it is a near-duplicate of {doc_id}, which was taken down",
                )


def _duplicates(made: Plan) -> Iterator[Finding]:
    def twice(ids: Iterable[str]) -> list[str]:
        return [name for name, times in Counter(ids).items() if times > 1]

    for name in twice(d.doc_id for d in made.inputs.documents):
        yield Finding("fault", f"article {name}", "its id stands twice")
    for layer, events in (("gold", made.inputs.gold), ("machine", made.inputs.machine)):
        for name in twice(e.event_id for e in events):
            yield Finding("fault", f"{layer} event {name}", "its id stands twice")
    for name in twice(e.event_id for a in made.inputs.annotations for e in a.events):
        yield Finding("fault", f"annotated event {name}", "its id stands twice")
    for name in twice(f"{a.doc_id} by {a.annotator}" for a in made.inputs.annotations):
        yield Finding("fault", f"annotation of {name}", "there are two of it")
    same: dict[str, list[str]] = {}
    for document in made.inputs.documents:
        same.setdefault(document.sha256, []).append(document.doc_id)
    for ids in same.values():
        if len(ids) > 1:
            yield Finding("warning", f"articles {', '.join(ids)}", "they have the same text")


def _splits(made: Plan) -> Iterator[Finding]:
    used, rule = made.assignment.used(), made.inputs.settings.split
    if used != ["train"]:
        for name in ("train", "validation", "test"):
            if getattr(rule, name) > 0 and name not in used:
                yield Finding("fault", f"split {name}", "it is empty")
    for doc_id, why in made.assignment.held_back.items():
        yield Finding("warning", f"article {doc_id}", f"it is held back: {why}")
    for first, second, similarity in made.assignment.leaks:
        yield Finding(
            "fault",
            f"articles {first} and {second}",
            f"they share {similarity:.0%} of their words and are in different splits",
        )


def _labels(made: Plan) -> Iterator[Finding]:
    old = made.history.latest
    if old is None:
        return
    for name in ("codes", "roots"):
        before, now = getattr(old.labels, name), getattr(made.labels, name)
        if now[: len(before)] != before:
            yield Finding(
                "fault", f"class names of {name}", f"their order differs from release {old.version}"
            )
    for code in old.labels.codes:
        if code not in made.inputs.codebook:
            yield Finding(
                "warning", f"code {code}", f"it was a class in {old.version} and left the codebook"
            )


def _versions(made: Plan) -> Iterator[Finding]:
    latest = made.history.latest
    if latest is not None and number(made.version) < number(latest.version):
        yield Finding(
            "fault",
            f"version {made.version}",
            f"{latest.version} is released already; raise version in schemas/dataset.yaml",
        )


def _policy(made: Plan) -> Iterator[Finding]:
    settings = made.inputs.settings
    if made.policy != "none" and not settings.text_policy_reason.strip():
        yield Finding(
            "warning",
            "schemas/dataset.yaml",
            f"the text goes out ({made.policy}) and text_policy_reason does not say why it may",
        )


# -- privacy ---------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")
# A number with a country code, or of ten and more digits with the usual separators and a leading 0.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+\d{1,3}|\(?0\d{2,4}\)?)[\s.-]?\d{2,4}(?:[\s.-]?\d{2,4}){1,3}(?![\w,/-])"
)
_SECRETS = {
    "a Hugging Face token": re.compile(r"\bhf_[A-Za-z0-9]{20,}"),
    "a GitHub token": re.compile(r"\b(?:ghp|gho|ghs|ghu)_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a Google key": re.compile(r"\bAIza[A-Za-z0-9_-]{30,}"),
    "an API key": re.compile(r"\bsk-[A-Za-z0-9_-]{20,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a web token": re.compile(
        r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
    ),
    "a password in an address": re.compile(r"\b[a-z]+://[^/\s:@]+:[^/\s:@]+@"),
}
_NO_PHONES = frozenset({"url", "doc_id", "digest", "sha256", "event_id", "created", "cluster"})


def privacy(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Iterator[Finding]:
    """E-mail addresses, telephone numbers and secrets in what is to be published. The matter itself
    is shown shortened, so that the report does not spread it."""
    seen = set()
    for config, _, row in rows:
        name = row.get("event_id") or row.get("sentence_id") or row.get("doc_id")
        name = name or row.get("annotator")
        for field, text in _strings(row):
            for what, matter in personal(text, phones=field.split(".")[-1] not in _NO_PHONES):
                key = (row.get("doc_id"), what, matter)
                if key not in seen:  # an article and its sentences tell it once
                    seen.add(key)
                    yield Finding(
                        "privacy", f"{config} {name}, {field}", f"{what} {_short(matter)!r}"
                    )


def personal(text: str, phones: bool = True) -> Iterator[tuple[str, str]]:
    """What is personal or secret in a text: what it is, and the matter itself."""
    for match in _EMAIL.finditer(text):
        yield "an e-mail address", match.group()
    if phones:
        for match in _PHONE.finditer(text):
            if 9 <= sum(c.isdigit() for c in match.group()) <= 15:
                yield "a telephone number", match.group()
    for what, pattern in _SECRETS.items():
        for match in pattern.finditer(text):
            yield what, match.group()


def _short(matter: str) -> str:
    return matter[:4] + "…" + matter[-2:]


def _strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, path)

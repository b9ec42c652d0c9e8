"""Annotators whose error rates are known, on made-up articles."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Document,
    Event,
    EventDate,
    Location,
    event_id,
)

ROOTS = ("010", "020", "042", "057", "073", "112", "130", "141", "173", "190")
ACTORS = ("IDN", "IDNGOV", "IDNMIL", "AUS", "AUSGOV", "MYS", "SGPGOV", "IGOUNO")
PLACES = (
    Location("Jakarta", "IDN", 1642911, lat=-6.2, lon=106.8),
    Location("Canberra", "AUS", 2172517, lat=-35.3, lon=149.1),
    Location("Kuala Lumpur", "MYS", 1735161, lat=3.1, lon=101.7),
)
STATUSES = ("asserted", "planned", "negated")
WORDS = "kapal gunung pasar hutan sungai jalan rumah kebun pantai langit".split()


@dataclass(frozen=True)
class Habits:
    """How an annotator errs: the probability of missing an event, and of giving each field a value
    drawn anew from all values."""

    miss: float = 0.0
    code: float = 0.0
    actor: float = 0.0
    status: float = 0.0
    date: float = 0.0


def article(rng: random.Random, number: int, sentences: int = 6, lang: str = "id") -> Document:
    """An article of short sentences that mean nothing."""
    lines = [
        " ".join(rng.choice(WORDS) for _ in range(8)).capitalize() + "." for _ in range(sentences)
    ]
    return Document(f"doc-{number:04d}", " ".join(lines), lang)


def true_events(rng: random.Random, document: Document, events: int) -> list[Event]:
    """One event in each of some sentences."""
    made: list[Event] = []
    start = 0
    for sentence in document.text.split(". ")[:events]:
        at = start + sentence.index(" ") + 1
        end = at + len(sentence[sentence.index(" ") + 1 :].split(" ")[0])
        day = dt.date(2016, 1, 1) + dt.timedelta(days=rng.randrange(300))
        made.append(
            Event(
                event_id(document.doc_id, "truth", at, end, 0),
                document.doc_id,
                Action(rng.choice(ROOTS), document.span(at, end)),
                "truth",
                Actor(rng.choice(ACTORS), "a"),
                Actor(rng.choice(ACTORS), "b"),
                EventDate(day, day, "day"),
                rng.choice(PLACES),
            )
        )
        start += len(sentence) + 2
    return made


def annotate(
    rng: random.Random, document: Document, truth: Sequence[Event], name: str, habits: Habits
) -> Annotation:
    """What an annotator of some habits makes of the true events."""
    made = []
    for event in truth:
        if rng.random() < habits.miss:
            continue
        span = event.action.span
        code = rng.choice(ROOTS) if rng.random() < habits.code else event.action.code
        source, target = event.source, event.target
        if rng.random() < habits.actor:
            source = Actor(rng.choice(ACTORS), "a")
        if rng.random() < habits.actor:
            target = Actor(rng.choice(ACTORS), "b")
        status = rng.choice(STATUSES) if rng.random() < habits.status else event.status
        date = event.date
        if date and rng.random() < habits.date:
            day = date.start + dt.timedelta(days=rng.randrange(-30, 31))
            date = EventDate(day, day, "day")
        made.append(
            Event(
                event_id(document.doc_id, name, span.start, span.end, 0),
                document.doc_id,
                Action(code, span),
                name,
                source,
                target,
                date,
                event.location,
                status,  # type: ignore[arg-type]
            )
        )
    return Annotation(
        document.doc_id,
        name,
        f"2026-01-{1 + int(document.doc_id[-4:]) % 28:02d}T10:00:00",
        "1.0",
        tuple(made),
        seconds=60.0 + 10 * len(made),
        no_events=not made,
    )


def corpus(
    seed: int, people: dict[str, Habits], documents: int = 40, events: int = 4
) -> tuple[list[Annotation], list[Document], dict[str, list[Event]]]:
    """Annotations, articles, and the true events of each article."""
    rng = random.Random(seed)
    texts = [article(rng, n, lang="id" if n % 3 else "en") for n in range(documents)]
    truth = {t.doc_id: true_events(rng, t, events) for t in texts}
    made = [
        annotate(rng, text, truth[text.doc_id], name, habits)
        for text in texts
        for name, habits in people.items()
    ]
    return made, texts, truth

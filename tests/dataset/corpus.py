"""A made-up corpus for the tests of datasets: articles, codings and annotations."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import yaml

from toolkit import rows
from toolkit.dataset import Annotator, Inputs
from toolkit.ontology import Codebook
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
from toolkit.workspace import (
    Settings,
    Workspace,
    packaged_codebook,
    packaged_schemas,
    write_annotations,
    write_documents,
    write_events,
    write_rows,
)

PLACES = ("Bern", "Lima", "Oslo", "Accra", "Quito", "Hanoi", "Tunis", "Riga", "Sofia", "Dakar")
GOODS = ("rice", "coffee", "timber", "salt", "copper", "wool", "tea", "fish", "cement", "cotton")
ACTS = (
    ("met", "040", "meeting"),
    ("criticised", "111", "criticism"),
    ("praised", "051", "praise"),
    ("attacked", "190", "attack"),
)
SIDES = (("Turkey", "TUR"), ("Syria", "SYR"), ("Indonesia", "IDN"), ("Egypt", "EGY"))


def article(number: int, lang: str = "en", published: dt.date | None = None) -> Document:
    """A distinct article whose first sentence holds one event."""
    rng = random.Random(number)
    source, target = rng.sample(SIDES, 2)
    act = rng.choice(ACTS)
    first = f"{source[0]} {act[0]} {target[0]} in {rng.choice(PLACES)} on Tuesday."
    rest = " ".join(
        f"Traders in {rng.choice(PLACES)} {rng.choice(('sold', 'bought', 'stored', 'shipped'))} "
        f"{rng.randrange(10, 10_000)} tons of {rng.choice(GOODS)} before day {rng.randrange(999)}."
        for _ in range(8)
    )
    return Document(
        doc_id=f"doc-{number:04d}",
        text=f"{first} {rest}",
        lang=lang,
        published=published or dt.date(2016, 1, 1) + dt.timedelta(days=number),
        published_source="given",
        title=f"{source[0]} and {target[0]}",
        url=f"https://news.example/{number}",
        publisher=f"Paper {number % 7}",
    )


def coded(document: Document, who: str, code: str | None = None, confidence: float = 1.0) -> Event:
    """The event of the first sentence, coded by ``who``."""
    words = document.text.split(" ")
    act = next(a for a in ACTS if a[0] == words[1])
    by_name = dict(SIDES)
    start = document.text.index(words[1])
    target_start = start + len(words[1]) + 1
    place = words[4]
    place_start = document.text.index(place)
    day = document.text.index("Tuesday")
    assert document.published is not None
    return Event(
        event_id=event_id(document.doc_id, who, start, start + len(words[1]), 0),
        doc_id=document.doc_id,
        action=Action(code or act[1], document.span(start, start + len(words[1]))),
        coder=who,
        source=Actor(by_name[words[0]], words[0], document.span(0, len(words[0]))),
        target=Actor(
            by_name[words[2]],
            f"Republic of {words[2]}",
            document.span(target_start, target_start + len(words[2])),
        ),
        date=EventDate(
            document.published, document.published, "day", document.span(day, day + len("Tuesday"))
        ),
        location=Location(place, None, span=document.span(place_start, place_start + len(place))),
        confidence=confidence,
        trace=(f"{words[1]} -> {act[1]}",) if "/" in who else (),
    )


def corpus(number: int = 40, annotated: int = 20, **settings: object) -> Inputs:
    """Inputs of ``number`` articles, the first ``annotated`` of them coded by two annotators, who
    disagree on every fifth; all coded by machine."""
    codebook: Codebook = packaged_codebook()
    documents = tuple(article(i) for i in range(number))
    annotations, gold = [], []
    for i, document in enumerate(documents[:annotated]):
        for name in ("a-one", "b-two"):
            disagrees = i % 5 == 4 and name == "b-two"
            events = () if disagrees else (coded(document, name),)
            annotations.append(
                Annotation(
                    document.doc_id,
                    name,
                    f"2026-01-{i % 28 + 1:02d}T10:00:00+00:00",
                    "1.0.0",
                    events,
                    seconds=90.0,
                    no_events=not events,
                )
            )
        if i % 5 != 4:
            gold.append(coded(document, "gold"))
    return Inputs(
        settings=Settings(name="made-up", title="A made-up set", **settings),  # type: ignore[arg-type]
        codebook=codebook,
        documents=documents,
        gold=tuple(gold),
        annotations=tuple(annotations),
        machine=tuple(coded(d, "rules/1.0.0", confidence=0.8) for d in documents),
        coded=tuple(
            {"doc_id": d.doc_id, "sha256": d.sha256, "events": 1, "coder": "rules/1.0.0",
             "skipped": None}
            for d in documents
        ),
        annotators={"a-one": Annotator("a-one", "expert", ("en",), "two hours")},
    )  # fmt: skip


def workspace(root: Path, inputs: Inputs) -> Workspace:
    """The inputs as a workspace on disk, as the steps before would have left it."""
    made = Workspace(root)
    made.seeds.mkdir(parents=True, exist_ok=True)
    made.schemas.mkdir(exist_ok=True)
    for name in ("cameo.yaml", "roles.yaml", "countries.tsv"):
        shutil.copy(packaged_schemas() / name, made.schemas / name)
    settings = inputs.settings.model_dump()
    (made.schemas / "dataset.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    write_documents(made.documents, inputs.documents)
    write_events(made.events, inputs.machine, inputs.codebook)
    write_rows(made.events.with_suffix(".documents.jsonl"), inputs.coded, rows.CodedDocumentRow)
    write_events(made.gold, inputs.gold, inputs.codebook)
    for name in sorted({a.annotator for a in inputs.annotations}):
        write_annotations(
            made.annotations / "project" / f"{name}.jsonl",
            [a for a in inputs.annotations if a.annotator == name],
            inputs.codebook,
        )
    told = {
        name: {"role": a.role, "languages": list(a.languages), "training": a.training}
        for name, a in inputs.annotators.items()
    }
    made.annotations.mkdir(exist_ok=True)
    (made.annotations / "annotators.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return made

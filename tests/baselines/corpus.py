"""A made-up dataset of sentences for tests: the words give the code away, mostly."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.baselines.sentences import Dataset, Sentence
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()
ACTS = {
    "en": {
        "040": "met for talks with",
        "042": "paid a visit to",
        "111": "criticised",
        "112": "accused",
        "190": "attacked",
        "195": "bombed from the air",
        "1951": "dropped guided bombs on",
        "173": "arrested members of",
    },
    "id": {
        "040": "bertemu untuk berunding dengan",
        "042": "mengunjungi",
        "111": "mengecam",
        "112": "menuduh",
        "190": "menyerang",
        "195": "mengebom dari udara",
        "1951": "menjatuhkan bom berpemandu ke",
        "173": "menangkap anggota",
    },
}
SIDES = {
    "en": (("Turkey", "TUR"), ("the army of Egypt", "EGYMIL"), ("the police of Chad", "TCDCOP")),
    "id": (("Turki", "TUR"), ("tentara Mesir", "EGYMIL"), ("polisi Chad", "TCDCOP")),
}
QUIET = {
    "en": (
        "Rice prices rose in {}.",
        "Rain fell on the coast near {}.",
        "The museum of {} opened.",
    ),
    "id": ("Harga beras naik di {}.", "Hujan turun di pantai {}.", "Museum {} dibuka."),
}
PLACES = ("Bern", "Lima", "Oslo", "Accra", "Quito", "Hanoi", "Tunis", "Riga", "Sofia", "Dakar")


def votes(code: str | None, doubt: float = 0.0) -> tuple[float, ...]:
    """The shares of annotators for the root of a code, ``doubt`` of them for the next root."""
    shares = [0.0] * (len(CODEBOOK.roots) + 1)
    at = CODEBOOK.roots.index(CODEBOOK.root(code)) if code else len(shares) - 1
    shares[at] = 1 - doubt
    shares[(at + 1) % len(CODEBOOK.roots)] += doubt
    return tuple(shares)


def sentence(number: int, rng: random.Random, label_source: str = "gold") -> Sentence:
    """A sentence; every fourth reports no event, ten to an article, two articles to a cluster."""
    lang = "id" if number % 2 else "en"
    article = number // 10
    code = None if number % 4 == 3 else rng.choice(list(ACTS[lang]))
    (a, source), (b, target) = rng.sample(SIDES[lang], 2)
    place = rng.choice(PLACES)
    text = rng.choice(QUIET[lang]).format(place)
    if code:
        text = f"{a} {ACTS[lang][code]} {b} {'di' if lang == 'id' else 'in'} {place}."
    return Sentence(
        sentence_id=f"doc-{article:04d}:{number}",
        doc_id=f"doc-{article:04d}",
        lang=lang,
        text=text,
        has_event=code is not None,
        code=code,
        codes=(code,) if code else (),
        source=source if code else None,
        target=target if code else None,
        label_source=label_source,
        weight=1.0,
        votes=votes(code, rng.choice((0.0, 0.0, 1 / 3))),
        cluster=f"c{article // 2:04d}",
    )


def dataset(train: int = 400, validation: int = 120, test: int = 120, seed: int = 0) -> Dataset:
    """Splits of so many sentences."""
    rng = random.Random(seed)
    splits, number = {}, 0
    for name, size in (("train", train), ("validation", validation), ("test", test)):
        made = []
        for _ in range(size):
            made.append(sentence(number, rng))
            number += 1
        number += -number % 20
        if made:
            splits[name] = tuple(made)
    return Dataset("made-up", "1.0.0", splits)


def write(made: Dataset, folder: Path, text: bool = True) -> Path:
    """The dataset as a published folder holds it."""
    here = folder / "data" / "sentences"
    here.mkdir(parents=True)
    for split, sentences in made.splits.items():
        rows = [
            {
                "sentence_id": s.sentence_id,
                "doc_id": s.doc_id,
                "lang": s.lang,
                "text": s.text if text else None,
                "has_event": s.has_event,
                "code": s.code,
                "codes": list(s.codes),
                "source": s.source,
                "target": s.target,
                "label_source": s.label_source,
                "weight": s.weight,
                "root_votes": list(s.votes),
                "cluster": s.cluster,
            }
            for s in sentences
        ]
        pq.write_table(pa.Table.from_pylist(rows), here / f"{split}-00000-of-00001.parquet")
    (folder / "dataset.json").write_text('{"version": "1.0.0"}', encoding="utf-8")
    return folder

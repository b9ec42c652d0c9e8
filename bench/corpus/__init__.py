"""A corpus of realistic articles that anybody can rebuild: sentences of the action lexicons, made
longer and set among prose, in as many articles as are asked for.

About one sentence in three tells of an event, as in general news; a sentence has some 15 words.
The same seed gives the same corpus.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.languages import load

HERE = Path(__file__).parent
LANGS = ("en", "id")
_EVENT_SHARE = 0.35

DRAWN: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        "month": ("January", "March", "April", "June", "August", "October", "December"),
        "country": ("Portugal", "Uruguay", "Ghana", "Nepal", "Iceland", "Tonga"),
    },
    "id": {
        "day": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
        "month": ("Januari", "Maret", "April", "Juni", "Agustus", "Oktober", "Desember"),
        "country": ("Portugal", "Uruguay", "Ghana", "Nepal", "Islandia", "Tonga"),
    },
}
CITIES = ("Porto", "Salto", "Kumasi", "Pokhara", "Malang", "Tartu", "Arequipa", "Bandung", "Gdansk")
PERSONS = ("Amina Kestane", "Pak Wiryo", "Joao Teles", "Mrs Lindqvist", "Bu Ratna", "Tomas Vilks")


class Writer:
    """Articles of one language."""

    def __init__(self, lang: str, chance: random.Random) -> None:
        self.lang = lang
        self.chance = chance
        self.parts = _sections(HERE / f"{lang}.txt")
        self.events = [
            e.text for pattern in load(lang).actions for e in pattern.examples if len(e.text) > 20
        ]

    def article(self, number: int) -> tuple[dict[str, Any], int]:
        """An article as a row, and how many sentences it has."""
        count = self.chance.randint(8, 30)
        sentences = [self._sentence() for _ in range(count)]
        text = ""
        for at, sentence in enumerate(sentences):
            text += sentence + ("\n\n" if at % 4 == 3 else " ")
        row = {
            "id": f"{self.lang}-{number:07d}",
            "text": text.rstrip(),
            "published": f"{self.chance.randint(1995, 2020)}-{self.chance.randint(1, 12):02d}-15",
        }
        return row, count

    def _sentence(self) -> str:
        draw = self.chance.random()
        if draw > _EVENT_SHARE:
            return self._filled(self.chance.choice(self.parts["prose"]))
        event = self.chance.choice(self.events)
        if draw < _EVENT_SHARE / 3 or event[-1] != ".":
            return event
        if draw < _EVENT_SHARE * 2 / 3:
            opening = self._filled(self.chance.choice(self.parts["openings"]))
            return f"{opening} {event}"
        return event[:-1] + self._filled(self.chance.choice(self.parts["endings"])) + "."

    def _filled(self, text: str) -> str:
        return re.sub(r"{(\w+)}", lambda slot: self._drawn(slot.group(1)), text)

    def _drawn(self, name: str) -> str:
        if name == "number":
            return str(self.chance.randint(1, 28))
        if name == "year":
            return str(self.chance.randint(1991, 2019))
        if name == "city":
            return self.chance.choice(CITIES)
        if name == "person":
            return self.chance.choice(PERSONS)
        return self.chance.choice(DRAWN[self.lang][name])


def _sections(path: Path) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    held: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            held = made.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            held.append(line)
    return made


def articles(sentences: int, seed: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Articles in turn in both languages, each with its number of sentences, until there are as
    many ``sentences`` in all."""
    chance = random.Random(seed)
    writers = [Writer(lang, chance) for lang in LANGS]
    number = 0
    while sentences > 0:
        row, count = writers[number % len(writers)].article(number)
        yield row, count
        sentences -= count
        number += 1


def write(path: Path, sentences: int, seed: int = 0) -> int:
    """Write a corpus as .jsonl; returns the number of its sentences."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for row, count in articles(sentences, seed):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += count
    return written

"""Small articles by the hundred, and coders that misbehave."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.coder import Coder, rule_coder
from toolkit.languages import LanguageError
from toolkit.ontology import Codebook
from toolkit.records import Document, Event

SENTENCES = {
    "en": (
        "Norway praised Chile on Monday.",
        "Police arrested three protesters in Lima.",
        "Kenya promised to send food to Uganda.",
        "The harvest was good that year.",
        "Rebels attacked an army base near Kidal.",
    ),
    "id": (
        "Norwegia memuji Cile pada Senin.",
        "Polisi menangkap tiga pengunjuk rasa di Lima.",
        "Kenya berjanji mengirim bantuan pangan ke Uganda.",
        "Panen tahun itu baik sekali.",
        "Pemberontak menyerang pangkalan militer di dekat Kidal.",
    ),
}


def articles(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Articles of one to three sentences, in turn in both languages, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        lang = ("en", "id")[number % 2]
        sentences = chance.choices(SENTENCES[lang], k=chance.randint(1, 3))
        yield {
            "id": f"a{number:06d}",
            "text": " ".join(sentences),
            "lang": lang,
            "published": f"2003-05-{1 + number % 28:02d}",
        }


def write_lines(path: Path, count: int, seed: int = 0) -> Path:
    """The articles as a .jsonl file."""
    with path.open("w", encoding="utf-8") as out:
        for row in articles(count, seed):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


class Misbehaving:
    """The default coder, but for articles that say what is to go wrong with them."""

    def __init__(self, codebook: Codebook) -> None:
        self.name = "misbehaving/1"
        self._coder: Coder = rule_coder(codebook)

    def code(self, document: Document) -> list[Event]:
        if "DIE" in document.text:
            os._exit(9)
        if "FAIL" in document.text:
            raise ValueError("this one is too much")
        if "FAULTY PACK" in document.text:
            raise LanguageError("a file of the language is at fault")
        return self._coder.code(document)

"""What the tests of the language model ask about, and a coder whose clock moves only in sleep."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.coder.backends.server import ModelServer
from toolkit.coder.backends.llm import LLMCoder
from toolkit.coder.backends.llm.client import Client, Limits
from toolkit.records import Document
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()
TEXT = (
    "Envoys of Chad met the president of Niger in Niamey on 4 March 2011. "
    "Police in Chad said that Niger would close the border."
)
DOCUMENT = Document("d1", TEXT, "en", dt.date(2011, 3, 5), "given", title="Envoys meet")


def actor(code: str, text: str | None) -> dict[str, Any]:
    return {"code": code, "text": text}


MEETING: dict[str, Any] = {
    "sentence": "Envoys of Chad met the president of Niger in Niamey on 4 March 2011.",
    "action": {"code": "041", "text": "met"},
    "source": actor("TCDGOV", "Envoys of Chad"),
    "target": actor("NERGOV", "the president of Niger"),
    "status": "asserted",
    "attribution": None,
    "date": {
        "start": "2011-03-04",
        "end": "2011-03-04",
        "precision": "day",
        "text": "on 4 March 2011",
    },
    "location": {"name": "Niamey", "country": "NER", "text": "Niamey"},
    "confidence": 0.9,
}


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def coder(server: ModelServer, cache: Path | None = None, **limits: Any) -> LLMCoder:
    clock = Clock()
    client = Client(
        server.url, "small", "secret", Limits(**{"timeout": 5.0, **limits}), clock.sleep, clock
    )
    return LLMCoder(client, CODEBOOK, cache)


def slept(made: LLMCoder) -> list[float]:
    return made.client.sleep.__self__.slept  # type: ignore[attr-defined]

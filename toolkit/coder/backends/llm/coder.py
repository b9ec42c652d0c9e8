"""The coder that asks a language model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from toolkit import __version__
from toolkit.coder.backends.llm.answer import AnswerError, Reader, events_in, numbered
from toolkit.coder.backends.llm.client import Client, LLMError, LLMStopError
from toolkit.coder.backends.llm.prompt import answer_schema, instructions, question
from toolkit.coder.backends.store import Store, key_of
from toolkit.ontology import Codebook
from toolkit.records import Document, Event

ATTEMPTS = 3  # at an answer of the right form
WINDOW = 12_000  # code points of an article in one question
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?])\s+|\s+")


class LLMCoder:
    """A :class:`toolkit.coder.Coder`. Answers of the right form are kept in ``cache`` by server,
    model and question, so that a rerun asks and pays only for what is new; None keeps nothing."""

    def __init__(self, client: Client, codebook: Codebook, cache: Path | None) -> None:
        self.name = f"llm-{client.model}/{__version__}"
        self.client = client
        self.codebook = codebook
        self.lost: list[str] = []  # what the last document lost, for those who look closer
        self._cache = cache
        self._schema = answer_schema()
        self._system = instructions(codebook)
        self._stopped: LLMStopError | None = None

    def code(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their action spans. Raises LLMError where the
        model gives no usable answer."""
        reader = Reader(document, self.codebook, self.name)
        made = []
        for start, end in windows(document.text):
            for item in events_in(self._answer(document, document.text[start:end])):
                event = reader.event(item, start, end)
                if event is not None:
                    made.append(event)
        self.lost = reader.lost
        return numbered(made)

    def _answer(self, document: Document, text: str) -> str:
        """An answer of the right form, from the cache or the server."""
        user = question(document, text)
        key = key_of(
            self.client.base, self.client.model, self._system, user, json.dumps(self._schema)
        )
        if self._cache is not None:
            with Store(self._cache) as store:
                kept = store.get(key)
            if kept is not None:
                return kept.decode()
        answer = self._asked(user)
        if self._cache is not None:
            with Store(self._cache) as store:
                store.put({key: answer.encode("utf-8", "surrogatepass")})
        return answer

    def _asked(self, user: str) -> str:
        if self._stopped is not None:
            raise self._stopped
        said = ""
        for attempt in range(ATTEMPTS):
            try:
                answer = self.client.ask(self._system, user, self._schema, attempt)
                events_in(answer)
                return answer
            except LLMStopError as error:
                self._stopped = error
                raise
            except AnswerError as error:
                said = str(error)
        raise LLMError(
            f"{self.client.model} gave no answer of the form asked for in {ATTEMPTS} attempts: "
            f"{said}"
        )


def windows(text: str, size: int = WINDOW) -> Iterator[tuple[int, int]]:
    """Stretches of at most ``size`` code points that cover the text, cut at the end of a paragraph
    where there is one in the second half, else of a sentence, else of a word."""
    start = 0
    while len(text) - start > size:
        cuts = list(_BREAK.finditer(text, start + size // 2, start + size))
        best = max(cuts, key=lambda cut: (_rank(text, cut), cut.end()), default=None)
        end = best.end() if best is not None else start + size
        yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def _rank(text: str, cut: re.Match[str]) -> int:
    """How good a place to cut at: 2 between paragraphs, 1 after a sentence, 0 between words."""
    if cut.group().count("\n") > 1:
        return 2
    return int(text[cut.start() - 1] in ".!?")

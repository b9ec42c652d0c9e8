"""What a reading of a sentence says of its verbs and action nouns.

The shallow grammar and a parser's tree answer the same question: where does the subject (object,
agent, …) of the word at this offset stand? Answers are offsets of the document, since the two do
not split a text into the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from toolkit.coder.clauses import Clauses
from toolkit.coder.groups import Group

Role = Literal["subject", "object", "agent", "oblique", "dependent"]
VERBAL: tuple[Role, ...] = ("subject", "object", "agent", "oblique")
NOMINAL: tuple[Role, ...] = ("dependent",)

Place = tuple[int, int]


class Reading(Protocol):
    """One reading of one sentence.

    The *subject* is the surface one: in the passive whoever is acted on. An *oblique* is a phrase
    after the verb, be it the verb's own or inside the object: which of the two is the question on
    which readings differ most, and no event hangs on it. A *dependent* is what belongs to a noun.
    """

    def places(self, role: Role, at: int) -> list[Place]:
        """Where the words of a role of the word at offset ``at`` stand; none where it has none."""
        ...


def roles_of(reading: Reading, roles: Sequence[Role], at: int, actor: Place) -> list[Role]:
    """Which of some roles an actor at ``[start, end)`` plays for the word at ``at``."""
    start, end = actor
    return [r for r in roles if any(a < end and start < b for a, b in reading.places(r, at))]


class GrammarReading:
    """The reading of the shallow grammar."""

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = clauses
        self._chunk_at = {
            clauses.tokens[t].start: c
            for c, chunk in enumerate(clauses.chunks)
            for t in range(chunk.first, chunk.last)
        }

    def places(self, role: Role, at: int) -> list[Place]:
        c = self._chunk_at.get(at)
        if c is None:
            return []
        verb = self._clauses.chunks[c].kind == "V"
        if role == "dependent":
            return [] if verb else [*self._span((c, c)), *self._phrases(c)]
        return list(self._of_verb(role, c)) if verb else []

    def _of_verb(self, role: Role, c: int) -> Iterator[Place]:
        clauses = self._clauses
        if role == "subject":
            group = clauses.subject(c)
            if group is not None:
                yield from self._span((group[0], self._with_phrases(group[1], c)))
        elif role == "object":
            yield from self._span(clauses.object(c))
        elif role == "agent" and clauses.chunks[c].voice == "p":
            yield from self._span(clauses.agent(c))
        elif role == "oblique":
            yield from self._phrases(c)

    def _with_phrases(self, last: int, verb: int) -> int:
        """The end of a subject with the phrases that stand between it and its verb."""
        kind = self._clauses.kind
        while kind(last + 1) == "P" and kind(last + 2) == "N" and last + 2 != verb:
            last = self._clauses.group_right(last + 2)[1]
        return last

    def _phrases(self, c: int) -> Iterator[Place]:
        for phrase in self._clauses.phrases(c):
            yield from self._span(phrase.group)

    def _span(self, group: Group | None) -> Iterator[Place]:
        if group is not None:
            tokens, chunks = self._clauses.tokens, self._clauses.chunks
            yield tokens[chunks[group[0]].first].start, tokens[chunks[group[1]].last - 1].end

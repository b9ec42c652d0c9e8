"""When and where: which of a sentence's dates and places belong to an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import Draft
from toolkit.coder.tokens import Token
from toolkit.languages.pack import BIT

PREP = BIT["preposition"]


class Placed(Protocol):
    """Anything with offsets in the document."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=Placed)


def mark_dates(tokens: list[Token], dates: Sequence[Placed]) -> None:
    """Tag the tokens of time expressions, with the preposition before them, as T."""
    i = 0
    for date in dates:
        while i < len(tokens) and tokens[i].start < date.start:
            i += 1
        if i and tokens[i - 1].roles & PREP and not tokens[i - 1].tag:
            tokens[i - 1].tag = "T"
        while i < len(tokens) and tokens[i].end <= date.end:
            tokens[i].tag, tokens[i].roles = "T", 0
            i += 1


def nearest(clauses: Clauses, draft: Draft, mentions: Sequence[M]) -> M | None:
    """The mention that belongs to a draft: of those no other verb stands before, the nearest after
    its action, else the nearest before it; else the only one of the sentence.

    What follows a verb of speech belongs to the saying, not to what is said.
    """
    if not mentions:
        return None
    tokens, chunks = clauses.tokens, clauses.chunks
    action = tokens[draft.first].start
    verbs = [tokens[c.main].start for c in chunks if c.kind == "V" and tokens[c.main].kind]
    speech = [
        tokens[c.main].start
        for i, c in enumerate(chunks)
        if c.kind == "V" and clauses.in_class(i, "speech")
    ]
    best: M | None = None
    best_rank: tuple[int, int] | None = None
    for mention in mentions:
        low, high = min(action, mention.start), max(action, mention.start)
        between = sum(low < v < high for v in verbs)
        if any(action < v < mention.start for v in speech):
            continue
        rank = (between, abs(mention.start - action) + (0 if mention.start > action else 40))
        if best_rank is None or rank < best_rank:
            best, best_rank = mention, rank
    if best_rank is not None and best_rank[0] > 1 and len(mentions) > 1:
        return None
    return best

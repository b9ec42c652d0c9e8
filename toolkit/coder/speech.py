"""Reported speech: who says what, and saying as acting."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import APPEAL, DEMAND, INTENT, Book, Sides, said
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import ADVICE, FUT, MODAL, NEG, OBLIGATION
from toolkit.records import Status


class Speech:
    """The verbs of speech of one sentence."""

    def __init__(self, clauses: Clauses, parties: Parties, book: Book) -> None:
        self.clauses = clauses
        self.parties = parties
        self.book = book
        self._acts: list[tuple[int, int, list[Who]]] = []

    def find(self) -> None:
        """Who says what: verbs of speech with their clause, and the speaker after a quotation."""
        clauses = self.clauses
        for c, chunk in enumerate(clauses.chunks):
            if chunk.kind != "V" or not clauses.in_class(c, "speech"):
                continue
            group = clauses.subject(c) if chunk.voice == "a" else clauses.agent(c)
            speakers = self.parties.of_group(group)
            if not speakers:
                continue
            if clauses._inverted(c) is not None:
                self.parties.speaker = speakers[0]
                for j in range(c):
                    self.book.said.setdefault(j, speakers[0])
            else:
                if self.parties.speaker is None:
                    self.parties.speaker = speakers[0]
                complement = clauses.complement(c)
                if complement is None and group is not None and self._closing(c, group[0]):
                    for j in range(group[0]):
                        self.book.said.setdefault(j, speakers[0])
                if complement is not None:
                    self._acts.append((c, complement[0], speakers))
                    for j in range(complement[0], len(clauses.chunks)):
                        self.book.said.setdefault(j, speakers[0])

    def _closing(self, c: int, first: int) -> bool:
        """Whether a clause like ", the minister said" follows what is said."""
        clauses = self.clauses
        return (
            first > 0
            and clauses.kind(first - 1) in (",", "Q")
            and all(clauses.kind(j) in ("N", "P", "Q", ",", "(", ")") for j in range(first, c))
            and clauses.verb_before(first) is not None
        )

    def act(self, status: Callable[[int], Status]) -> None:
        """Draft what the sayings do, once the acts they speak of are drafted."""
        for c, inner, speakers in self._acts:
            self._spoken(c, inner, speakers, status(c))

    def _spoken(self, c: int, inner: int, speakers: list[Who], status: Status) -> None:
        """Saying as acting: who says that he will do a thing expresses an intent or threatens it;
        who says that another must or should do one demands it or appeals for it."""
        clauses = self.clauses
        bits = clauses.chunks[inner].roles
        if not bits & (FUT | MODAL | OBLIGATION | ADVICE) or any(
            d.chunk == c for d in self.book.drafts
        ):
            return
        doers = self.parties.of_group(clauses.subject(inner))
        own = {w.code for w in speakers}
        main = clauses.chunks[c].main
        if bits & (OBLIGATION | ADVICE):
            targets = [w for w in doers if w.code not in own and w.named and len(w.code) >= 3]
            if targets and clauses.chunks[inner].voice == "a":
                code = DEMAND if bits & OBLIGATION else APPEAL
                sides = Sides(speakers, targets, ["said that another must or should act"])
                self.book.add(code, (main, main + 1), sides, status, c, sides.how)
            return
        if not doers or any(w.code not in own for w in doers):
            return
        for draft in [d for d in self.book.drafts if d.chunk == inner and d.status != "negated"]:
            if draft.source is None or draft.source.code not in own:
                continue
            intent = said(INTENT, draft.code)
            if intent is not None and not bits & NEG:
                sides = Sides(
                    speakers[:1],
                    [draft.target] if draft.target else [],
                    [f"said that he will do {draft.code}"],
                )
                self.book.add(intent, (main, main + 1), sides, status, c, sides.how)

"""What is decided of a sentence's drafts once all of them are there: aims, intents, refusals, and
what is no politics at all."""

from __future__ import annotations

from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import (
    COOPERATION,
    INTENT,
    REFUSAL,
    Book,
    Draft,
    Sides,
    official,
    said,
    within_any,
)
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import ADVICE, FUT, MODAL, NEG, OBLIGATION
from toolkit.languages.pack import Pack

_AFTER_DISASTERS = frozenset({"01", "02", "03", "05", "07"})


class Review:
    """A second look at the drafts of one sentence."""

    def __init__(self, clauses: Clauses, parties: Parties, book: Book, pack: Pack) -> None:
        self.clauses = clauses
        self.parties = parties
        self.book = book
        self.pack = pack

    def run(self) -> None:
        """Complete, turn or drop drafts, in this order."""
        self._aims()
        self._intents()
        self._refusals()
        self._keep_to_politics()

    def _keep_to_politics(self) -> None:
        """In a sentence on sport, weather, markets or art only officials and armed men act; but aid
        and sympathy follow disasters."""
        subject = self._other_subject() if self.book.drafts else None
        if subject is None:
            return
        kept = []
        for draft in self.book.drafts:
            political = any(w is not None and official(w) for w in (draft.source, draft.target))
            if political or draft.code[:2] in _AFTER_DISASTERS:
                kept.append(draft)
            else:
                self.book.drop(draft.first, draft.last, f"the sentence is about {subject}")
        self.book.drafts = kept

    def _aims(self) -> None:
        """A protest whose aim is told as a purpose: "began a hunger strike to protest against"."""
        aims = [d for d in self.book.drafts if d.code[:2] == "14" and d.status == "planned"]
        for draft in self.book.drafts:
            if draft.code[:2] == "14" and draft.status == "asserted" and draft.target is None:
                for aim in aims:
                    if aim.target is not None and aim.chunk > draft.chunk:
                        draft.target = aim.target
                        draft.trace.append("target of its purpose")
                        break

    def _refusals(self) -> None:
        """Who will not do an act of cooperation refuses it now."""
        for draft in self.book.drafts:
            chunk = self.clauses.chunks[draft.chunk]
            refusal = said(REFUSAL, draft.code)
            if (
                draft.status == "negated"
                and refusal is not None
                and chunk.kind == "V"
                and chunk.roles & NEG
                and chunk.roles & (FUT | MODAL)
                and not chunk.roles & (ADVICE | OBLIGATION)
                and self._by_subject(draft)
                and draft.chunk not in self.book.governed
            ):
                draft.code, draft.status = refusal, "asserted"
                draft.trace.append("will not do it")

    @staticmethod
    def _concerned(draft: Draft) -> bool:
        """Whether one of the two sides says it, no newspaper."""
        said = draft.attribution
        sides = (draft.source, draft.target)
        return said is not None and any(w and w.code[:3] == said.code[:3] for w in sides)

    def _by_subject(self, draft: Draft) -> bool:
        """Whether the source is who the sentence says will act, not the other side of both."""
        doers = self.parties.of_group(self.clauses.subject(draft.chunk))
        return draft.source is not None and within_any(draft.source, doers)

    def _intents(self) -> None:
        """Who is said to be about to do a thing for another has an intent, an act of its own."""
        for draft in list(self.book.drafts):
            chunk = self.clauses.chunks[draft.chunk]
            intent = said(INTENT, draft.code)
            if (
                draft.status == "planned"
                and chunk.kind == "V"
                and chunk.roles & FUT
                and not chunk.roles & NEG
                and self._concerned(draft)
                and draft.code[:2] in COOPERATION
                and intent is not None
                and draft.source is not None
                and draft.target is not None
                and self._by_subject(draft)
            ):
                sides = Sides([draft.source], [draft.target], ["will do it"])
                span = (chunk.main, chunk.main + 1)
                self.book.add(intent, span, sides, "asserted", draft.chunk, sides.how)

    def _other_subject(self) -> str | None:
        tokens = self.clauses.tokens
        listed = self.pack.other_subjects
        met = [(i, key) for i, t in enumerate(tokens) for key in t.word.keys if key in listed]
        for i, key in met:
            for rest in () if tokens[i].tag == "V" else listed[key]:
                words = tokens[i + 1 : i + 1 + len(rest)]
                if len(words) == len(rest) and all(
                    w in t.word.keys for w, t in zip(rest, words, strict=True)
                ):
                    return " ".join((key, *rest))
        return None

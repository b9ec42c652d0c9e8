"""Verbs of effect (kill, wound, destroy): what did it, and what it belongs to."""

from __future__ import annotations

from toolkit.coder.clauses import Clauses, Phrase
from toolkit.coder.drafts import FORCE, Book, Sides
from toolkit.coder.groups import Group
from toolkit.coder.match import Match
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.sides import SideFinder
from toolkit.languages.words import BIT
from toolkit.records import Status

CAUSE = BIT["cause"]
_MEANS = frozenset({"BUS", "MED", "HLH"})


class Effects:
    """Effects in one sentence."""

    def __init__(self, clauses: Clauses, parties: Parties, sides: SideFinder, book: Book) -> None:
        self.clauses = clauses
        self.parties = parties
        self.sides = sides
        self.book = book

    def of_noun(self, c: int, match: Match, sides: Sides, status: Status) -> bool:
        """ "the air strike killed …", "killed in an air strike": code and source of the noun."""
        clauses = self.clauses
        passive = clauses.chunks[c].voice == "p"
        swap = "swap" in match.pattern.flags
        groups: list[Group | None] = []
        cause = clauses.agent(c) if passive else clauses.subject(c)
        if not swap:
            groups.append(cause)
        groups.extend(p.group for p in self._cause_phrases(c))
        opener = clauses.relative_of(c)
        if opener is not None and clauses.chunks[opener].roles & CAUSE:
            groups.append(clauses.antecedent(opener, c))  # "un ataque en el que murieron …"
        for group in groups:
            if group is None:
                continue
            for n in clauses.members(group):
                found = self.sides.action_in(n)
                if found is None or found.pattern.code[:2] not in FORCE:
                    continue
                if found.first in self.book.nouns_done:
                    return True
                own = self.sides.noun(n, found)
                sources = own.sources or [
                    w
                    for w in sides.sources
                    if not any(w.first <= t < w.last for t in range(found.first, found.last))
                ]
                targets = sides.targets or own.targets
                if own.targets and all(w.code == "CVL" for w in sides.targets):
                    targets = own.targets  # "an attack on X killed two people"
                if own.both and not sources:
                    sources = own.targets  # "killed in clashes with the army"
                self.book.nouns_done.add(found.first)
                if not sources:
                    sources = self._maker(group)
                how = [*sides.how, "effect of an action noun"]
                made = Sides(sources, targets, how, own.both)
                self.book.add(
                    found.pattern.code,
                    (found.first, found.last),
                    made,
                    status,
                    c,
                    [f"pattern {found.pattern.place}", f"pattern {match.pattern.place}", *made.how],
                )
                return True
        return False

    def _cause_phrases(self, c: int) -> list[Phrase]:
        """Phrases that name a cause: the verb's own, else those of a verb conjoined with it
        ("died and three were wounded in an attack")."""
        found = [p for p in self.clauses.phrases(c) if p.roles & CAUSE]
        if not found and self.clauses.kind(c + 1) == "C":
            after = self.clauses.verb_after(c)
            if after is not None:
                found = [p for p in self.clauses.phrases(after) if p.roles & CAUSE]
        opening = self.clauses.opening(c) if not found else None
        if opening is not None and opening.roles & CAUSE:
            found = [opening]
        return found

    def _maker(self, group: Group) -> list[Who]:
        """The agent in a relative after a noun: "bombs planted by X"; its own event is dropped."""
        at = group[1] + 1
        at += self.clauses.kind(at) == "R"
        found = self.sides.maker(group)
        if found:
            self.book.drafts = [d for d in self.book.drafts if d.chunk != at]
        return found

    def consequence(self, c: int, match: Match, sides: Sides) -> bool:
        """ "stormed a ship, killing nine": the killing belongs to the act before it. An effect
        without anyone who acts is no event (floods and accidents kill too)."""
        passive = self.clauses.chunks[c].voice == "p"
        swap = "swap" in match.pattern.flags
        if not sides.sources and not passive and not swap:
            group = self.clauses.subject(c)
            sides.sources = [] if group is None else self._maker(group)
            if not sides.sources:
                self.book.drop(match.first, match.last, "an effect without anyone who acts")
                return True
        if sides.sources and all(w.code[-3:] in _MEANS for w in sides.sources):
            self.book.drop(match.first, match.last, "firms and media kill by accident")
            return True
        own = {w.code for w in sides.sources}
        for draft in self.book.drafts:
            if (
                draft.code[:2] in FORCE
                and draft.source is not None
                and draft.source.code in own
                and draft.status == "asserted"
                and self.clauses.kind(c - 1) in (",", "C", "V")
                and self.clauses.verb_before(c) == draft.chunk
            ):
                if draft.target is None and sides.targets:
                    draft.target = sides.targets[0]
                    draft.trace.append(f"victims of {match.pattern.place}")
                return True
        return False

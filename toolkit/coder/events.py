"""From clauses to events: each verb and action noun that fits a pattern, with its parties."""

from __future__ import annotations

from toolkit.coder import status as status_of
from toolkit.coder.chunks import AGENT
from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import (
    FORCE,
    PROSPECTIVE,
    VISIT,
    Book,
    Sides,
    official,
    within_any,
)
from toolkit.coder.effects import Effects
from toolkit.coder.groups import Group
from toolkit.coder.match import Match, Matcher
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.review import Review
from toolkit.coder.sides import COMPANION, TARGET, SideFinder
from toolkit.coder.speech import Speech
from toolkit.coder.statements import state
from toolkit.coder.tokens import FUT, MODAL, NEG
from toolkit.languages.lexicon import NO_EVENT
from toolkit.languages.pack import Pack
from toolkit.records import Status


class Assembler:
    """All events of one sentence; with ``statements`` bare ones of political speakers too."""

    def __init__(
        self, clauses: Clauses, parties: Parties, pack: Pack, statements: bool = False
    ) -> None:
        self.statements = statements
        self.clauses = clauses
        self.parties = parties
        self.pack = pack
        self.matcher = Matcher(clauses)
        self.book = Book()
        self.sides = SideFinder(clauses, parties, self.matcher, self.book)
        self.effects = Effects(clauses, parties, self.sides, self.book)
        self.speech = Speech(clauses, parties, self.book)

    def run(self) -> Book:
        """The book with all drafts in order of their action."""
        self.speech.find()
        verbs = [c for c, chunk in enumerate(self.clauses.chunks) if chunk.kind == "V"]
        # First what is said before its verb, last what hangs on a verb to come.
        if len(verbs) > 1:
            verbs.sort(key=lambda c: (not self.clauses.governs_back(c), self.clauses.participle(c)))
        for c in verbs:
            self._verb(c)
        for c, chunk in enumerate(self.clauses.chunks):
            if chunk.kind == "N":
                self._nouns(c)
        self.speech.act(self._status)
        Review(self.clauses, self.parties, self.book, self.pack).run()
        if self.statements:
            state(self.clauses, self.parties, self.book, self._status, self._political)
        self.book.drafts.sort(key=lambda d: (d.first, d.last))
        return self.book

    def _political(self, who: Who) -> bool:
        """Whether a speaker's word is politics: an official's, an armed group's or a country's."""
        return who.named and (official(who) or who.code in self.pack.countries)

    def _verb(self, c: int) -> None:
        clauses = self.clauses
        match = self.matcher.verb(c)
        stopped = match is not None and match.pattern.code == NO_EVENT
        if stopped and match is not None:
            self.book.drop(match.first, match.last, f"stopped by {match.pattern.place}")
            if match.pattern.elements:
                return
        if clauses.in_class(c, "light") and self._light(c, None if stopped else match):
            return
        if match is None or stopped:
            self._pass_on(c)
            return
        pattern = match.pattern
        complement = clauses.complement(c)
        if complement is not None and clauses.in_class(c, "aspect") and complement[0] == c + 1:
            self._pass_on(c)  # "helped capture": the capture is the event
            return
        sides = self.sides.verb(c, match)
        if "harm" in pattern.flags and (
            self.effects.of_noun(c, match, sides, self._status(c))
            or self.effects.consequence(c, match, sides)
        ):
            return
        if self._cry(c, match, sides):
            return
        if match.took_object:
            self._take_nouns(
                clauses.subject(c) if clauses.chunks[c].voice == "p" else clauses.object(c)
            )
        # Not being willing to do a thing is a refusal now, whenever the thing would be done.
        status = self._status(c, NEG | FUT | MODAL if "neg" in pattern.flags else 0)
        if complement is not None:
            inner = status_of.governed(pattern.code)
            if complement[1] == "bare" and pattern.code[:2] == "01":
                inner = "asserted"
            if clauses.in_class(c, "attempt"):
                inner = "planned"
            self.book.governed.setdefault(complement[0], (inner, pattern.place))
        if not sides.sources and pattern.code < "15" and clauses.chunks[c].voice == "a":
            self.book.drop(match.first, match.last, f"nobody speaks; {pattern.place}")
            return
        if sides.both and not sides.targets and len(sides.sources) < 2:
            self.book.drop(match.first, match.last, f"only one side; {pattern.place}")
            return
        trace = [f"pattern {pattern.place}", *sides.how]
        self.book.add(pattern.code, (match.first, match.last), sides, status, c, trace)

    def _cry(self, c: int, match: Match, sides: Sides) -> bool:
        """What a crowd demands while it marches belongs to the march: "rallied demanding …"."""
        if self.clauses.tokens[match.first].kind != "g":
            return False
        main = self.clauses.verb_before(c)
        if main is None and self.clauses.participle(c):
            main = self.clauses.verb_after(c)
        for draft in self.book.drafts:
            if draft.chunk == main and draft.code.startswith("14"):
                if match.pattern.code[:2] not in PROSPECTIVE | {"11", "14"}:
                    return False
                if draft.target is None and sides.targets:
                    draft.target = sides.targets[0]
                self.book.drop(match.first, match.last, "what the crowd cries")
                return True
        return False

    def _pass_on(self, c: int) -> None:
        """A verb that is no event hands its status to the verb that it governs."""
        complement = self.clauses.complement(c)
        control = self.clauses.in_class(c, "control")
        if complement is None or (complement[1] == "that" and not control) or complement[0] < c:
            return
        own = self._status(c)
        if self.clauses.in_class(c, "attempt") or control:
            own = "planned"
        if own != "asserted":
            self.book.governed.setdefault(complement[0], (own, "the verb that governs it"))

    def _status(self, c: int, inherent: int = 0) -> Status:
        own = status_of.of_verb(self.clauses, c, inherent)
        if c in self.book.governed and own == "asserted":
            return self.book.governed[c][0]
        if own == "asserted" and self.clauses.kind(c - 1) == "I":
            # A purpose may stay one: "crossed the border to attack". But "began to attack" and
            # "used planes to attack".
            before = self.clauses.verb_before(c - 1)
            begun = before == c - 2 and self.clauses.in_class(before, "aspect")
            if before is None or not (begun or self.clauses.in_class(before, "means")):
                return "planned"
        # A verb conjoined with a governed one, or that says how it is done, shares its fate.
        if own == "asserted" and self.clauses.kind(c - 1) in ("C", "P", "S"):
            before = self.clauses.verb_before(c - 1)
            chunks = self.clauses.chunks
            alike = before is not None and (chunks[before].finite or not chunks[c].finite)
            if alike and before in self.book.governed:
                return self.book.governed[before][0]
        return own

    def _light(self, c: int, match: Match | None) -> bool:
        """ "carried out an attack on": the noun's event with the verb's subject."""
        clauses = self.clauses
        passive = clauses.chunks[c].voice == "p"
        group = clauses.subject(c) if passive else clauses.object(c)
        if group is None:
            return False
        given: list[Who] = []
        members = clauses.members(group)
        if not passive and clauses.kind(group[1] + 1) == "N":
            members.append(group[1] + 1)  # "gave the government an ultimatum"
            given = self.parties.of_group(group)
        for n in members:
            found = self.sides.action_in(n)
            if found is None or found.first in self.book.nouns_done:
                continue
            at = match.object_at if match is not None else None
            if match is not None and (
                (at is not None and at[0] < found.last and found.first < at[1])
                or match.pattern.rank[:2]
                >= (len(found.pattern.head) + 1, len(found.pattern.elements))
            ):
                return False
            if found.pattern.code == NO_EVENT:
                self.book.nouns_done.add(found.first)
                return True
            own = self.sides.noun(n, found)
            actors = self.parties.of_group(clauses.agent(c) if passive else clauses.subject(c))
            suffer = clauses.in_class(c, "suffer") != ("swap" in found.pattern.flags)
            if suffer:
                sources = own.sources or self.sides.in_phrases(clauses.phrases(c), (), AGENT)
                if not sources:
                    sources = self.sides.in_phrases(
                        clauses.phrases(c), found.pattern.source_preps, 0
                    )
                targets = actors
            else:
                sources = actors or own.sources
                targets = (
                    own.targets
                    or given
                    or self.sides.in_phrases(
                        clauses.phrases(c), found.pattern.target_preps or (), TARGET
                    )
                )
                if not targets and own.sources:
                    targets = [w for w in own.sources if not within_any(w, sources)]
                if own.both and not targets:
                    targets = self.sides.in_phrases(clauses.phrases(c), (), COMPANION)
            sides = Sides(sources, targets, ["light verb with an action noun"], own.both)
            status = self._status(c)
            if status == "asserted":
                status = status_of.of_noun(clauses, n, found.first)
            self.book.nouns_done.add(found.first)
            first = min(clauses.chunks[c].main, found.first)
            contiguous = found.first - clauses.chunks[c].main <= 2
            start = first if contiguous and not passive else found.first
            self.book.add(
                found.pattern.code,
                (start, found.last),
                sides,
                status,
                c,
                [f"pattern {found.pattern.place}", *sides.how],
            )
            return True
        return False

    def _take_nouns(self, group: Group | None) -> None:
        """Action nouns inside an object that decided a verb's code are no events of their own."""
        if group is None:
            return
        for n in self.clauses.members(group):
            found = self.sides.action_in(n)
            if found is not None:
                self.book.nouns_done.add(found.first)

    def _nouns(self, c: int) -> None:
        """Action nouns that no verb has taken."""
        found = self.sides.action_in(c)
        if found is None or found.first in self.book.nouns_done:
            return
        if found.pattern.code == NO_EVENT:
            self.book.drop(found.first, found.last, f"stopped by {found.pattern.place}")
            return
        sides = self.sides.noun(c, found)
        status = status_of.of_noun(self.clauses, c, found.first)
        verb = self.clauses.verb_after(c) if status == "asserted" else None
        if verb is not None:
            # "an attack on Iran would be a disaster"
            group = self.clauses.subject(verb)
            after = status_of.of_verb(self.clauses, verb)
            if group and group[0] <= c <= group[1] and after in ("planned", "hypothetical"):
                status = after
        if status == "asserted" and (self._to_come(c) or self._asked_for(c)):
            status = "planned"
        within = self.clauses.verb_before(c) if status == "asserted" else None
        if within is not None and any(
            p.group[0] <= c <= p.group[1] for p in self.clauses.phrases(within)
        ):
            # "plans to travel to Niger for talks": the talks are no more than planned
            around = self._status(within)
            if around in ("planned", "negated", "hypothetical"):
                status = around
        governor = self._object_of(c)
        if governor is not None and status == "asserted":
            match = self.matcher.verb(governor)
            own = self._status(governor)
            if match is not None and match.pattern.code != NO_EVENT:
                if match.pattern.code[:2] in PROSPECTIVE:
                    status = "planned"
                elif match.took_object:
                    self.book.drop(found.first, found.last, f"part of {match.pattern.place}")
                    return
            if own in ("negated", "planned", "hypothetical") and status == "asserted":
                status = own
        if sides.both and sides.targets and not sides.sources:
            sides.sources = self._taking_part(c, sides.targets)
        if not sides.sources and found.pattern.code.startswith("14"):
            if self.clauses.kind(c - 1) == "P" and self.clauses.kind(c - 2) == "N":
                sides.sources = self.parties.of_chunk(c - 2)  # "teachers on strike"
        if not sides.sources and sides.targets and found.pattern.code.startswith(VISIT):
            sides.sources = self._taking_part(c, sides.targets)
        if not sides.sources or not sides.targets:
            lonely = not sides.targets and found.pattern.code[:2] != "14"
            if (
                found.pattern.code[:2] not in FORCE | {"14"}
                or lonely
                or not any((sides.sources, sides.targets))
            ):
                self.book.drop(
                    found.first, found.last, f"no actors for the noun of {found.pattern.place}"
                )
                return
        self.book.nouns_done.add(found.first)
        trace = [f"pattern {found.pattern.place}", *sides.how]
        self.book.add(found.pattern.code, (found.first, found.last), sides, status, c, trace, True)

    def _asked_for(self, c: int) -> bool:
        """Whether the noun stands in a phrase of one of speech about acts to come: "calls from
        Britain for a ceasefire"."""
        j = c
        while self.clauses.kind(j - 1) == "P" and self.clauses.kind(j - 2) == "N":
            j -= 2
            found = self.sides.action_in(j)
            if found is not None:
                return found.pattern.code[:2] in PROSPECTIVE
        return False

    def _to_come(self, c: int) -> bool:
        """Whether a future marker follows that belongs to an adjective: "akan sangat sulit"."""
        phrases = self.clauses.phrases(c)
        last = phrases[-1].group[1] if phrases else c
        at = self.clauses.chunks[last].last
        tokens = self.clauses.tokens
        return at < len(tokens) and tokens[at].tag == "A" and bool(tokens[at].roles & FUT)

    def _taking_part(self, c: int, others: list[Who]) -> list[Who]:
        """Who takes part in talks told only by the other side: "after talks with X, Y said …"."""
        said = self.book.said.get(c)
        if said is not None and not within_any(said, others):
            return [said]
        for verb in (self.clauses.verb_before(c), self.clauses.verb_after(c)):
            if verb is not None:
                group = self.clauses.subject(verb)
                found = [w for w in self.parties.of_group(group) if not within_any(w, others)]
                if found:
                    return found[:1]
        return []

    def _object_of(self, c: int) -> int | None:
        """The verb whose object or phrase N chunk ``c`` is."""
        j = c - 1
        if self.clauses.kind(j) == "P":
            j -= 1
        if self.clauses.kind(j) == "V":
            return j
        return None

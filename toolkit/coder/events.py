"""From clauses to events: each verb and action noun that fits a pattern, with its parties."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.coder import status as status_of
from toolkit.coder.chunks import AGENT
from toolkit.coder.clauses import Clauses, Group, Phrase
from toolkit.coder.match import Match, Matcher
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import ADVICE, FUT, MODAL, NEG, OBLIGATION, RECIP
from toolkit.languages.lexicon import NO_EVENT
from toolkit.languages.pack import BIT, Pack
from toolkit.records import Status

TARGET, GENITIVE = BIT["target"], BIT["genitive"]
COMPANION, BETWEEN, CAUSE, PLACE = BIT["companion"], BIT["between"], BIT["cause"], BIT["place"]

# Acts of speech about an act to come: where they name no target, that act's target (or the one who
# is to act) is theirs.
PROSPECTIVE = frozenset({"02", "03", "10", "12", "13", "08", "09"})
# Roots of force, where an effect (killed, destroyed) takes the code of the means that a noun names.
FORCE = frozenset({"15", "17", "18", "19", "20"})
MEDIATE, DEMAND, APPEAL = "045", "100", "020"
# What it is to say that one will do an act of a root: an intent, or a threat.
INTENT = {
    "04": "036", "05": "032", "06": "031", "07": "033", "08": "035", "14": "133", "15": "138",
    "16": "131", "17": "137", "18": "138", "19": "138",
}  # fmt: skip


@dataclass
class Draft:
    """An event in terms of tokens: the action's ``[first:last)``, and its parties."""

    code: str
    first: int
    last: int
    source: Who | None
    target: Who | None
    status: Status
    chunk: int
    nominal: bool
    attribution: Who | None = None
    trace: list[str] = field(default_factory=list)


@dataclass
class _Sides:
    sources: list[Who]
    targets: list[Who]
    how: list[str]
    both: bool = False


class Assembler:
    """All events of one sentence."""

    def __init__(self, clauses: Clauses, parties: Parties, pack: Pack) -> None:
        self.clauses = clauses
        self.parties = parties
        self.pack = pack
        self.matcher = Matcher(clauses)
        self.drafts: list[Draft] = []
        self._nouns_done: set[int] = set()
        self._governed: dict[int, tuple[Status, str]] = {}
        self._said: dict[int, Who] = {}
        self._country: str | None = None
        self._speech_acts: list[tuple[int, int, list[Who]]] = []

    def run(self) -> list[Draft]:
        """The drafts, in order of their action."""
        self._speech()
        verbs = [c for c, chunk in enumerate(self.clauses.chunks) if chunk.kind == "V"]
        for c in verbs:
            self._verb(c)
        for c, chunk in enumerate(self.clauses.chunks):
            if chunk.kind == "N":
                self._nouns(c)
        for c, inner, speakers in self._speech_acts:
            self._spoken(c, inner, speakers)
        self.drafts.sort(key=lambda d: (d.first, d.last))
        for draft in self.drafts:
            self._locate(draft)
        return self.drafts

    def _locate(self, draft: Draft) -> None:
        """Give a role without a country the one that the clause or the sentence leaves no doubt of:
        that of the place, else the only country named. Soldiers and rebels act abroad: for them
        only the place counts."""
        for side in ("source", "target"):
            who: Who | None = getattr(draft, side)
            if who is None or not who.rule.startswith("role") or len(who.code) != 3:
                continue
            country = self._place_country(draft.chunk)
            if country is None and who.code not in ("MIL", "REB", "UAF", "INS", "SEP"):
                country = self._only_country()
            if country is not None:
                setattr(
                    draft,
                    side,
                    Who(country + who.code, who.first, who.last, "role + country of the sentence"),
                )

    def _place_country(self, c: int) -> str | None:
        for phrase in self.clauses.phrases(c):
            if phrase.roles & PLACE:
                for who in self.parties.of_group(phrase.group):
                    if who.rule == "country":
                        return who.code[:3]
        return None

    def _only_country(self) -> str | None:
        if self._country is None:
            found = {
                t.name.code[:3]
                for t in self.clauses.tokens
                if t.name is not None and t.name.kind != "role"
            }
            self._country = found.pop() if len(found) == 1 else ""
        return self._country or None

    # -- speech --------------------------------------------------------------------------------

    def _speech(self) -> None:
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
                    self._said.setdefault(j, speakers[0])
            else:
                if self.parties.speaker is None:
                    self.parties.speaker = speakers[0]
                complement = clauses.complement(c)
                if complement is not None:
                    self._speech_acts.append((c, complement[0], speakers))
                    for j in range(complement[0], len(clauses.chunks)):
                        self._said.setdefault(j, speakers[0])

    def _spoken(self, c: int, inner: int, speakers: list[Who]) -> None:
        """Saying as acting: who says that he will do a thing expresses an intent or threatens it;
        who says that another must or should do one demands it or appeals for it."""
        clauses = self.clauses
        bits = clauses.chunks[inner].roles
        if not bits & (FUT | MODAL | OBLIGATION | ADVICE) or any(d.chunk == c for d in self.drafts):
            return
        doers = self.parties.of_group(clauses.subject(inner))
        own = {w.code for w in speakers}
        main = clauses.chunks[c].main
        if bits & (OBLIGATION | ADVICE):
            targets = [w for w in doers if w.code not in own and w.named and len(w.code) >= 3]
            if targets and clauses.chunks[inner].voice == "a":
                code = DEMAND if bits & OBLIGATION else APPEAL
                sides = _Sides(speakers, targets, ["said that another must or should act"])
                self._emit(code, main, main + 1, sides, self._status(c), c, False, sides.how)
            return
        if not doers or any(w.code not in own for w in doers):
            return
        for draft in [d for d in self.drafts if d.chunk == inner and d.status != "negated"]:
            if draft.source is None or draft.source.code not in own:
                continue
            code = INTENT.get(draft.code[:2])
            if code is not None and not bits & NEG:
                sides = _Sides(
                    speakers[:1],
                    [draft.target] if draft.target else [],
                    [f"said that he will do {draft.code}"],
                )
                self._emit(code, main, main + 1, sides, self._status(c), c, False, sides.how)

    # -- verbs ---------------------------------------------------------------------------------

    def _verb(self, c: int) -> None:
        clauses = self.clauses
        match = self.matcher.verb(c)
        stopped = match is not None and match.pattern.code == NO_EVENT
        if stopped and match is not None and match.pattern.elements:
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
        sides = self._sides(c, match)
        if "harm" in pattern.flags and (
            self._harm(c, match, sides) or self._consequence(c, match, sides)
        ):
            return
        if match.took_object:
            self._take_nouns(
                clauses.subject(c) if clauses.chunks[c].voice == "p" else clauses.object(c)
            )
        status = self._status(c)
        if complement is not None:
            inner = status_of.governed(pattern.code)
            if complement[1] == "bare" and pattern.code[:2] == "01":
                inner = "asserted"
            self._governed.setdefault(complement[0], (inner, pattern.place))
        trace = [f"pattern {pattern.place}", *sides.how]
        self._emit(pattern.code, match.first, match.last, sides, status, c, False, trace)

    def _pass_on(self, c: int) -> None:
        """A verb that is no event hands its status to the verb that it governs."""
        complement = self.clauses.complement(c)
        if complement is None or complement[1] == "that":
            return
        own = self._status(c)
        if self.clauses.in_class(c, "attempt"):
            own = "planned"
        if own != "asserted":
            self._governed.setdefault(complement[0], (own, "the verb that governs it"))

    def _status(self, c: int) -> Status:
        own = status_of.of_verb(self.clauses, c)
        if c in self._governed and own == "asserted":
            return self._governed[c][0]
        # A verb conjoined with a governed one, or that says how it is done, shares its fate.
        if own == "asserted" and self.clauses.kind(c - 1) in ("C", "P", "S"):
            before = self.clauses.verb_before(c - 1)
            if before is not None and before in self._governed:
                return self._governed[before][0]
        return own

    def _sides(self, c: int, match: Match) -> _Sides:
        clauses, parties, pattern = self.clauses, self.parties, match.pattern
        passive = clauses.chunks[c].voice == "p"
        actor = clauses.agent(c) if passive else clauses.subject(c)
        undergoer = clauses.subject(c) if passive else clauses.object(c)
        how = ["passive: agent and surface subject" if passive else "active: subject and object"]
        sources = self._of_subject(actor)
        phrases = clauses.phrases(c)
        targets: list[Who] = []
        wanted = pattern.target_preps
        if wanted is None or "none" not in wanted:
            if wanted is not None and wanted != ("obj",):
                targets = self._in_phrases(phrases, wanted, 0)
                if targets:
                    how.append("target after " + "/".join(wanted))
            if not targets and not match.took_object:
                targets = self._of_object(undergoer, sources)
            if not targets and wanted is None:
                targets = self._in_phrases(phrases, (), TARGET)
                if targets:
                    how.append("target in a prepositional phrase")
            if not targets and match.took_object:
                targets = [w for w in parties.of_group(undergoer) if not _within_any(w, sources)]
                if targets:
                    how.append("target inside the object")
        if pattern.source_preps and not sources:
            sources = self._in_phrases(phrases, pattern.source_preps, 0)
        if "swap" in pattern.flags:
            if not passive and not targets:
                targets = self._in_phrases(phrases, (), AGENT)
            sources, targets = targets, sources
            how.append("the subject undergoes")
        both = "both" in pattern.flags or bool(clauses.chunks[c].roles & RECIP)
        if both and not targets:
            targets = self._in_phrases(phrases, (), COMPANION)
        if not targets and pattern.code[:2] in FORCE and wanted != ("none",):
            targets = self._at_place(phrases, sources)
            if targets:
                how.append("target at the place")
        if pattern.code == MEDIATE and not targets:
            targets = [
                w
                for d in self.drafts
                for w in (d.source,)
                if w is not None and not _within_any(w, sources)
            ]
            targets = list({w.code: w for w in targets}.values())
        if not targets and pattern.code[:2] in PROSPECTIVE and wanted != ("none",):
            targets = self._from_complement(c, sources)
            if targets:
                how.append("target from the clause it governs")
        return _Sides(sources, targets, how, both)

    def _of_subject(self, group: Group | None) -> list[Who]:
        """The actors of a subject; an action noun's agent where the subject is one."""
        if group is None:
            return []
        return self.parties.of_group(group)

    def _of_object(self, group: Group | None, sources: list[Who]) -> list[Who]:
        """The actors of an object; of an action noun its agent, else the one it is done to."""
        if group is None:
            return []
        for c in self.clauses.members(group):
            found = self._action_in(c)
            if found is not None:
                sides = self._noun_sides(c, found)
                for side in (sides.sources, sides.targets):
                    left = [w for w in side if not _within_any(w, sources)]
                    if left:
                        return left
        return [w for w in self.parties.of_group(group) if not _within_any(w, sources)]

    def _in_phrases(self, phrases: list[Phrase], words: tuple[str, ...], roles: int) -> list[Who]:
        for phrase in phrases:
            if phrase.words in words or phrase.roles & roles:
                found = self._of_object(phrase.group, [])
                if found:
                    return found
        return []

    def _at_place(self, phrases: list[Phrase], sources: list[Who]) -> list[Who]:
        """Whoever an act of force hits where no target is named: who is named as its place."""
        own = {w.code[:3] for w in sources}
        for phrase in phrases:
            if phrase.roles & PLACE:
                found = [w for w in self.parties.of_group(phrase.group) if w.code[:3] not in own]
                if found:
                    return found[:1]
        return []

    def _from_complement(self, c: int, sources: list[Who]) -> list[Who]:
        complement = self.clauses.complement(c)
        if complement is None:
            return []
        inner = complement[0]
        own = {w.code for w in sources}
        for group in (
            self.clauses.subject(inner)
            if complement[1] == "that" or self.clauses.in_class(c, "control")
            else None,
            self.clauses.object(inner),
        ):
            found = [w for w in self.parties.of_group(group) if w.code not in own]
            if found:
                return found
        found = self._in_phrases(self.clauses.phrases(inner), (), TARGET)
        if not found and self.clauses.kind(inner + 1) in ("V", "I"):
            deeper = self.clauses.complement(inner)
            if deeper is not None:
                found = self.parties.of_group(self.clauses.object(deeper[0]))
        return [w for w in found if w.code not in own]

    # -- light verbs and verbs of effect ------------------------------------------------------

    def _light(self, c: int, match: Match | None) -> bool:
        """ "carried out an attack on": the noun's event with the verb's subject."""
        clauses = self.clauses
        passive = clauses.chunks[c].voice == "p"
        group = clauses.subject(c) if passive else clauses.object(c)
        if group is None:
            return False
        for n in clauses.members(group):
            found = self._action_in(n)
            if found is None or found.first in self._nouns_done:
                continue
            if match is not None and match.pattern.rank[:2] >= (
                len(found.pattern.head) + 1,
                len(found.pattern.elements),
            ):
                return False
            if found.pattern.code == NO_EVENT:
                self._nouns_done.add(found.first)
                return True
            own = self._noun_sides(n, found)
            actors = self.parties.of_group(clauses.agent(c) if passive else clauses.subject(c))
            suffer = clauses.in_class(c, "suffer") != ("swap" in found.pattern.flags)
            if suffer:
                sources = own.sources or self._in_phrases(clauses.phrases(c), (), AGENT)
                if not sources:
                    sources = self._in_phrases(clauses.phrases(c), found.pattern.source_preps, 0)
                targets = actors
            else:
                sources = actors or own.sources
                targets = own.targets or self._in_phrases(
                    clauses.phrases(c), found.pattern.target_preps or (), TARGET
                )
                if not targets and own.sources:
                    targets = [w for w in own.sources if not _within_any(w, sources)]
                if own.both and not targets:
                    targets = self._in_phrases(clauses.phrases(c), (), COMPANION)
            sides = _Sides(sources, targets, ["light verb with an action noun"], own.both)
            status = self._status(c)
            if status == "asserted":
                status = status_of.of_noun(clauses, n, found.first)
            self._nouns_done.add(found.first)
            first = min(clauses.chunks[c].main, found.first)
            contiguous = found.first - clauses.chunks[c].main <= 2
            self._emit(
                found.pattern.code,
                first if contiguous and not passive else found.first,
                found.last,
                sides,
                status,
                c,
                False,
                [f"pattern {found.pattern.place}", *sides.how],
            )
            return True
        return False

    def _harm(self, c: int, match: Match, sides: _Sides) -> bool:
        """ "the air strike killed …", "killed in an air strike": code and source of the noun."""
        clauses = self.clauses
        passive = clauses.chunks[c].voice == "p"
        swap = "swap" in match.pattern.flags
        groups: list[Group | None] = []
        cause = clauses.agent(c) if passive else clauses.subject(c)
        if not swap:
            groups.append(cause)
        groups.extend(p.group for p in self._cause_phrases(c))
        for group in groups:
            if group is None:
                continue
            for n in clauses.members(group):
                found = self._action_in(n)
                if found is None or found.pattern.code[:2] not in FORCE:
                    continue
                if found.first in self._nouns_done:
                    return True
                own = self._noun_sides(n, found)
                sources = own.sources or [
                    w
                    for w in sides.sources
                    if not any(w.first <= t < w.last for t in range(found.first, found.last))
                ]
                targets = sides.targets or own.targets
                if own.both and not sources:
                    sources = own.targets  # "killed in clashes with the army"
                self._nouns_done.add(found.first)
                if not sources:
                    sources = self._maker(group)
                how = [*sides.how, "effect of an action noun"]
                made = _Sides(sources, targets, how, own.both)
                self._emit(
                    found.pattern.code,
                    found.first,
                    found.last,
                    made,
                    self._status(c),
                    c,
                    False,
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
        return found

    def _maker(self, group: Group) -> list[Who]:
        """The agent in a relative after a noun: "bombs planted by X"; its own event is dropped."""
        at = group[1] + 1
        if self.clauses.kind(at) == "R":
            at += 1
        if self.clauses.kind(at) != "V" or self.clauses.chunks[at].voice != "p":
            return []
        found = self.parties.of_group(self.clauses.agent(at))
        if found:
            self.drafts = [d for d in self.drafts if d.chunk != at]
        return found

    def _consequence(self, c: int, match: Match, sides: _Sides) -> bool:
        """ "stormed a ship, killing nine": the killing belongs to the act before it. An effect
        without anyone who acts is no event (floods and accidents kill too)."""
        passive = self.clauses.chunks[c].voice == "p"
        swap = "swap" in match.pattern.flags
        if not sides.sources and not passive and not swap:
            group = self.clauses.subject(c)
            sides.sources = [] if group is None else self._maker(group)
            if not sides.sources:
                return True
        own = {w.code for w in sides.sources}
        for draft in self.drafts:
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

    def _take_nouns(self, group: Group | None) -> None:
        """Action nouns inside an object that decided a verb's code are no events of their own."""
        if group is None:
            return
        for n in self.clauses.members(group):
            found = self._action_in(n)
            if found is not None:
                self._nouns_done.add(found.first)

    # -- action nouns ---------------------------------------------------------------------------

    def _action_in(self, c: int) -> Match | None:
        """The action noun of N chunk ``c`` nearest its head."""
        chunk = self.clauses.chunks[c]
        tokens = self.clauses.tokens
        order = sorted(range(chunk.first, chunk.last), key=lambda t: abs(t - chunk.main))
        best: Match | None = None
        for t in order:
            if tokens[t].word.head and tokens[t].word.nouns and tokens[t].name is None:
                found = self.matcher.noun(c, t)
                if found is not None and (
                    best is None
                    or (found.first <= best.first and found.last >= best.last and found != best)
                ):
                    best = found
        return best

    def _nouns(self, c: int) -> None:
        """Action nouns that no verb has taken."""
        found = self._action_in(c)
        if found is None or found.first in self._nouns_done or found.pattern.code == NO_EVENT:
            return
        sides = self._noun_sides(c, found)
        status = status_of.of_noun(self.clauses, c, found.first)
        if status == "asserted" and self.clauses.kind(c + 1) == "V":
            # "an attack on Iran would be a disaster"
            after = status_of.of_verb(self.clauses, c + 1)
            if after in ("planned", "hypothetical"):
                status = after
        governor = self._object_of(c)
        if governor is not None and status == "asserted":
            match = self.matcher.verb(governor)
            own = self._status(governor)
            if match is not None and match.pattern.code != NO_EVENT:
                if match.pattern.code[:2] in PROSPECTIVE:
                    status = "planned"
                elif match.took_object:
                    return
            if own in ("negated", "planned", "hypothetical") and match is None:
                status = own
        if not sides.sources or not sides.targets:
            if found.pattern.code[:2] not in FORCE | {"14"}:
                return
            if not sides.sources and not sides.targets:
                return
        self._nouns_done.add(found.first)
        trace = [f"pattern {found.pattern.place}", *sides.how]
        self._emit(found.pattern.code, found.first, found.last, sides, status, c, True, trace)

    def _object_of(self, c: int) -> int | None:
        """The verb whose object or phrase N chunk ``c`` is."""
        j = c - 1
        if self.clauses.kind(j) == "P":
            j -= 1
        if self.clauses.kind(j) == "V":
            return j
        return None

    def _noun_sides(self, c: int, found: Match) -> _Sides:
        """The parties of an action noun: genitives beside it and phrases after it."""
        clauses, parties, pattern = self.clauses, self.parties, found.pattern
        chunk = clauses.chunks[c]
        tokens = clauses.tokens
        phrases = clauses.phrases(c)
        sources: list[Who] = []
        targets: list[Who] = []
        how = ["action noun"]
        both = "both" in pattern.flags
        before_side = self.pack.genitive_side == "before"
        stretch = (chunk.first, found.first) if before_side else (found.last, chunk.last)
        genitive = parties.within(*stretch) if stretch[0] < stretch[1] else []
        if not before_side and not genitive and chunk.first < found.first:
            # "AS-Rusia"; a noun inside a longer phrase whose owner stands before it
            genitive = []
        means = (
            "source"
            if "gen=source" in pattern.flags
            else "target"
            if "gen=target" in pattern.flags
            else self.pack.genitive_means(tokens[found.first].lower)
        )
        by = self._in_phrases(phrases, pattern.source_preps, AGENT)
        wanted = pattern.target_preps
        for phrase in phrases:
            if phrase.roles & BETWEEN:
                group = parties.of_group(phrase.group)
                if len(group) == 1:  # "antara A dengan B"
                    group += [
                        w
                        for w in self._in_phrases(phrases, (), COMPANION)
                        if w.code != group[0].code
                    ]
                if len(group) >= 2:
                    return _Sides(group[:1], group[1:], ["between the two"], True)
            if phrase.roles & AGENT or phrase.words in pattern.source_preps:
                continue
            if phrase.roles & GENITIVE and before_side:
                actors = parties.of_group(phrase.group)
                if "gen=source" in pattern.flags:
                    sources = sources or actors
                elif both and len(actors) > 1:
                    sources, targets = actors[:1], actors[1:]
                else:
                    targets = targets or actors
            elif wanted is not None and phrase.words in wanted:
                targets = targets or parties.of_group(phrase.group)
            elif wanted is None and phrase.roles & TARGET and phrase.at == chunk_after(clauses, c):
                targets = targets or parties.of_group(phrase.group)
            elif wanted is None and phrase.roles & TARGET and not phrase.roles & PLACE:
                targets = targets or parties.of_group(phrase.group)
            elif both and phrase.roles & COMPANION:
                targets = targets or parties.of_group(phrase.group)
        if genitive:
            if len(genitive) >= 2 and both:
                sources, targets = genitive[:1], genitive[1:]
            elif by:
                targets = targets or genitive
            elif means == "source" or before_side:
                sources = sources or genitive
            elif targets:
                sources = sources or genitive
            else:
                targets = genitive
            how.append("genitive beside it")
        sources = by or sources
        if not targets and pattern.code[:2] in FORCE and wanted != ("none",):
            targets = self._at_place(phrases, sources)
        # An apposed agent: "X's planned attack"; conjoined owners make both sides.
        if both and sources and not targets and clauses.kind(c - 1) == "C":
            left = parties.of_chunk(c - 2) if clauses.kind(c - 2) == "N" else []
            targets = [w for w in left if not _within_any(w, sources)]
        if "swap" in pattern.flags:
            sources, targets = targets, sources
        return _Sides(sources, targets, how, both)

    # -- out ------------------------------------------------------------------------------------

    def _emit(
        self,
        code: str,
        first: int,
        last: int,
        sides: _Sides,
        status: Status,
        c: int,
        nominal: bool,
        trace: list[str],
    ) -> None:
        pairs: list[tuple[Who | None, Who | None]] = []
        sources, targets = sides.sources, sides.targets
        if sides.both:
            if targets:
                pairs = [(s, t) for s in sources or [None] for t in targets]
                if sources:
                    pairs += [(t, s) for s in sources for t in targets]
            else:
                pairs = [(a, b) for a in sources for b in sources if a is not b]
                if not pairs and sources:
                    pairs = [(sources[0], None)]
        else:
            pairs = [(s, t) for s in sources or [None] for t in targets or [None]]
        for source, target in pairs:
            if source is None and target is None:
                continue
            if source is not None and target is not None and source is target:
                continue
            self.drafts.append(
                Draft(
                    code,
                    first,
                    last,
                    source,
                    target,
                    status,
                    c,
                    nominal,
                    self._said.get(c),
                    list(trace),
                )
            )


def chunk_after(clauses: Clauses, c: int) -> int:
    """The index of the chunk right after ``c``."""
    return c + 1


def _within_any(who: Who, others: list[Who]) -> bool:
    return any(who.code == other.code for other in others)

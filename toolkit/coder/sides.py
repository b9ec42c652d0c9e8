"""Who acts on whom: the parties of a verb's event and of an action noun's."""

from __future__ import annotations

from toolkit.coder.chunks import AGENT
from toolkit.coder.clauses import Clauses, Phrase
from toolkit.coder.drafts import (
    FORCE,
    MEDIATE,
    MOBILIZE,
    PROSPECTIVE,
    RELEASE,
    Book,
    Sides,
    within_any,
)
from toolkit.coder.groups import Group
from toolkit.coder.match import Match, Matcher
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import RECIP
from toolkit.languages.words import BIT

TARGET, GENITIVE = BIT["target"], BIT["genitive"]
COMPANION, BETWEEN, PLACE = BIT["companion"], BIT["between"], BIT["place"]
ORIGIN, OBJECT_CLITIC = BIT["origin"], BIT["object_clitic"]


# Asking or demanding that captives go: it is their captor who is asked.
RELEASING = ("0253", "1053")
# Acts on somebody: where their clause names nobody it is often who was named before.
TURNED_ON = frozenset({"05", "07", "08", "11", "12", "13"})


class SideFinder:
    """The sides of the events of one sentence."""

    def __init__(self, clauses: Clauses, parties: Parties, matcher: Matcher, book: Book) -> None:
        self.clauses = clauses
        self.parties = parties
        self.matcher = matcher
        self.book = book
        self.pack = clauses.pack
        self._heads = [
            i
            for i, token in enumerate(clauses.tokens)
            if token.word.head and token.word.nouns and token.name is None
        ]

    def verb(self, c: int, match: Match) -> Sides:
        clauses, parties, pattern = self.clauses, self.parties, match.pattern
        tokens, main = clauses.tokens, clauses.chunks[c].main
        passive = clauses.chunks[c].voice == "p"
        actor = clauses.agent(c) if passive else clauses.subject(c)
        undergoer = clauses.subject(c) if passive else clauses.object(c)
        how = ["passive: agent and surface subject" if passive else "active: subject and object"]
        if pattern.code < "15" and self.clauses.kind(c - 1) == "," and not passive:
            if self.clauses.tokens[self.clauses.chunks[c].main].kind == "g":
                # "X denied that Y had fled, dismissing the report": a word of the speaker's
                actor = self.clauses.main_subject(c) or actor
        sources = parties.of_group(actor)
        if not sources and not passive and tokens[main].kind == "g":
            sources = self._doing(c)
        if not sources and not passive and pattern.code < "15" and actor is not None:
            sources = self._stranger(actor)
        phrases = clauses.phrases(c)
        targets: list[Who] = []
        wanted = pattern.target_preps
        if wanted is None or "none" not in wanted:
            second = match.took_object and self._in_second(c, match)
            if second:
                targets = self.of_object(undergoer, sources)
            if not targets and wanted is not None and wanted != ("obj",):
                others = [p for p in phrases if not (passive and p.roles & AGENT)]
                targets = self.in_phrases(others, wanted, 0)
                if targets:
                    how.append("target after " + "/".join(wanted))
            if not targets and not match.took_object and (wanted is None or "obj" in wanted):
                targets = self.of_object(undergoer, sources)
            clitic = bool(clauses.chunks[c].roles & OBJECT_CLITIC)
            if not targets and undergoer is None and (clitic or tokens[main].word.object_pronoun):
                found = self.parties.other_than(sources, c)
                targets = [Who(w.code, main, main + 1, "pronoun", named=False) for w in found[:1]]
            if not targets and wanted is None:
                targets = self.in_phrases(phrases, (), TARGET)
                if targets:
                    how.append("target in a prepositional phrase")
            if not targets and undergoer is not None and not passive:
                # "turned down an offer by Morocco"
                found = self.in_phrases(phrases, (), AGENT)
                made = pattern.code[:2] not in FORCE and len(sources) < 2
                if not found and undergoer[0] > c and made:
                    found = self.maker(undergoer)
                targets = [w for w in found if not within_any(w, sources)]
                if targets:
                    how.append("who made the object")
            if not targets and match.took_object:
                states = {w.code[:3] for w in sources}
                targets = [
                    w
                    for w in parties.of_group(undergoer)
                    if not within_any(w, sources)
                    and not (w.rule == "its owner" and w.code in states)
                ]
                if targets:
                    how.append("target inside the object")
        if match.took_object and not targets and pattern.code.endswith(RELEASING):
            targets = self.captor(undergoer) or self.maker(undergoer or (c, c))
        if pattern.source_preps and not sources:
            sources = self.in_phrases(phrases, pattern.source_preps, 0)
        if not sources and passive and pattern.code.startswith(RELEASE) and actor is None:
            sources = self.captor(undergoer)
        if match.took_object and not (sources and targets) and undergoer is not None:
            # "an agreement between A and B was reached"
            for n in self.clauses.members(undergoer):
                action = self.action_in(n)
                inner = None if action is None else self.noun(n, action)
                if inner is not None and inner.sources and inner.targets:
                    sources, targets = sources or inner.sources, targets or inner.targets
                    how.append("parties of the noun")
                    if inner.both:
                        return Sides(sources, targets, how, True)
        if "swap" in pattern.flags:
            if not passive and not targets:
                targets = self.in_phrases(phrases, pattern.source_preps, AGENT)
            sources, targets = targets, sources
            how.append("the subject undergoes")
        if passive and not sources and pattern.code.startswith(MOBILIZE):
            sources = parties.of_group(undergoer)  # "troops were put on alert": it is they who are
            targets = [w for w in targets if not within_any(w, sources)]
        both = "both" in pattern.flags or bool(clauses.chunks[c].roles & RECIP)
        if both and not targets:
            targets = self.in_phrases(phrases, (), COMPANION)
        if not targets and not both and pattern.code[:2] in FORCE and wanted != ("none",):
            targets = self.at_place(phrases, sources)
            if targets:
                how.append("target at the place")
        if pattern.code == MEDIATE and not targets:
            targets = [
                w
                for d in self.book.drafts
                for w in (d.source,)
                if w is not None and not within_any(w, sources)
            ]
            targets = list({w.code: w for w in targets}.values())
        speaks = (
            pattern.code[:2] in PROSPECTIVE
            or any(e.kind == "clause" for e in pattern.elements)
            or clauses.governs_back(c)
        )
        if not targets and speaks and wanted != ("none",):
            targets = self._from_complement(c, sources)
            if targets:
                how.append("target from the clause it governs")
        if not targets and pattern.code[:2] == "03" and len(sources) > 1:
            return Sides(sources, [], how, True)  # "A and B agreed to …": each with the other
        told = both or wanted == ("none",)
        if not targets and not told and not match.took_object:
            # the prepositions that should lead to a target are not there: "seized a French ship"
            states = {w.code[:3] for w in sources}
            found = self.of_object(undergoer, sources)
            targets = [w for w in found if w.code[:3] not in states]
        told = told or pattern.code[:2] in FORCE
        if not targets and not told:
            targets = self._any_other(c, sources)
            if targets:
                how.append("the only other actor of its clause")
        if not targets and not told and sources and pattern.code[:2] in TURNED_ON:
            own = {w.code[:3] for w in sources}
            before = [w for w in parties.other_than(sources, c) if w.code[:3] not in own]
            targets = [Who(w.code, w.first, w.last, "named before") for w in before[:1]]
        return Sides(sources, targets, how, both)

    def _any_other(self, c: int, sources: list[Who]) -> list[Who]:
        """Whoever else stands in the clause of an act that names nobody it is done to."""
        own = {w.code[:3] for w in sources}
        for phrase in self.clauses.phrases(c):
            if phrase.roles & PLACE and not phrase.roles & (TARGET | ORIGIN):
                continue
            found = [w for w in self.parties.of_group(phrase.group) if w.code[:3] not in own]
            if found:
                return found[:1]
        return []

    def _stranger(self, group: Group) -> list[Who]:
        """A person of whom nothing but a name is known: "Burhanudin menolak …"."""
        chunk = self.clauses.chunks[group[0]]
        tokens = self.clauses.tokens[chunk.first : chunk.last]
        if all(
            t.text[:1].isupper()
            and not (t.text.isupper() or t.word.nouns or t.word.verbs or t.roles)
            for t in tokens
        ):
            return [Who("CVL", chunk.first, chunk.last, "role")]
        return []

    def _doing(self, c: int) -> list[Who]:
        """Whose participle it is where the noun before it is nobody: "poured into the streets
        demanding …", "adopted a resolution demanding …"."""
        before = self.clauses.verb_before(c)
        if before is None or self.clauses.kind(c - 1) != "N":
            return []
        if self.clauses.chunks[before].voice == "p":
            return self.parties.of_group(self.clauses.agent(before))
        return self.parties.of_group(self.clauses.subject(before))

    def _carried_out(self, c: int) -> list[Who]:
        """Who did what a noun names, by a relative or participle after it: "the raid staged by"."""
        at = c + 2 if self.clauses.kind(c + 1) == "R" else c + 1
        done = self.clauses.kind(at) == "V" and self.clauses.in_class(at, "light")
        return self.maker((c, c)) if done else []

    def maker(self, group: Group) -> list[Who]:
        """The agent of a participle or relative after a noun: "the accord signed by X"."""
        at = group[1] + 1
        if self.clauses.kind(at) == "R":
            at += 1
        if self.clauses.kind(at) != "V" or self.clauses.chunks[at].voice != "p":
            return []
        return self.parties.of_group(self.clauses.agent(at))

    def _in_second(self, c: int, match: Match) -> bool:
        """Whether the object that decided stands after another, which is then the target: "gave
        the army a tank"."""
        second = self.clauses.second(c)
        return (
            second is not None
            and match.object_at is not None
            and match.object_at[0] >= self.clauses.chunks[second[0]].first
        )

    def captor(self, group: Group | None) -> list[Who]:
        """Who lets go of people of whom a relative says who held them."""
        if group is None or self.clauses.kind(group[1] + 1) != "R":
            return []
        held = group[1] + 2
        if self.clauses.kind(held) != "V" or self.clauses.chunks[held].voice != "p":
            return []
        return self.parties.of_group(self.clauses.agent(held))

    def of_object(self, group: Group | None, sources: list[Who]) -> list[Who]:
        """The actors of an object; of an action noun its agent, else the one it is done to."""
        if group is None:
            return []
        for c in self.clauses.members(group):
            found = self.action_in(c)
            if found is not None:
                sides = self.noun(c, found)
                for side in (sides.sources, sides.targets):
                    left = [w for w in side if not within_any(w, sources)]
                    if left:
                        return left
        own = {(w.first, w.last) for w in sources}
        states = {w.code[:3] for w in sources}
        return [
            w
            for w in self.parties.of_group(group)
            if (w.first, w.last) not in own and not (w.rule == "its owner" and w.code in states)
        ]

    def in_phrases(self, phrases: list[Phrase], words: tuple[str, ...], roles: int) -> list[Who]:
        for phrase in phrases:
            if phrase.words in words or phrase.roles & roles:
                found = self.of_object(phrase.group, [])
                if found:
                    return found
        return []

    def at_place(self, phrases: list[Phrase], sources: list[Who]) -> list[Who]:
        """Whoever an act of force hits where no target is named: who is named as its place."""
        own = {w.code[:3] for w in sources}
        for phrase in phrases:
            if phrase.roles & PLACE:
                found = [w for w in self.parties.of_group(phrase.group) if w.code[:3] not in own]
                if found:
                    return found[:1]
        return []

    def _from_complement(self, c: int, sources: list[Who], shallow: bool = False) -> list[Who]:
        """Whom an act of speech concerns by what it speaks of: the one who is to act, else the one
        acted on."""
        complement = self.clauses.complement(c)
        if complement is None:
            return []
        inner, how = complement
        own = {w.code for w in sources}

        if how == "that" or self.clauses.in_class(c, "control"):
            doers = self.parties.of_group(self.clauses.subject(inner))
            found = [w for w in doers if w.code not in own]
            if found:
                return found
        match = None if shallow else self.matcher.verb(inner)
        if match is not None and inner > c:
            found = [w for w in self.verb(inner, match).targets if w.rule != "named before"]
        else:
            undergoer = self.clauses.object(inner)
            ahead = undergoer is not None and undergoer[0] > inner
            found = self.of_object(undergoer, sources) if ahead else []
            if not found:
                found = self.in_phrases(self.clauses.phrases(inner), (), TARGET)
            deeper = self.clauses.complement(inner)
            if not found and deeper is not None:
                found = self.of_object(self.clauses.object(deeper[0]), sources)
        found = [w for w in found if w.code not in own]
        if not found:
            # "warned that the situation in Darfur would …"
            subject = self.clauses.subject(inner)
            around = self.clauses.phrases(inner)
            if subject is not None and subject[0] > c:
                around = self.clauses.phrases(subject[1]) + around
            near = [w for p in around for w in self.parties.of_group(p.group)]
            found = [w for w in near if w.code not in own][:1]
        return found

    def action_in(self, c: int) -> Match | None:
        """The action noun of N chunk ``c`` nearest its head."""
        if not self._heads:
            return None
        chunk = self.clauses.chunks[c]
        nouns = [t for t in self._heads if chunk.first <= t < chunk.last]
        best: Match | None = None
        for t in sorted(nouns, key=lambda t: abs(t - chunk.main)):
            found = self.matcher.noun(c, t)
            if found is not None and (
                best is None
                or (found.first <= best.first and found.last >= best.last and found != best)
            ):
                best = found
        return best

    def noun(self, c: int, found: Match) -> Sides:
        """The parties of an action noun: genitives beside it and phrases after it."""
        clauses, parties, pattern = self.clauses, self.parties, found.pattern
        chunk = clauses.chunks[c]
        tokens = clauses.tokens
        phrases = clauses.phrases(c)
        verb = c + 2 if clauses.kind(c + 1) == "R" else c + 1
        if clauses.kind(verb) == "V" and not phrases and clauses.object(verb) is None:
            phrases = clauses.phrases(verb)  # "clashes broke out between A and B"
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
        if not before_side and not genitive and clauses.kind(c + 1) == "N":
            if clauses.kind(c + 2) not in ("V", "C"):
                genitive = parties.of_chunk(c + 1)  # "penangkapan sejumlah pelaut Inggris"
        means = (
            "source"
            if "gen=source" in pattern.flags
            else "target"
            if "gen=target" in pattern.flags
            else self.pack.genitive_means(tokens[found.first].lower)
        )
        agent = 0 if "none" in pattern.source_preps else AGENT
        by = self.in_phrases(phrases, pattern.source_preps, agent)
        wanted = pattern.target_preps
        for phrase in phrases:
            if phrase.roles & BETWEEN:
                group = parties.of_group(phrase.group)
                if len(group) == 1:  # "antara A dengan B"
                    group += [
                        w
                        for w in self.in_phrases(phrases, (), COMPANION)
                        if w.code != group[0].code
                    ]
                if pattern.code == MEDIATE and group:
                    return Sides(by or genitive, group, ["between the two sides"])
                if len(group) >= 2:
                    return Sides(group[:1], group[1:], ["between the two"], True)
            if phrase.roles & AGENT or phrase.words in pattern.source_preps:
                continue
            if phrase.roles & GENITIVE and not before_side:
                if phrase.at == c + 1:  # "el ataque de Israel": as a bare genitive
                    genitive = genitive or parties.of_group(phrase.group)
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
            elif wanted is None and phrase.roles & TARGET and phrase.at == c + 1:
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
        sources = by or sources or self._carried_out(phrases[-1].group[1] if phrases else c)
        if not targets and not both and pattern.code[:2] in FORCE and wanted != ("none",):
            targets = self.at_place(phrases, sources)
        if not targets and sources and pattern.code[:2] in PROSPECTIVE and wanted != ("none",):
            targets = self._from_complement(c, sources, shallow=True)  # "the demand that X …"
        # An apposed agent: "X's planned attack"; conjoined owners make both sides.
        if both and sources and not targets and clauses.kind(c - 1) == "C":
            left = parties.of_chunk(c - 2) if clauses.kind(c - 2) == "N" else []
            targets = [w for w in left if not within_any(w, sources)]
        if "swap" in pattern.flags:
            sources, targets = targets, sources
        return Sides(sources, targets, how, both)

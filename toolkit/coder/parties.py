"""Which actors a noun group stands for: names, pronouns, phrases that point back, attachments."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.coder.clauses import Clauses
from toolkit.coder.groups import Group
from toolkit.coder.mentions import Memory, Mention, Who, compose
from toolkit.coder.tokens import NUM, POSS, PRON
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

THIRD, ORIGIN, PLACE = BIT["third_person"], BIT["origin"], BIT["place"]


class Parties:
    """Actors of the noun groups of one sentence."""

    def __init__(self, clauses: Clauses, pack: Pack, memory: Memory) -> None:
        self.clauses = clauses
        self.tokens = clauses.tokens
        self.pack = pack
        self.memory = memory
        self.speaker: Who | None = None
        self.local_country: str | None = None
        self._of: dict[int, list[Who]] = {}

    def of_group(self, group: Group | None) -> list[Who]:
        """The actors of a coordinated group, each once, in order."""
        if group is None:
            return []
        made: list[Who] = []
        for c in self.clauses.members(group):
            made.extend(w for w in self.of_chunk(c) if all(w.code != m.code for m in made))
        return self._shared(made) if len(made) > 1 else made

    def _shared(self, made: list[Who]) -> list[Who]:
        """ "Iraqi police and soldiers", "pelaut dan marinir Inggris": one country for both."""
        states = {w.code[:3] for w in made if w.rule == "country + role"}
        if len(states) != 1 or not all(w.rule in ("country + role", "role") for w in made):
            return made
        (state,) = states
        shared = [
            Who(state + w.code, w.first, w.last, "role + shared country") if w.rule == "role" else w
            for w in made
        ]
        return list({w.code: w for w in shared}.values())

    def of_chunk(self, c: int) -> list[Who]:
        """The actors of one base noun phrase."""
        if c not in self._of:
            self._of[c] = []  # a pronoun that points at itself finds nothing
            self._of[c] = self._find(c)
        return self._of[c]

    def within(self, first: int, last: int) -> list[Who]:
        """The actors named in tokens ``[first:last)``: two where a hyphen or a possessive joins
        countries."""
        for i in range(first + 1, last - 1):
            token = self.tokens[i]
            if token.tag == "H":
                left, right = self.tokens[i - 1].name, self.tokens[i + 1].name
                if left is not None and right is not None and left.code[:3] != right.code[:3]:
                    pair = [
                        compose(self.tokens, first, i, self.pack),
                        compose(self.tokens, i + 1, last, self.pack),
                    ]
                    return [w for w in pair if w is not None]
        who = compose(self.tokens, first, last, self.pack)
        return [] if who is None else [who]

    # -- how -----------------------------------------------------------------------------------

    def _find(self, c: int) -> list[Who]:
        chunk = self.clauses.chunks[c]
        tokens = self.tokens
        back = self._points_back(chunk.first, chunk.last)
        if back:
            return back
        head = tokens[chunk.main]
        if head.roles & PRON and not head.roles & POSS and head.name is None:
            return self._pronoun(c)
        found = self.within(chunk.first, chunk.last)
        if not found:
            owner = self._owner(c)
            if owner is not None:
                return [Who(owner, chunk.first, chunk.last, "its owner", named=False)]
            return self._apposition(c) or self._attached(c) or self._counted(c)
        who = found[0]
        if who.rule == "role" and len(found) == 1:
            if self._adjunct(c, who):
                return self._attached(c)  # "military aid" names no soldiers
            rule = "role + attached country"
            countries = self._attached_countries(c, ORIGIN)  # "his counterpart from Russia"
            owner = None if countries else self._owner(c)
            if owner is not None:
                return [Who(owner + who.code, who.first, who.last, "role + its owner")]
            countries = countries or self._attached_countries(c, ORIGIN | PLACE)
            if countries:
                known = self.pack.countries
                return [
                    Who(code + who.code if code in known else code, who.first, who.last, rule)
                    for code in countries
                ]
        return found

    def _counted(self, c: int) -> list[Who]:
        """People of whom only the number is told: "thousands marched"."""
        chunk = self.clauses.chunks[c]
        tokens = self.tokens[chunk.first : chunk.last]
        if all(t.roles & NUM and t.text.isalpha() for t in tokens):
            return [Who("CVL", chunk.first, chunk.last, "role")]
        return []

    def _owner(self, c: int) -> str | None:
        """The country of "its army": that of the subject of the clause, else of what the article
        was about."""
        chunk = self.clauses.chunks[c]
        if not any(
            t.roles & POSS and t.name is None or t.word.object_pronoun
            for t in self.tokens[chunk.first : chunk.last]
        ):
            return None
        codes = [w.code for w in self._own_subject(c)]
        if not codes and self.clauses.verb_before(c) is None and self.memory.subject:
            codes = [self.memory.subject]
        known = [code[:3] for code in codes if code[:3] in self.pack.countries]
        return known[0] if known else None

    def _adjunct(self, c: int, who: Who) -> bool:
        """Whether a role word only says what kind: "military aid" names no soldiers."""
        main = self.clauses.chunks[c].main
        return (
            not who.first <= main < who.last
            and self.tokens[who.first].lower in self.pack.adjunct_roles
        )

    def _points_back(self, first: int, last: int) -> list[Who]:
        for i in range(first, last):
            lower = self.tokens[i].lower
            for key, rest in self.pack.points_back.get(lower, ()):
                end = i + 1 + len(rest)
                if end <= last and all(
                    self.tokens[i + 1 + k].lower == w for k, w in enumerate(rest)
                ):
                    return self._antecedent(key, i, end)
        return []

    def _antecedent(self, key: str, first: int, last: int) -> list[Who]:
        if key == "sides":
            return [Who(code, first, last, "the two sides") for code in self.memory.pair]
        for i in range(first - 1, -1, -1):
            mention = self.tokens[i].name
            if mention is not None and mention.kind == "country":
                return [Who(mention.code, first, last, "the country named before")]
        if self.memory.country:
            return [Who(self.memory.country, first, last, "the country named before")]
        return []

    def _pronoun(self, c: int) -> list[Who]:
        chunk = self.clauses.chunks[c]
        if not self.tokens[chunk.main].roles & THIRD:
            if self.speaker is not None:
                return [Who(self.speaker.code, chunk.first, chunk.last, "the speaker", named=False)]
            return []
        if self.clauses.kind(c - 1) in ("V", "P") and self.clauses.kind(c + 1) != "V":
            found = self.other_than(self._own_subject(c), c)
            return [Who(w.code, chunk.first, chunk.last, "pronoun", named=False) for w in found[:1]]
        # The subject of the nearest clause before, else of the sentence before.
        for j in range(c - 1, -1, -1):
            if self.clauses.kind(j) == "V":
                group = self.clauses.subject(j)
                if group is not None and not group[0] <= c <= group[1]:
                    found = self.of_group(group)
                    if found:
                        return [
                            Who(w.code, chunk.first, chunk.last, "pronoun", named=False)
                            for w in found[:1]
                        ]
        if self.memory.subject:
            return [Who(self.memory.subject, chunk.first, chunk.last, "pronoun", named=False)]
        return []

    def _own_subject(self, c: int) -> list[Who]:
        verb = c - 1 if self.clauses.kind(c - 1) == "V" else self.clauses.verb_before(c)
        return [] if verb is None else self.of_group(self.clauses.subject(verb))

    def other_than(self, own: list[Who], c: int) -> list[Who]:
        """The actor named last before chunk ``c`` who is not one of ``own``: what an object pronoun
        points at."""
        codes = {w.code for w in own}
        for j in range(c - 1, -1, -1):
            if self.clauses.kind(j) == "N" and not self.clauses.is_pronoun(j):
                found = [w for w in self.of_chunk(j) if w.code not in codes]
                if found:
                    return found
        if self.memory.subject and self.memory.subject not in codes:
            main = self.clauses.chunks[c].main
            return [Who(self.memory.subject, main, main + 1, "pronoun", named=False)]
        return []

    def _apposition(self, c: int) -> list[Who]:
        """An unknown name takes the code of what explains it: "X, the Turkish minister,"."""
        kind = self.clauses.kind
        chunk = self.clauses.chunks[c]
        if not self.tokens[chunk.main].text[:1].isupper():
            return []
        mark, at = kind(c + 1), c + 2
        if mark in (",", "(") and kind(at) == "N" and kind(at + 1) in (",", ")", "P"):
            found = self.within(self.clauses.chunks[at].first, self.clauses.chunks[at].last)
            if found and (mark == "(" or found[0].rule != "country"):
                return [Who(found[0].code, chunk.first, chunk.last, "apposition")]
        return []

    def _attached(self, c: int) -> list[Who]:
        """What a noun without a name belongs to: "the deputy chief of Israel's militia"."""
        kind = self.clauses.kind
        if kind(c + 1) == "P" and kind(c + 2) == "N" and self.clauses.chunks[c + 1].roles & ORIGIN:
            noun = self.clauses.chunks[c + 2]
            return [
                Who(w.code, w.first, w.last, "owner") for w in self.within(noun.first, noun.last)
            ]
        return []

    def _attached_countries(self, c: int, roles: int) -> list[str]:
        """The countries of a role from a phrase of these roles after it: "the presidents of Chad
        and Sudan"."""
        kind = self.clauses.kind
        j = c + 1
        for _ in range(2):
            if kind(j) != "P" or kind(j + 1) != "N":
                return []
            if self.clauses.chunks[j].roles & roles:
                last = self.clauses.group_right(j + 1)[1]
                if self.clauses.chunks[j].roles & PLACE:
                    last = j + 1
                nouns = [self.clauses.chunks[n] for n in self.clauses.members((j + 1, last))]
                found = [
                    who.code[:3] if who.code[:3] in self.pack.countries else who.code
                    for noun in nouns
                    for who in self.within(noun.first, noun.last)
                    if who.rule != "role"
                ]
                if found:
                    return list(dict.fromkeys(found))
            j += 2
        return []

    def remember(self, names: Mapping[int, Mention], subject: list[Who], codes: list[str]) -> None:
        """Keep what the next sentences may point back to, of a sentence with these names."""
        kinds = [chunk.kind for chunk in self.clauses.chunks]
        roles = [i for i, name in names.items() if name.kind == "role"]
        if roles or "(" in kinds:
            for c, kind in enumerate(kinds):
                if kind == "N":
                    self._introduce(c, roles)
        if subject:
            self.memory.subject = subject[0].code
        for name in names.values():
            if name.kind == "country":
                self.memory.country = name.code
        distinct = list(dict.fromkeys(codes))
        if len(distinct) == 2:
            self.memory.pair = tuple(distinct)

    def _introduce(self, c: int, roles: list[int]) -> None:
        """Keep what an article will call an actor from now on: the surname of a titled person, the
        letters in brackets after a body."""
        chunk = self.clauses.chunks[c]
        tokens = self.tokens
        titled = bool([i for i in roles if chunk.first <= i < chunk.last])
        kind = self.clauses.kind
        bracketed = None
        if kind(c + 1) == "(" and kind(c + 2) == "N" and kind(c + 3) == ")":
            inner = self.clauses.chunks[c + 2]
            if inner.last - inner.first == 1 and tokens[inner.first].text.isupper():
                bracketed = tokens[inner.first]
        if not titled and bracketed is None:
            return
        found = self.of_chunk(c)
        if not found or len(found[0].code) < 3:
            return
        if bracketed is not None and bracketed.name is None and len(bracketed.text) > 1:
            self.memory.aliases[bracketed.text] = found[0].code
        last = tokens[chunk.last - 1]
        if titled and last.name is None and last.text[:1].isupper() and len(last.text) > 3:
            self.memory.aliases[last.text] = found[0].code

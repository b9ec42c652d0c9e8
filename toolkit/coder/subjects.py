"""The subject of each verb: through relative clauses, asides, infinitives and conjoined verbs."""

from __future__ import annotations

from toolkit.coder.chunks import Chunk
from toolkit.coder.groups import Group, Groups
from toolkit.coder.tokens import SPECIFIER, Token
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

PLACE, GENITIVE, CAUSE = BIT["place"], BIT["genitive"], BIT["cause"]
MARKED = BIT["object_marker"]
_DEPTH = 6
VERBAL = frozenset({"01", "02", "10", "11", "12", "13"})


class Subjects(Groups):
    """Subjects, found by walking left from the verb, no further than its clause."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], pack: Pack) -> None:
        super().__init__(tokens, chunks, pack)
        self._subjects: dict[int, Group | None] = {}

    def subject(self, c: int, depth: int = 0) -> Group | None:
        """The surface subject of verb ``c`` (in the passive the one acted on), or None."""
        if c in self._subjects:
            return self._subjects[c]
        found = None if depth > _DEPTH else self._find_subject(c, depth)
        self._subjects[c] = found
        return found

    def _find_subject(self, c: int, depth: int) -> Group | None:
        verb = self.chunks[c]
        inverted = self._inverted(c)
        if inverted is not None:
            return inverted
        after = self._postposed(c)
        if after is not None:
            return self.group_right(after)
        j = c - 1
        while j >= 0:
            kind = self.kind(j)
            if kind == "N":
                group = self.group_left(j)
                edge = group[0] - 1
                before = self.kind(edge)
                if before == "P":
                    if j == c - 1 and not verb.finite and verb.voice == "p":
                        return group  # "in a town held by rebels"
                    j = edge - 1
                    continue
                if before == "V":
                    # The noun is an earlier verb's object, unless it begins a clause of its own.
                    opener = self._relative_opener(edge)
                    if opener is not None and verb.finite:
                        j = opener - 1
                        continue
                    if verb.finite and self.participle(edge):
                        return self.subject(edge, depth + 1)  # "farmers demanding aid blocked"
                    if verb.finite or j == c - 1:
                        return group
                    return self.subject(edge, depth + 1)
                return group
            if kind == "R":
                if self.of_object_relative(j):
                    left = self.verb_before(j)
                    return None if left is None else self.subject(left, depth + 1)
                return self.antecedent(j, c)
            if kind == "V":
                return self.subject(j, depth + 1)
            if kind == "I":
                return self.controller(j, depth)
            if kind in (",", ")"):
                opened = self._opening(j)
                if opened is not None:
                    j = opened - 1
                    continue
                if kind == ")":
                    return None
                if j < c - 1 and self.kind(j - 1) == "N" and self.verb_before(j) is None:
                    # "The minister, according to the plan, will …": only a phrase stood between.
                    j -= 1
                    continue
                return self._shared(j, c, depth)
            if kind in ("C", "K"):
                return self._shared(j, c, depth)
            if kind == "P":
                return self._shared(j, c, depth)
            if kind == "S":
                if j == c - 1 or not verb.finite:
                    left = self.verb_before(j)
                    if left is not None:
                        return self.subject(left, depth + 1)
                    return self._main_clause(c)
                return None
            if kind == "B":
                return None
            if kind == "Q":
                j -= 1
                continue
            if kind == ".":
                return None
            j -= 1
        if not verb.finite:
            return self._main_clause(c)
        return None

    def participle(self, c: int) -> bool:
        """Whether verb ``c`` is a participle right after its subject, of another verb to come."""
        return (
            not self.chunks[c].finite
            and self.tokens[self.chunks[c].main].kind == "g"
            and self.kind(c - 1) == "N"
            and self.verb_before(c) is None
        )

    def _inverted(self, c: int) -> Group | None:
        """The speaker after a quotation's verb: "…, said X"."""
        if self.kind(c + 1) != "N" or not (self.in_class(c, "speech") or self._after_quote(c)):
            return None
        before = self.kind(c - 1)
        told = before in ("S", "P") and self.kind(c - 2) in (",", "Q", ".", ")")  # "según dijo X"
        if before in (",", "Q") or c == 0 or told:
            if before == "," and self._opening(c - 1) is not None:
                return None
            return self.group_right(c + 1)
        return None

    def _after_quote(self, c: int) -> bool:
        """Whether a verb of a verbal act closes a quotation: '"…", thundered the cleric'."""
        quoted = (self.kind(c - 2), self.kind(c - 1)) in (("Q", ","), (",", "Q"))
        patterns = self.pack.verb_patterns.get(self.lemma(c), ()) if quoted else ()
        return any(p.code[:2] in VERBAL for p in patterns)

    def _postposed(self, c: int) -> int | None:
        """Where a subject begins that follows its verb: "murieron tres soldados", "fue asesinado
        en su casa un juez"; None where it does not."""
        if not self.pack.verb_classes["subject_after"]:
            return None
        after = self.past_phrases(c + 1)
        if self.kind(after) != "N":
            return None
        verb = self.chunks[c]
        passive = verb.voice == "p" and (verb.finite or c == 0)
        if not passive and not self.in_class(c, "subject_after"):
            return None
        j = c - 1
        while self.kind(j) == "N":
            j = self.group_left(j)[0] - 1
            if self.kind(j) != "P":
                return None  # it has a subject before it
            j -= 1
        relative = self.kind(j) == "R" and not self.chunks[j].roles & CAUSE
        return None if relative else after

    def _shared(self, j: int, c: int, depth: int) -> Group | None:
        """The subject that a conjoined verb or participle shares with the verb before ``j``."""
        left = self.verb_before(j)
        while left is not None and self.in_class(left, "speech") and self._inverted(left):
            left = self.verb_before(left)
        if left is None:
            return None if self.chunks[c].finite and self.kind(j) != "P" else self._main_clause(c)
        return self.subject(left, depth + 1)

    def main_subject(self, c: int) -> Group | None:
        """The subject of the first verb of the sentence before ``c`` that has one."""
        for j in range(c):
            if self.kind(j) == "V" and self.chunks[j].finite:
                group = self.subject(j)
                if group is not None and not group[0] <= c <= group[1]:
                    return group
        return None

    def _main_clause(self, c: int) -> Group | None:
        """The subject of the main clause that follows an opening participle or infinitive."""
        for j in range(c + 1, len(self.chunks)):
            if self.kind(j) == ".":
                return None
            if self.kind(j) == "," and self.kind(j + 1) == "N":
                group = self.group_right(j + 1, True)
                return group if self.verb_after(group[1]) is not None else None
        return None

    def _relative_opener(self, c: int) -> int | None:
        """The relative pronoun that opens the clause in which verb ``c`` stands."""
        return c - 1 if self.kind(c - 1) == "R" else None

    def _opening(self, j: int) -> int | None:
        """The comma or bracket that a closing one at ``j`` answers, around an aside."""
        want = "(" if self.kind(j) == ")" else ","
        for i in range(j - 1, -1, -1):
            kind = self.kind(i)
            if kind == want:
                if want == "(":
                    return i
                if self.kind(i - 1) not in ("N", ")"):
                    return None
                first = self.kind(i + 1)
                if first in ("R", "P"):
                    return i
                if first in ("N", "V"):
                    verbs = [k for k in range(i + 1, j) if self.kind(k) == "V"]
                    if first == "N" and not verbs:
                        return i if self._aside(i, j) else None
                    if first == "V" and not self.chunks[i + 1].finite:
                        return i
                return None
            if kind in (".", "K"):
                return None
        return None

    def _aside(self, i: int, j: int) -> bool:
        """Whether the nouns between two commas are an apposition, no member of a list."""
        return self.kind(j + 1) != "C" and j - i <= 6

    def of_object_relative(self, r: int) -> bool:
        """Whether a relative stands for the object, by a mark before it: "a quienes acusó"."""
        at = r - 2 if self._bare_article(r - 1) else r - 1
        return self.kind(at) == "P" and bool(self.chunks[at].roles & MARKED)

    def _bare_article(self, c: int) -> bool:
        """Whether N chunk ``c`` is an article alone, as in "a las que"."""
        return self.kind(c) == "N" and all(
            t.roles & SPECIFIER for t in self.tokens[self.chunks[c].first : self.chunks[c].last]
        )

    def antecedent(self, r: int, c: int | None = None) -> Group | None:
        """The noun group that a relative pronoun stands for."""
        j = r - 1
        if self.of_object_relative(r):
            j -= 2 if self._bare_article(j) else 1
        if self.kind(j) == ",":
            j -= 1
        if self.kind(j) == ")":
            opened = self._opening(j)
            j = opened - 1 if opened is not None else j
        if self.kind(j) == "Q":
            j -= 1
        if self.kind(j) != "N":
            return None
        group = self.group_left(j)
        edge = group[0] - 1
        if (
            self.kind(edge) == "P"
            and self.kind(edge - 1) == "V"
            and self.chunks[edge].roles & PLACE
            and not self._names_actor(group)
        ):
            return self.subject(edge - 1)  # "violence goes on in Syria that breaks the truce"
        if self.kind(edge) == "P" and self.kind(edge - 1) == "N":
            light = c is not None and (self.in_class(c, "light") or self._is_effect(c))
            place = bool(self.chunks[edge].roles & PLACE) and not self._names_actor(group)
            if light and self._names_action(edge - 1) and not self._names_action(j):
                return self.group_left(edge - 1)
            if place or self.chunks[edge].roles & GENITIVE:
                return self.group_left(edge - 1)
        return group

    def _is_effect(self, c: int) -> bool:
        """Whether verb ``c`` tells what an act led to: then its antecedent is the act."""
        patterns = self.pack.verb_patterns.get(self.lemma(c), ())
        return any("harm" in p.flags for p in patterns)

    def _names_actor(self, group: Group) -> bool:
        return any(
            self.tokens[t].name is not None and self.tokens[t].name.kind != "country"  # type: ignore[union-attr]
            for c in self.members(group)
            for t in range(self.chunks[c].first, self.chunks[c].last)
        )

    def _names_action(self, c: int) -> bool:
        chunk = self.chunks[c]
        return any(
            noun in self.pack.noun_patterns
            for t in range(chunk.first, chunk.last)
            for noun in self.tokens[t].word.nouns
        )

    def controller(self, i: int, depth: int) -> Group | None:
        """The subject of the infinitive whose marker is chunk ``i``."""
        j = i - 1
        if self.kind(j) == "V":
            return self.subject(j, depth + 1)
        if self.kind(j) in (",", "Q", "C"):
            return self._shared(j, i + 1 if self.kind(i + 1) == "V" else i, depth)
        if self.kind(j) == "N":
            group = self.group_left(j)
            edge = group[0] - 1
            governor = edge if self.kind(edge) == "V" else None
            if self.kind(edge) == "P" and self.kind(edge - 1) == "V":
                governor = edge - 1
            if governor is not None:
                if self.in_class(governor, "control") and self.chunks[governor].voice == "a":
                    return group
                return self.subject(governor, depth + 1)
            left = self.verb_before(i)
            if left is not None:
                return self.subject(left, depth + 1)
            if self.kind(edge) == "P":
                head = edge - 1
                return self.group_left(head) if self.kind(head) == "N" else group
            return group
        left = self.verb_before(i)
        return self.subject(left, depth + 1) if left is not None else self._main_clause(i)

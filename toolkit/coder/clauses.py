"""Clauses: the subject, objects, agent, prepositional phrases and complement of each verb.

Everything is found by walking over chunks from the verb, no further than the clause. A group is a
pair of chunk indices ``(first, last)``, both inclusive, whose N chunks are conjoined.
"""

from __future__ import annotations

from toolkit.coder.chunks import AGENT, Chunk
from toolkit.coder.tokens import PRON, Token
from toolkit.languages.pack import BIT, Pack

Group = tuple[int, int]
PLACE, BETWEEN = BIT["place"], BIT["between"]
_DEPTH = 6


class Phrase:
    """A prepositional phrase: the preposition's words and roles, and its noun group."""

    __slots__ = ("at", "group", "roles", "words")

    def __init__(self, words: str, roles: int, group: Group, at: int) -> None:
        self.words = words
        self.roles = roles
        self.group = group
        self.at = at


class Clauses:
    """The grammar of one sentence, found on demand and kept."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], pack: Pack) -> None:
        self.tokens = tokens
        self.chunks = chunks
        self.pack = pack
        self._subjects: dict[int, Group | None] = {}
        self._phrases: dict[int, list[Phrase]] = {}
        self._objects: dict[int, Group | None] = {}
        self._complements: dict[int, tuple[int, str] | None] = {}

    # -- small questions ---------------------------------------------------------------------

    def kind(self, c: int) -> str:
        """The kind of chunk ``c``; a full stop outside the sentence."""
        return self.chunks[c].kind if 0 <= c < len(self.chunks) else "."

    def lemma(self, c: int) -> str:
        return self.tokens[self.chunks[c].main].lemma

    def in_class(self, c: int, name: str) -> bool:
        """Whether verb chunk ``c`` is one of a class of ``language.yaml`` (light, speech, …)."""
        rests = self.pack.verb_classes[name].get(self.lemma(c))
        if rests is None:
            return False
        at = self.chunks[c].main + 1
        return any(
            all(
                at + k < len(self.tokens) and self.tokens[at + k].lower == w
                for k, w in enumerate(rest)
            )
            for rest in rests
        )

    def verb_after(self, c: int) -> int | None:
        """The first verb right of ``c`` within its clause."""
        for j in range(c + 1, len(self.chunks)):
            kind = self.kind(j)
            if kind == "V":
                return j
            if kind in (".", "K"):
                return None
        return None

    def verb_before(self, c: int) -> int | None:
        """The nearest verb left of ``c``; one inside a relative clause gives way to its governor
        when a comma closes that clause."""
        for j in range(c - 1, -1, -1):
            kind = self.kind(j)
            if kind == "V":
                return j
            if kind == ".":
                return None
        return None

    def relative_of(self, c: int) -> int | None:
        """The relative pronoun right before verb ``c``, if any."""
        return c - 1 if self.kind(c - 1) == "R" else None

    # -- groups ------------------------------------------------------------------------------

    def group_left(self, j: int) -> Group:
        """The coordinated noun group that ends at N chunk ``j``."""
        first = j
        joined = False
        while first >= 2:
            link = self.kind(first - 1)
            if link == "C" or (link == "," and joined):
                before = first - 2
                if self.kind(before) == "," and link == "C":
                    before -= 1
                if self.kind(before) != "N":
                    break
                edge = self.kind(before - 1)
                if edge == "V":
                    break  # the object of an earlier verb
                if edge == "P":
                    # "Kerry dan timpalannya dari Rusia": the phrase belongs to its noun.
                    if self.kind(before - 2) == "N" and self.kind(before - 3) not in ("V", "P"):
                        before -= 2
                    else:
                        break
                first = before
                joined = True
                continue
            break
        return first, j

    def group_right(self, j: int, between: bool = False) -> Group:
        """The coordinated noun group that begins at N chunk ``j``; after a preposition like
        *between* the second member belongs to it whatever follows."""
        last = j
        while True:
            link = self.kind(last + 1)
            at = last + 2
            if link == "," and self.kind(at) == "C":
                link, at = "C", at + 1
            if self.kind(at) != "N":
                break
            after = self.kind(at + 1)
            if link == "C":
                verb = self.chunks[at + 1] if after == "V" else None
                if verb is not None and verb.finite and verb.voice == "a" and not between:
                    break  # "… and Z attacked": a new clause
                last = at
                if between:
                    break
            elif link == "," and after in ("C", ",") and self._list_goes_on(at):
                last = at
            else:
                break
        return j, last

    def _list_goes_on(self, at: int) -> bool:
        """Whether a comma-separated list that has reached ``at`` ends in a coordinator."""
        while self.kind(at) == "N":
            link = self.kind(at + 1)
            if link == "C":
                return self.kind(at + 2) == "N" and self.kind(at + 3) != "V"
            if link != ",":
                return False
            at += 2
            if self.kind(at) == "C":
                return self.kind(at + 1) == "N" and self.kind(at + 2) != "V"
        return False

    def members(self, group: Group) -> list[int]:
        """The N chunks of a group, without the phrases inside it."""
        made = []
        j = group[0]
        while j <= group[1]:
            if self.kind(j) == "N":
                made.append(j)
            elif self.kind(j) == "P":
                j += 1
            j += 1
        return made

    # -- subject -----------------------------------------------------------------------------

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
                    if verb.finite or j == c - 1:
                        return group
                    return self.subject(edge, depth + 1)
                return group
            if kind == "R":
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

    def _inverted(self, c: int) -> Group | None:
        """The speaker after a quotation's verb: "…, said X"."""
        if not self.in_class(c, "speech") or self.kind(c + 1) != "N":
            return None
        before = self.kind(c - 1)
        if before in (",", "Q") or c == 0:
            if before == "," and self._opening(c - 1) is not None:
                return None
            return self.group_right(c + 1)
        return None

    def _shared(self, j: int, c: int, depth: int) -> Group | None:
        """The subject that a conjoined verb or participle shares with the verb before ``j``."""
        left = self.verb_before(j)
        while left is not None and self.in_class(left, "speech") and self._inverted(left):
            left = self.verb_before(left)
        if left is None:
            return None if self.chunks[c].finite and self.kind(j) != "P" else self._main_clause(c)
        return self.subject(left, depth + 1)

    def _main_clause(self, c: int) -> Group | None:
        """The subject of the main clause that follows an opening participle or infinitive."""
        for j in range(c + 1, len(self.chunks)):
            if self.kind(j) == ".":
                return None
            if self.kind(j) == "," and self.kind(j + 1) == "N":
                group = self.group_right(j + 1)
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
        return all(self.kind(k) != "C" for k in (j + 1, i - 2)) and j - i <= 6

    def antecedent(self, r: int, c: int | None = None) -> Group | None:
        """The noun group that a relative pronoun stands for."""
        j = r - 1
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
        if self.kind(edge) == "P" and self.kind(edge - 1) == "N":
            light = c is not None and self.in_class(c, "light")
            place = bool(self.chunks[edge].roles & PLACE) and not self._names_actor(group)
            if light and self._names_action(edge - 1) and not self._names_action(j):
                return self.group_left(edge - 1)
            if place:
                return self.group_left(edge - 1)
        return group

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

    # -- what follows the verb ---------------------------------------------------------------

    def object(self, c: int) -> Group | None:
        """The direct object of an active verb."""
        if c in self._objects:
            return self._objects[c]
        found: Group | None = None
        if self.chunks[c].voice == "a":
            j = c + 1
            while self.kind(j) == "Q":
                j += 1
            if self.kind(j) == "N" and self._inverted(c) is None:
                group = self.group_right(j)
                follow = group[1] + 1
                begins_clause = (
                    self.kind(follow) == "V"
                    and self.chunks[follow].finite
                    and self.in_class(c, "speech")
                )
                if not begins_clause:
                    found = group
            elif self.kind(c - 1) == "N" and self.kind(c - 2) == "R":
                # "the town that rebels attacked", "kota yang mereka serang"
                found = self.antecedent(c - 2, c)
        self._objects[c] = found
        return found

    def phrases(self, c: int) -> list[Phrase]:
        """The prepositional phrases after chunk ``c`` within its clause."""
        if c not in self._phrases:
            self._phrases[c] = list(self._walk_phrases(c))
        return self._phrases[c]

    def _walk_phrases(self, c: int) -> list[Phrase]:
        made: list[Phrase] = []
        j = c + 1
        while j < len(self.chunks):
            kind = self.kind(j)
            if kind == "N":
                if self.kind(j + 1) == "V" and self.chunks[j + 1].finite and j > c + 1:
                    break
            elif kind == "P":
                if self.kind(j + 1) == "Q":
                    j += 1
                if self.kind(j + 1) == "N":
                    at = j if self.kind(j) == "P" else j - 1
                    group = self.group_right(j + 1, bool(self.chunks[at].roles & BETWEEN))
                    made.append(
                        Phrase(self._words(self.chunks[at]), self.chunks[at].roles, group, at)
                    )
                    j = group[1]
                elif self.kind(j + 1) == "V":
                    break
            elif kind == "C":
                if self.kind(j + 1) not in ("N", "P") or (
                    self.kind(j + 1) == "N"
                    and self.kind(j + 2) == "V"
                    and self.chunks[j + 2].finite
                ):
                    break
            elif kind == ",":
                if self.kind(j + 1) == "P" and self.kind(j + 2) == "N":
                    pass
                elif self.kind(j + 1) == "N" and self.kind(j + 2) in (",", "(") and j > c + 1:
                    j += 2
                else:
                    break
            elif kind == "(":
                while j < len(self.chunks) and self.kind(j) != ")":
                    j += 1
            elif kind == "Q":
                pass
            else:
                break
            j += 1
        return made

    def _words(self, chunk: Chunk) -> str:
        first = chunk.first
        words = [self.tokens[first].lower]
        k = first + 1
        while k < len(self.tokens) and self.tokens[k].tag == "X":
            words.append(self.tokens[k].lower)
            k += 1
        return " ".join(words)

    def agent(self, c: int) -> Group | None:
        """The agent of a passive verb: the by-phrase, or the bare noun after a passive prefix."""
        for phrase in self.phrases(c):
            if phrase.roles & AGENT:
                return phrase.group
        if self.tokens[self.chunks[c].main].kind == "p":
            if self.kind(c + 1) == "N":
                return self.group_right(c + 1)
            if self.kind(c - 1) == "N" and self.kind(c - 2) == "R":
                return c - 1, c - 1
        return None

    def complement(self, c: int) -> tuple[int, str] | None:
        """The verb that ``c`` governs, with how: ``inf``, ``that`` or ``bare``."""
        if c not in self._complements:
            self._complements[c] = self._find_complement(c)
        return self._complements[c]

    def _find_complement(self, c: int) -> tuple[int, str] | None:
        j = c + 1
        nouns = 0
        while j < len(self.chunks):
            kind = self.kind(j)
            if kind == "I":
                verb = self._first_verb(j + 1)
                return (verb, "inf") if verb is not None else None
            if kind == "B":
                verb = self._first_verb(j + 1)
                return (verb, "that") if verb is not None else None
            if kind == "V":
                if j == c + 1:
                    return j, "inf"
                if self.chunks[j].finite and self.kind(j - 1) == "N" and nouns:
                    return j, "that"
                return None
            if kind == "N":
                nouns += 1
            elif kind == "P":
                if self.kind(j + 1) == "V":
                    return j + 1, "inf"
            elif kind == "Q" or (kind == "," and self.kind(j + 1) == "Q"):
                pass
            elif kind == "C" and self.kind(j + 1) == "N":
                pass
            else:
                return None
            j += 1
        return None

    def _first_verb(self, j: int) -> int | None:
        while j < len(self.chunks):
            kind = self.kind(j)
            if kind == "V":
                return j
            if kind in (".", "K", "S"):
                return None
            j += 1
        return None

    # -- pronouns ----------------------------------------------------------------------------

    def is_pronoun(self, c: int) -> bool:
        """Whether an N chunk is a pronoun alone."""
        chunk = self.chunks[c]
        return bool(self.tokens[chunk.main].roles & PRON) and chunk.last - chunk.first <= 2

"""Clauses: beside the subject, the object, agent, phrases and complement of each verb."""

from __future__ import annotations

from toolkit.coder.chunks import AGENT, Chunk
from toolkit.coder.groups import Group
from toolkit.coder.subjects import Subjects
from toolkit.coder.tokens import PRON, SPECIFIER, Token
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

BETWEEN, MARKED = BIT["between"], BIT["object_marker"]


class Phrase:
    """A prepositional phrase: the preposition's words and roles, and its noun group."""

    __slots__ = ("at", "group", "roles", "words")

    def __init__(self, words: str, roles: int, group: Group, at: int) -> None:
        self.words = words
        self.roles = roles
        self.group = group
        self.at = at


class Clauses(Subjects):
    """The grammar of one sentence, found on demand and kept."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], pack: Pack) -> None:
        super().__init__(tokens, chunks, pack)
        self._phrases: dict[int, list[Phrase]] = {}
        self._objects: dict[int, Group | None] = {}
        self._complements: dict[int, tuple[int, str] | None] = {}

    def object(self, c: int) -> Group | None:
        """The direct object of an active verb."""
        if c in self._objects:
            return self._objects[c]
        found: Group | None = None
        if self.chunks[c].voice == "a":
            j = c + 1
            if self.kind(c - 1) == "R" and self.of_object_relative(c - 1):
                self._objects[c] = self.antecedent(c - 1, c)
                return self._objects[c]
            while self.kind(j) == "Q":
                j += 1
            j = self._marked(j)
            if self.kind(j + 1) == "Q" and self.kind(j + 2) == "N" and self._specifiers(j):
                j += 2  # his "deep sorrow"
            if self.kind(j) == "N" and self._postposed(c) is None and self._inverted(c) is None:
                group = self.group_right(j, self.in_class(c, "control"))
                follow = group[1] + 1
                begins_clause = (
                    self.kind(follow) == "V"
                    and self.chunks[follow].finite
                    and self.in_class(c, "speech")
                )
                if not begins_clause:
                    found = group
            elif self.kind(c + 1) == "C" and self.kind(c + 2) == "V" and j == c + 1:
                if self.chunks[c + 2].voice == "a" and self.kind(c + 3) == "N":
                    found = self.object(c + 2)  # "raped and robbed refugees"
            elif self.kind(c - 1) == "N" and self.kind(c - 2) == "R":
                # "the town that rebels attacked", "kota yang mereka serang"
                found = self.antecedent(c - 2, c)
        self._objects[c] = found
        return found

    def second(self, c: int) -> Group | None:
        """The noun group right after the object, or after a passive verb: "gave the army a tank",
        "was granted asylum"."""
        if self.chunks[c].voice == "a":
            first = self.object(c)
            at = first[1] + 1 if first is not None and first[0] > c else c
        else:
            at = c + 1 if self.tokens[self.chunks[c].main].kind != "p" else c
        return self.group_right(at) if at > c and self.kind(at) == "N" else None

    def _marked(self, j: int) -> int:
        """Where the object stands that begins at ``j`` or after a phrase there, in a language that
        marks objects: "detuvo a tres estudiantes", "atacó con piedras una comisaría"."""
        if not self.pack.marks_objects:
            return j
        while self.kind(j) == "P" and self.kind(j + 1) == "N":
            if self.chunks[j].roles & MARKED:
                return j + 1
            after = self.group_right(j + 1)[1] + 1
            if self.kind(after) not in ("N", "P"):
                return j
            j = after
        return j

    def _specifiers(self, j: int) -> bool:
        """Whether N chunk ``j`` is only a determiner or possessive, its noun in quotes after it."""
        chunk = self.chunks[j]
        return chunk.kind == "N" and all(
            t.roles & SPECIFIER for t in self.tokens[chunk.first : chunk.last]
        )

    def phrases(self, c: int) -> list[Phrase]:
        """The prepositional phrases after chunk ``c`` within its clause."""
        if c not in self._phrases:
            self._phrases[c] = list(self._walk_phrases(c))
        return self._phrases[c]

    def opening(self, c: int) -> Phrase | None:
        """The phrase with which the sentence of verb ``c`` opens: "In an attack on Y, …"."""
        first = self.chunks[0]
        if first.kind != "P" or self.kind(1) != "N" or self.verb_before(c) is not None:
            return None
        return Phrase(self._words(first), first.roles, self.group_right(1), 0)

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
            elif kind == "Q" or (kind == "R" and self.kind(j + 1) == "N" and made):
                pass  # "pada hari yang sama di …"
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
        plain = self.pack.contractions
        return " ".join(plain.get(word, word) for word in words)

    def agent(self, c: int) -> Group | None:
        """The agent of a passive verb: the by-phrase, or the bare noun after a passive prefix."""
        for phrase in self.phrases(c):
            if phrase.roles & AGENT:
                return phrase.group
        if self.tokens[self.chunks[c].main].kind == "p":
            if self.kind(c + 1) == "N":
                # In a relative clause a verb after the agents is the main one.
                return self.group_right(c + 1, self.kind(c - 1) == "R")
            if self.kind(c - 1) == "N" and self.kind(c - 2) == "R":
                return c - 1, c - 1
        return None

    def complement(self, c: int) -> tuple[int, str] | None:
        """The verb that ``c`` governs, with how: ``inf``, ``that`` or ``bare``."""
        if c not in self._complements:
            self._complements[c] = self._find_complement(c)
        return self._complements[c]

    def _find_complement(self, c: int) -> tuple[int, str] | None:
        after = self._governed_after(c)
        if after is not None or self.chunks[c].voice == "p":
            return after
        before = self.said_before(c)
        return None if before is None else (before, "that")

    def governs_back(self, c: int) -> bool:
        """Whether a verb governs what stands before it."""
        complement = self.complement(c)
        return complement is not None and complement[0] < c

    def said_before(self, c: int) -> int | None:
        """The main verb of what is said before its verb of saying: "…, the minister demanded"."""
        told = self.in_class(c, "control") and self.in_class(c, "speech")  # "told reporters"
        closes = (".", ",", "P", "S", "Q", "N") if told else (".", ",", "P", "S", "Q")
        if self.kind(c + 1) not in closes and self._inverted(c) is None:
            return None
        group = self.subject(c)
        if group is None:
            return None
        first = min(group[0], c)
        if self.kind(first - 1) not in (",", "Q") or any(
            self.kind(j) not in ("N", "P", "Q", ",", "(", ")") for j in range(first, c)
        ):
            return None
        for j in range(first):
            if self.kind(j) == "V":
                return j if self.chunks[j].finite else None
            if self.kind(j) not in ("N", "P", "C", "Q", ",", "(", ")"):
                return None
        return None

    def _governed_after(self, c: int) -> tuple[int, str] | None:
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
                    # "a man who criticised the king was shot": the main verb goes on.
                    relative = (self.kind(c - 1) == "R" and nouns == 1) or self.participle(c)
                    return None if relative and not self.in_class(c, "speech") else (j, "that")
                return None
            if kind == "N":
                nouns += 1
            elif kind == "P":
                if self.kind(j + 1) == "V":
                    return j + 1, "inf"
            elif kind == "R" and nouns and self.in_class(c, "speech"):
                inner = self.verb_after(j)  # "said the truce that X had signed held"
                main = None if inner is None else self.verb_after(inner)
                return (main, "that") if main is not None and self.chunks[main].finite else None
            elif kind == "Q" or (kind == "," and self.kind(j + 1) in ("Q", "B")):
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

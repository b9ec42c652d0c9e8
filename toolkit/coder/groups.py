"""Noun groups: base noun phrases joined by coordinators, as ranges of chunks.

A group is a pair of chunk indices ``(first, last)``, both inclusive, whose N chunks are conjoined.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from toolkit.coder.chunks import Chunk
from toolkit.coder.tokens import Token
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

Group = tuple[int, int]
BETWEEN = BIT["between"]


class _Kinds(dict[int, str]):
    """Kinds of chunks by index: asked for so often that a method would take its time."""

    def __missing__(self, c: int) -> str:
        return "."


class Groups:
    """Noun groups and neighbours; the ground that subjects and clauses stand on."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], pack: Pack) -> None:
        self.tokens = tokens
        self.chunks = chunks
        self.pack = pack
        #: The kind of chunk ``c``; a full stop outside the sentence.
        self.kind: Callable[[int], str] = _Kinds(
            enumerate([chunk.kind for chunk in chunks])
        ).__getitem__
        self._classes: dict[int, Collection[str]] = {}

    # -- small questions ---------------------------------------------------------------------

    def lemma(self, c: int) -> str:
        return self.tokens[self.chunks[c].main].lemma

    def in_class(self, c: int, name: str) -> bool:
        """Whether verb chunk ``c`` is one of a class of ``language.yaml`` (light, speech, …)."""
        found = self._classes.get(c)
        if found is None:
            found = self._classes[c] = self._find_classes(self.chunks[c].main)
        return name in found

    def _find_classes(self, main: int) -> Collection[str]:
        at = main + 1
        made = []
        for lemma in self.tokens[main].lemmas:
            for name, rest in self.pack.classes_of.get(lemma, ()):
                if not rest or tuple(t.lower for t in self.tokens[at : at + len(rest)]) == rest:
                    made.append(name)
        return made

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
                if edge == "V" and not self.in_class(before - 1, "control"):
                    break  # the object of an earlier verb
                if edge == "P" and self.chunks[before - 1].roles & BETWEEN:
                    first = before  # "clashes between A and B": both belong to the phrase
                    break
                if edge == "P":
                    # "Kerry dan timpalannya dari Rusia": the phrase belongs to its noun.
                    if self.kind(before - 2) == "N" and (
                        self.kind(before - 3) not in ("V", "P") or self._opens(before)
                    ):
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
            if link == "(" and self.kind(last + 3) == ")":
                link, at = self.kind(last + 4), last + 5
            if link == "," and self.kind(at) == "C":
                link, at = "C", at + 1
            if self.kind(at) != "N":
                break
            after = self.kind(at + 1)
            if link == "C":
                verb = self.chunks[at + 1] if after == "V" else None
                if verb is not None and verb.finite and verb.voice == "a" and not between:
                    if self._opens(j):
                        last = at  # "talks with X and Y will …"
                        continue
                    break  # "… and Z attacked": a new clause
                last = at
                if between:
                    break
            elif link == "," and after in ("C", ",") and self._list_goes_on(at):
                last = at
            else:
                break
        return j, last

    def _opens(self, j: int) -> bool:
        """Whether N chunk ``j`` stands in a phrase of a noun that opens a clause, so that what is
        joined to it has no verb of its own."""
        if self.kind(j - 1) != "P" or self.kind(j - 2) != "N":
            return False
        before = self.kind(j - 3)
        return before in (".", "B") or (before == "V" and self.in_class(j - 3, "speech"))

    def past_phrases(self, j: int) -> int:
        """The chunk after the prepositional phrases that begin at ``j``, if a noun or a further
        preposition follows them at once; else ``j``."""
        after = j
        while self.kind(after) == "P" and self.kind(after + 1) == "N":
            after = self.group_right(after + 1)[1] + 1
        return after if self.kind(after) == "N" else j

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
            elif self.kind(j) == "(":
                while j <= group[1] and self.kind(j) != ")":
                    j += 1
            j += 1
        return made

"""Which pattern of the lexicon a verb or noun fits, given what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.coder.clauses import Clauses, Phrase
from toolkit.coder.groups import Group
from toolkit.coder.tokens import ADVICE, AUX, NEG, OBLIGATION, Token
from toolkit.languages.lexicon import NO_EVENT, Element, Pattern
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

GENITIVE = BIT["genitive"]
ANY = "@any"


@dataclass(slots=True)
class Match:
    """A pattern that fits: the tokens ``[first:last)`` of its words, and where the object stands
    that decided it, if one did."""

    pattern: Pattern
    first: int
    last: int
    object_at: tuple[int, int] | None = None

    @property
    def took_object(self) -> bool:
        """Whether the object says what is done, so that the target stands elsewhere."""
        return self.object_at is not None


def holds(tokens: list[Token], first: int, last: int, element: Element) -> tuple[int, int] | None:
    """Where one of an element's phrases stands in tokens ``[first:last)``."""
    index = element.by_first
    for i in range(first, last):
        name = tokens[i].name
        if element.by_role and name is not None:
            if ANY in index:
                return i, i + 1
            for k in range(0, len(name.code), 3):
                if "@" + name.code[k : k + 3].lower() in index:
                    return i, i + 1
        for key in tokens[i].word.keys:
            for rest in index.get(key, ()):
                end = i + 1 + len(rest)
                if end <= last and all(
                    w in tokens[i + 1 + k].word.keys for k, w in enumerate(rest)
                ):
                    return i, end
    return None


def words_of(tokens: Sequence[Token]) -> set[str]:
    """All forms and lemmas of a sentence."""
    return set().union(*[token.word.keys for token in tokens])


def may_act(tokens: Sequence[Token], pack: Pack) -> bool:
    """Whether a sentence holds all the words that some pattern needs, or those of saying that
    somebody must or should act. Most of ordinary news does not, and needs no grammar."""
    heads = [patterns for token in tokens for patterns in token.word.patterns]
    for patterns in heads:
        for pattern in patterns.bare():
            if pattern.code != NO_EVENT:
                return True
    words = words_of(tokens) if heads else frozenset()
    for patterns in heads:
        for pattern in patterns.among(words):
            if pattern.code != NO_EVENT:
                return True
    speech = pack.verb_classes["speech"]
    return any(lemma in speech for token in tokens for lemma, _ in token.word.verbs) and any(
        roles & (OBLIGATION | ADVICE)
        for token in tokens
        for roles in (token.roles, *[roles for _, roles in token.word.phrases])
    )


class Matcher:
    """Pattern matching in one sentence."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.tokens = clauses.tokens
        self._words = words_of(clauses.tokens)
        self._verbs: dict[int, Match | None] = {}

    def verb(self, c: int) -> Match | None:
        """The best pattern for verb chunk ``c``."""
        if c not in self._verbs:
            self._verbs[c] = self._find_verb(c)
        return self._verbs[c]

    def _find_verb(self, c: int) -> Match | None:
        main = self.clauses.chunks[c].main
        listed = self.clauses.pack.verb_patterns
        lemmas = [lemma for lemma in self.tokens[main].lemmas if lemma in listed]
        if not lemmas:
            return None
        patterns = listed[lemmas[0]].among(self._words)
        if len(lemmas) > 1:
            patterns = [p for lemma in lemmas for p in listed[lemma].among(self._words)]
            patterns.sort(key=lambda p: p.rank, reverse=True)
        return self._best(patterns, lambda pattern: self._verb_fit(pattern, c, main))

    def noun(self, c: int, at: int) -> Match | None:
        """The best pattern for the noun at token ``at`` of N chunk ``c``."""
        for lemma in self.tokens[at].word.nouns:
            patterns = self.clauses.pack.noun_patterns.get(lemma)
            if patterns is None:
                continue
            found = self._best(
                patterns.among(self._words), lambda pattern: self._noun_fit(pattern, c, at)
            )
            if found is not None:
                return found
        return None

    @staticmethod
    def _best(
        patterns: Sequence[Pattern], fit: Callable[[Pattern], tuple[Match, int] | None]
    ) -> Match | None:
        """The first that fits of patterns in order of rank; of equal ones the one whose object is
        told in most words ("peace-keeping troops" before "troops")."""
        best: Match | None = None
        most = -1
        for pattern in patterns:
            if best is not None and pattern.rank[:2] < best.pattern.rank[:2]:
                break
            found = fit(pattern)
            if found is None:
                continue
            if pattern.code == NO_EVENT:
                return found[0]
            if found[1] > most:
                best, most = found
        return best

    def _verb_fit(self, pattern: Pattern, c: int, main: int) -> tuple[Match, int] | None:
        plain = pattern.particle is None and len(pattern.head) == 1
        end = main + 1 if plain else self._head(pattern, main)
        if end is None:
            return None
        clauses = self.clauses
        if "neg" in pattern.flags and not clauses.chunks[c].roles & NEG:
            return None
        passive = clauses.chunks[c].voice == "p"
        undergoer = clauses.subject if passive else clauses.object
        actor = clauses.agent if passive else clauses.subject
        took: tuple[int, int] | None = None
        last, words = end, 0
        for element in pattern.elements:
            if element.kind == "object":
                found = self._in_group(undergoer(c), element)
                if found is None and not passive and not undergoer(c):
                    found = self._in_relative(c, element)
                if found is None:
                    found = self._in_group(clauses.second(c), element)
                if found is None:
                    return None
                words += found[1] - found[0]
                if not self.tokens[found[0]].name or not element.by_role:
                    took = found
                    if found[0] == last and not passive:
                        last = found[1]
            elif element.kind == "subject":
                if self._in_group(actor(c), element) is None:
                    return None
            elif not self._around(element, c, clauses.phrases(c)):
                return None
        return Match(pattern, main, last, took), words

    def _noun_fit(self, pattern: Pattern, c: int, at: int) -> tuple[Match, int] | None:
        end = self._head(pattern, at)
        if end is None:
            return None
        took: tuple[int, int] | None = None
        words = 0
        for element in pattern.elements:
            if element.kind == "object":
                found = self._beside(c, at, end, element)
                if found is None:
                    return None
                took = found
                words += found[1] - found[0]
            elif element.kind == "subject" or not self._around(element, c, self.clauses.phrases(c)):
                return None
        return Match(pattern, at, end, took), words

    def _head(self, pattern: Pattern, main: int) -> int | None:
        """The end of the head's words from token ``main``, or None where they do not stand."""
        end = main + 1
        tokens = self.tokens
        for word in pattern.head[1:]:
            while end < len(tokens) and end < main + 3 and word not in tokens[end].word.keys:
                if not tokens[end].roles & (AUX | NEG) or tokens[end].tag not in ("A", "X"):
                    return None
                end += 1  # "is now ready"
            if end >= len(tokens) or word not in tokens[end].word.keys:
                return None
            end += 1
        if pattern.particle is None:
            return end
        for i in range(end, min(len(self.tokens), end + 7)):
            if self.tokens[i].lower == pattern.particle:
                return i + 1 if i == end else end
            if self.tokens[i].tag in ("V", ".", ","):
                return None
        return None

    def _in_group(self, group: Group | None, element: Element) -> tuple[int, int] | None:
        if group is None:
            return None
        chunks, kind = self.clauses.chunks, self.clauses.kind
        last = group[1]
        while kind(last + 1) == "P" and chunks[last + 1].roles & GENITIVE and kind(last + 2) == "N":
            last += 2  # "part of an aid programme"
        return holds(self.tokens, chunks[group[0]].first, chunks[last].last, element)

    def _in_relative(self, c: int, element: Element) -> tuple[int, int] | None:
        """The object of a verb in a relative clause may be its antecedent."""
        if self.clauses.kind(c - 2) == "R" and self.clauses.kind(c - 1) == "N":
            return self._in_group(self.clauses.antecedent(c - 2, c), element)
        return None

    def _beside(self, c: int, at: int, end: int, element: Element) -> tuple[int, int] | None:
        """A word in the noun's own phrase, or in a genitive or other phrase right after it."""
        chunk = self.clauses.chunks[c]
        found = holds(self.tokens, chunk.first, at, element) or holds(
            self.tokens, end, chunk.last, element
        )
        if found is None:
            for phrase in self.clauses.phrases(c)[:1]:
                found = self._in_group(phrase.group, element)
        return found

    def _around(self, element: Element, c: int, phrases: list[Phrase]) -> bool:
        if element.kind == "prep":
            opening = self.clauses.opening(c) if self.clauses.kind(c) == "V" else None
            return any(
                phrase.words in element.prepositions
                and self._in_group(phrase.group, element) is not None
                for phrase in (phrases if opening is None else (*phrases, opening))
            )
        if element.kind == "near":
            return holds(self.tokens, 0, len(self.tokens), element) is not None
        complement = self.clauses.complement(c)
        if complement is None:
            return False
        if not element.words:
            return True
        first = self.clauses.chunks[complement[0]].main
        last = first + 1
        while last < len(self.tokens) and self.tokens[last].tag not in (".", "K", "S"):
            last += 1
        return holds(self.tokens, first, last, element) is not None

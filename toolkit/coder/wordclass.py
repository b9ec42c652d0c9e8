"""The word class of a function word, by what stands around it."""

from __future__ import annotations

from collections.abc import Container

from toolkit.coder.neighbours import (
    clause_has_verb,
    finite_ahead,
    next_at,
    participle_follows,
    previous,
    readable,
    tag_of,
    verb_follows,
)
from toolkit.coder.tokens import (
    AUX,
    BE,
    CLAUSE,
    CLITIC,
    COMP,
    COORD,
    DEM,
    DET,
    FUT,
    INF,
    NEG,
    NUM,
    POSS,
    PREP,
    PRON,
    QUESTION,
    RECIP,
    REL,
    SPECIFIER,
    SUB,
    VERBAL,
    Token,
)
from toolkit.coder.verbhood import choose, verb_or_noun
from toolkit.languages.words import BIT

OBJECT_CLITIC = BIT["object_clitic"]
LINKER = BIT["linker"]  # relative after a noun, else a complementizer: "que"
# Of the roles that decide a class those of words that are nominal wherever they stand, and the
# rest but for prepositions.
_NOMINAL = SPECIFIER | PRON | DEM
_LOOKS = OBJECT_CLITIC | CLITIC | LINKER | REL | INF | COMP | DET | SUB | COORD | CLAUSE


def function(tokens: list[Token], i: int, roles: int, bare: bool, speech: Container[str]) -> str:
    token = tokens[i]
    if roles | _NOMINAL == _NOMINAL:
        return "N"
    if roles & PREP and not roles & _LOOKS and not token.word.verbs:
        return "P"
    before = previous(tokens, i)
    if roles & OBJECT_CLITIC and i + 1 < len(tokens):
        follow = tokens[i + 1]
        if follow.tag == "" and not follow.word.nouns and follow.word.verbs:
            if any(kind in "ae" for _, kind in follow.word.verbs):
                return "A"  # "la policía los disolvió"
    if roles & CLITIC:
        # 's is a possessive after a noun, else a short "is".
        if token.text in ("'", "’") and (before is None or before.text[-1:] not in "sS"):
            return "Q"
        return "G" if before is not None and before.tag == "N" else "A"
    if roles & LINKER and not (before is not None and before.tag in ("N", ",", "C", ")")):
        return "B"
    if roles & LINKER:
        return "B" if _speech_before(tokens, i, speech) else "R"
    if roles & REL:
        if roles & (COMP | DET) and roles & COMP:
            if before is None or before.tag in ("V", ".", ",", "Q", "C", "K"):
                return "B" if before is not None and before.tag in ("V", "Q", ",") else "N"
            if before.tag == "N" and _speech_before(tokens, i):
                return "B"
            return "R"
        if before is None or before.tag in (".", "Q") and not bare:
            return "S"
        return "R"
    if roles & INF:
        if i + 1 < len(tokens) and tokens[i + 1].roles & BE and not roles & COMP:
            return "I"
        j = next_at(tokens, i)
        if j < len(tokens) and readable(tokens[j]) and not tokens[j].roles & PREP:
            kinds = {k for _, k in tokens[j].word.verbs}
            if kinds & set("bap") and not (roles & PREP and kinds <= {"a"} and not bare):
                return "S" if roles & SUB else "I"  # "tras atacar" tells what was done
        if roles & COMP:
            return "B"
        if roles & PREP:
            return "P"
        return "I"
    if roles & COMP:
        return "B"
    if roles & DET and roles & PREP:
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is not None and (following.text[:1].isdigit() or following.roles & NUM):
            return "N"
        return "P"
    if roles & SUB and roles & PREP:
        j = next_at(tokens, i)
        if j < len(tokens) and readable(tokens[j]) and not tokens[j].roles & PREP:
            kinds = {k for _, k in tokens[j].word.verbs}
            if kinds & set("gapb") and not tokens[j].word.nouns:
                return "S"
            if "g" in kinds and not (j + 1 < len(tokens) and tokens[j + 1].roles & BIT["genitive"]):
                return "S"
        return "S" if finite_ahead(tokens, i) else "P"
    if roles & COORD:
        return "C"
    if roles & CLAUSE:
        return "K"
    if roles & SUB:
        if roles & (AUX | DET | FUT) and verb_follows(tokens, i):
            return "A"
        return "S"
    if roles & PREP:
        if token.word.verbs and (
            tag_of(before) in ("A", "R")
            or (
                tag_of(before) == "N"
                and not clause_has_verb(tokens, i)
                and not finite_ahead(tokens, i)
            )
        ):
            choose(token, "ab")
            return "V"  # "Russia against …" without another verb: menentang, melawan
        return "P"
    if roles & DEM or (roles & (PRON | POSS) and not roles & VERBAL):
        return "N"
    if roles == AUX and (
        tag_of(before) == "G"
        or (before is not None and before.tag == "N" and before.roles & SPECIFIER)
    ):
        return "N"  # an adverb inside a noun phrase: "a previously unannounced visit"
    if roles & VERBAL:
        if bare and roles & AUX and tag_of(before) == "V" and not verb_follows(tokens, i):
            return "X"  # "melancarkan kembali serangan": again
        if roles & AUX and not bare and participle_follows(tokens, i):
            return "A"
        if token.word.verbs and token.word.head and not roles & (BE | RECIP | NEG):
            return verb_or_noun(tokens, i, bare, speech)  # the lexicon has more to say of it
        if roles & (SPECIFIER | PRON) and not verb_follows(tokens, i):
            return "N"
        if token.word.verbs and not verb_follows(tokens, i) and not roles & (NEG | BE):
            return verb_or_noun(tokens, i, bare, speech)
        return "A"
    if roles & SPECIFIER:
        return "N"
    if roles & QUESTION:
        return "S"
    if token.word.verbs:
        return verb_or_noun(tokens, i, bare, speech)
    return "N"


def _speech_before(tokens: list[Token], i: int, speech: Container[str] | None = None) -> bool:
    """Whether ``that`` after a noun belongs to a verb just before: "told reporters that"; where
    verbs are given, to one of these."""
    for j in range(i - 1, max(-1, i - 5), -1):
        token = tokens[j]
        if token.tag == "V":
            return speech is None or token.lemma in speech
        if token.tag not in ("N", "X", "T") and not (speech is not None and token.tag == "P"):
            return False
    return False

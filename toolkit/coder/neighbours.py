"""What stands before and after a token while word classes are being given."""

from __future__ import annotations

from toolkit.coder.tokens import (
    BE,
    COMP,
    COORD,
    DET,
    FUT,
    MARKS,
    MODAL,
    POSS,
    PREP,
    REL,
    SPECIFIER,
    VERBAL,
    Token,
)

_LOOK = 14


def previous(tokens: list[Token], i: int) -> Token | None:
    """The token before ``i`` without adverbs, dates and the rests of phrases."""
    j = i - 1
    while j >= 0 and (tokens[j].tag in ("X", "T")):
        j -= 1
    return tokens[j] if j >= 0 else None


def next_at(tokens: list[Token], i: int) -> int:
    """The index after ``i`` without auxiliaries, dates and the rests of phrases."""
    j = i + 1
    while j < len(tokens) and (
        tokens[j].tag in ("X", "T") or (tokens[j].roles & VERBAL and not tokens[j].tag)
    ):
        j += 1
    return j


def readable(token: Token) -> bool:
    return token.tag in ("", "V") and bool(token.word.verbs)


def tag_of(token: Token | None) -> str:
    """The tag of a token, a full stop for none."""
    return "." if token is None else token.tag


def verb_follows(tokens: list[Token], i: int) -> bool:
    j = i + 1
    while j < len(tokens) and (
        tokens[j].tag in ("X", "T", "A") or (not tokens[j].tag and tokens[j].roles & VERBAL)
    ):
        j += 1
    if j >= len(tokens):
        return False
    if tokens[j].tag:
        return tokens[j].tag == "V"
    return bool(tokens[j].word.verbs) and not tokens[j].roles & (PREP | REL | COORD)


def participle_follows(tokens: list[Token], i: int) -> bool:
    """Whether an auxiliary has its participle: then it is no verb of its own."""
    j = next_at(tokens, i)
    return j < len(tokens) and any(kind in "dn" for _, kind in tokens[j].word.verbs)


def finite_ahead(tokens: list[Token], i: int) -> bool:
    """Whether a finite verb comes before the next mark or clause word."""
    before: Token | None = None
    for j in range(i + 1, min(len(tokens), i + _LOOK)):
        token = tokens[j]
        if token.tag in ("N", "T", "X"):
            before = token
            continue
        if token.text in MARKS and token.text not in "-/'’":
            return False
        if token.roles & (REL | COMP) and j > i + 1:
            return False
        if token.roles & (BE | MODAL | FUT):
            return True
        verbs = token.word.verbs
        if verbs and not token.roles:
            kind = verbs[0][1]
            if kind in "apfc" and not token.word.nouns:
                return True
            if (kind in "edn" or (kind == "a" and token.word.nouns)) and (
                before is not None and not before.roles & (SPECIFIER | PREP)
            ):
                return True
        before = token
    return False


def clause_has_verb(tokens: list[Token], i: int) -> bool:
    """Whether a verb stands between the last clause border and ``i``."""
    for j in range(i - 1, -1, -1):
        tag = tokens[j].tag
        if tag == "V":
            return True
        if tag in (".", ",", "S", "B", "R", "K", "Q"):
            return False
    return False


def be_before(tokens: list[Token], i: int) -> bool:
    j = i - 1
    while j >= 0 and tokens[j].tag in ("A", "X", "T"):
        if tokens[j].roles & BE:
            return True
        j -= 1
    return False


def in_that_clause(tokens: list[Token], i: int) -> bool:
    """Whether a complementizer opens the clause and no verb stands between it and ``i``."""
    for j in range(i - 1, -1, -1):
        tag = tokens[j].tag
        if tag == "B":
            return True
        if tag in ("V", "A", ".", ",", "S", "R", "K"):
            return False
    return False


def in_noun_phrase(tokens: list[Token], i: int) -> bool:
    """Whether a determiner opened the noun phrase in which token ``i`` stands."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].tag != "N":
            return False
        if tokens[j].roles & (DET | POSS):
            return True
    return False


def past(token: Token) -> bool:
    """Whether a form can only be a past tense: "broke", "rocked"."""
    kinds = {kind for _, kind in token.word.verbs}
    return bool(kinds & {"e", "d"}) and not token.word.nouns and not token.roles

"""The word class of a function word by what follows it, and whether a word is verb or noun."""

from __future__ import annotations

from collections.abc import Container

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
    MARKS,
    MODAL,
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
from toolkit.languages.words import BIT

_LOOK = 14
OBJECT_CLITIC = BIT["object_clitic"]
LINKER = BIT["linker"]  # relative after a noun, else a complementizer: "que"


def _previous(tokens: list[Token], i: int) -> Token | None:
    """The token before ``i`` without adverbs, dates and the rests of phrases."""
    j = i - 1
    while j >= 0 and (tokens[j].tag in ("X", "T")):
        j -= 1
    return tokens[j] if j >= 0 else None


def _next(tokens: list[Token], i: int) -> int:
    """The index after ``i`` without auxiliaries, dates and the rests of phrases."""
    j = i + 1
    while j < len(tokens) and (
        tokens[j].tag in ("X", "T") or (tokens[j].roles & VERBAL and not tokens[j].tag)
    ):
        j += 1
    return j


def _readable(token: Token) -> bool:
    return token.tag in ("", "V") and bool(token.word.verbs)


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


def _participle_follows(tokens: list[Token], i: int) -> bool:
    """Whether an auxiliary has its participle: then it is no verb of its own."""
    j = _next(tokens, i)
    return j < len(tokens) and any(kind in "dn" for _, kind in tokens[j].word.verbs)


def _finite_ahead(tokens: list[Token], i: int) -> bool:
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


def function(tokens: list[Token], i: int, roles: int, bare: bool, speech: Container[str]) -> str:
    token = tokens[i]
    before = _previous(tokens, i)
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
        j = _next(tokens, i)
        if j < len(tokens) and _readable(tokens[j]) and not tokens[j].roles & PREP:
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
        j = _next(tokens, i)
        if j < len(tokens) and _readable(tokens[j]) and not tokens[j].roles & PREP:
            kinds = {k for _, k in tokens[j].word.verbs}
            if kinds & set("gapb") and not tokens[j].word.nouns:
                return "S"
            if "g" in kinds and not (j + 1 < len(tokens) and tokens[j + 1].roles & BIT["genitive"]):
                return "S"
        return "S" if _finite_ahead(tokens, i) else "P"
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
                and not _clause_has_verb(tokens, i)
                and not _finite_ahead(tokens, i)
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
        if roles & AUX and not bare and _participle_follows(tokens, i):
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


def tag_of(token: Token | None) -> str:
    """The tag of a token, a full stop for none."""
    return "." if token is None else token.tag


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


def choose(token: Token, wanted: str) -> None:
    """Take the first verb reading whose kind is the earliest in ``wanted``."""
    readings = token.word.verbs
    for kind in wanted:
        for lemma, have in readings:
            if have == kind:
                token.lemma, token.kind = lemma, have
                return
    token.lemma, token.kind = readings[0]


def verb_or_noun(tokens: list[Token], i: int, bare: bool, speech: Container[str]) -> str:
    token = tokens[i]
    word = token.word
    before = _previous(tokens, i)
    kinds = "".join(k for _, k in word.verbs)
    tag = before.tag if before is not None else "."
    roles = before.roles if before is not None else 0
    if i > 0 and token.text[:1].isupper() and tag not in (".", "Q") and not token.text.isupper():
        return "N"  # a capital inside a sentence: a name
    if tag == "H" or (tag == "N" and roles == AUX):
        return "N"  # the second part of a compound: Israeli-occupied
    if bare:  # verbs bear a voice prefix; a bare stem needs a marker before it
        if "a" in kinds or "p" in kinds:
            follow = tokens[i + 1] if i + 1 < len(tokens) else None
            if word.nouns and (
                tag == "P"
                or roles & SPECIFIER
                or (follow is not None and follow.roles & BIT["between"])
            ):
                return "N"
            choose(token, "ap")
            if (
                token.kind == "p"
                and token.lemma == token.lower
                and tag == "N"
                and _clause_has_verb(tokens, i)
            ):
                return "N"  # an unknown form after an object only describes it: "terkoordinasi"
            return "V"
        if tag in ("A", "R") or roles & (PRON | RECIP):
            if word.nouns and not roles & (NEG | FUT | AUX | MODAL | RECIP | PRON):
                return "N"
            choose(token, "b")
            return "V"
        if tag in (",", "Q") and any(lemma in speech for lemma, _ in word.verbs):
            choose(token, "b")  # a quotation's verb: "…", kata X
            return "V"
        return "N"
    if roles & (MODAL | FUT) and tag in ("A", "X") or tag == "I":
        if "b" in kinds:
            choose(token, "b")
            return "V"
    if tag == "A":
        if roles & BE or _be_before(tokens, i):
            if any(k in "dngp" for k in kinds):
                choose(token, "ndgp")
                return "V"
        if roles & DET and word.nouns:
            return "N"
        choose(token, "dnebag" if roles & AUX else "baedng")
        return "V"
    if _describes(tokens, i, kinds, tag, roles):
        return "N"
    if roles & (SPECIFIER | DEM) and tag == "N" or tag == "G":
        if roles & PRON and not roles & (DET | NUM | POSS):
            choose(token, "aebdng")
            return "V"
        if "g" in kinds and not word.nouns and not roles & DET and tag != "G":
            choose(token, "g")
            return "V"
        if word.nouns or tag == "G" or roles & (DET | POSS):
            return "N"
        if any(k in "ed" for k in kinds):
            choose(token, "ed")
            return "V"
        return "N"
    if roles & PRON and tag == "N":
        choose(token, "aebdng")
        return "V"
    if tag == "P":
        if "g" in kinds:
            follow = tokens[i + 1] if i + 1 < len(tokens) else None
            if word.nouns and (follow is None or follow.roles & PREP or follow.text in ",."):
                return "N"
            choose(token, "g")
            return "V"
        return "N"
    if kinds in ("g", "gg") or ("g" in kinds and "a" not in kinds and "b" not in kinds):
        follow = tokens[i + 1] if i + 1 < len(tokens) else None
        if word.nouns and (
            follow is None
            or follow.roles & (BIT["genitive"] | AUX | BE)
            or (tag == "N" and (follow.roles & PREP or _past(follow)))
            or (not follow.roles & (DET | POSS) and _in_noun_phrase(tokens, i))
            or (tag in (".", "V") and not follow.roles & (DET | POSS | PRON))
        ):
            return "N"
        choose(token, "g")
        return "V"
    if any(k in "edn" for k in kinds):
        if word.nouns and tag in ("V", "P"):
            return "N"
        if tag == "V" and (roles & BE or not before.kind):  # type: ignore[union-attr]
            choose(token, "ndeb")
            return "V"
        if tag == "V" and "n" not in kinds and "e" not in kinds:
            return "N"  # an object's adjective: "killed suspected rebels"
        choose(token, "edna")
        return "V"
    # Only base and third-person forms are left.
    if not word.nouns:
        if "b" in kinds and "a" not in kinds and tag in ("V", "."):
            if tag == "." or token.kind:
                return "N"
        choose(token, "ab")
        return "V"
    if tag in ("V", ".", "Q", "S", "B"):
        return "N"
    if tag in ("N", "R", ")"):
        if tag == "R":
            choose(token, "ab")
            return "V"
        if "b" in kinds and _in_that_clause(tokens, i):
            choose(token, "ba")
            return "V"  # "demanded that Iran release": the subjunctive
        follow = tokens[i + 1] if i + 1 < len(tokens) else None
        if follow is not None and follow.roles & INF and before is not None and before.name:
            if "a" in kinds and not _clause_has_verb(tokens, i):
                choose(token, "a")
                return "V"  # "Poland plans to hold …"
        if _clause_has_verb(tokens, i) or _finite_ahead(tokens, i):
            return "N"
        if follow is None or follow.text in ".," or _past(follow):
            return "N"
        agrees = "a" in kinds or (before is not None and before.lower.endswith("s"))
        if not agrees:
            return "N"
        choose(token, "ab")
        return "V"
    if tag == "C":
        # Like conjoins with like.
        for j in range(i - 2, max(-1, i - 8), -1):
            if tokens[j].tag == "V" and tokens[j].kind in "ab":
                if tokens[j].kind == "b" and "b" in kinds or tokens[j].kind == "a" and "a" in kinds:
                    choose(token, tokens[j].kind)
                    return "V"
                break
        return "N"
    return "N"


def _describes(tokens: list[Token], i: int, kinds: str, tag: str, roles: int) -> bool:
    """Whether a past participle describes the noun after it: "suspected rebels attacked …", "three
    suspected rebels were arrested"."""
    if not ("d" in kinds or "n" in kinds) or "g" in kinds:
        return False
    if not (tag == "." or (tag == "N" and roles & NUM)):
        return False
    follow = tokens[i + 1] if i + 1 < len(tokens) else None
    if follow is None or follow.tag not in ("", "N") or follow.roles or not follow.text.isalpha():
        return False
    if follow.name is None and not follow.word.nouns:
        return False
    return _finite_ahead(tokens, i) or (tag == "N" and _clause_has_verb(tokens, i))


def _in_noun_phrase(tokens: list[Token], i: int) -> bool:
    """Whether a determiner opened the noun phrase in which token ``i`` stands."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].tag != "N":
            return False
        if tokens[j].roles & (DET | POSS):
            return True
    return False


def _past(token: Token) -> bool:
    """Whether a form can only be a past tense: "broke", "rocked"."""
    kinds = {kind for _, kind in token.word.verbs}
    return bool(kinds & {"e", "d"}) and not token.word.nouns and not token.roles


def _be_before(tokens: list[Token], i: int) -> bool:
    j = i - 1
    while j >= 0 and tokens[j].tag in ("A", "X", "T"):
        if tokens[j].roles & BE:
            return True
        j -= 1
    return False


def _in_that_clause(tokens: list[Token], i: int) -> bool:
    """Whether a complementizer opens the clause and no verb stands between it and ``i``."""
    for j in range(i - 1, -1, -1):
        tag = tokens[j].tag
        if tag == "B":
            return True
        if tag in ("V", "A", ".", ",", "S", "R", "K"):
            return False
    return False


def _clause_has_verb(tokens: list[Token], i: int) -> bool:
    """Whether a verb stands between the last clause border and ``i``."""
    for j in range(i - 1, -1, -1):
        tag = tokens[j].tag
        if tag == "V":
            return True
        if tag in (".", ",", "S", "B", "R", "K", "Q"):
            return False
    return False

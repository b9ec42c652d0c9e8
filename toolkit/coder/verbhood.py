"""Whether a word that may be both is a verb or a noun here."""

from __future__ import annotations

from collections.abc import Container

from toolkit.coder.neighbours import (
    be_before,
    clause_has_verb,
    finite_ahead,
    in_noun_phrase,
    in_that_clause,
    past,
    previous,
)
from toolkit.coder.tokens import (
    AUX,
    BE,
    DEM,
    DET,
    FUT,
    INF,
    MODAL,
    NEG,
    NUM,
    POSS,
    PREP,
    PRON,
    RECIP,
    SPECIFIER,
    Token,
)
from toolkit.languages.words import BIT


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
    before = previous(tokens, i)
    kinds = word.kinds
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
                and clause_has_verb(tokens, i)
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
        if roles & BE or be_before(tokens, i):
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
            or (tag == "N" and (follow.roles & PREP or past(follow)))
            or (not follow.roles & (DET | POSS) and in_noun_phrase(tokens, i))
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
        if "b" in kinds and in_that_clause(tokens, i):
            choose(token, "ba")
            return "V"  # "demanded that Iran release": the subjunctive
        follow = tokens[i + 1] if i + 1 < len(tokens) else None
        if follow is not None and follow.roles & INF and before is not None and before.name:
            if "a" in kinds and not clause_has_verb(tokens, i):
                choose(token, "a")
                return "V"  # "Poland plans to hold …"
        if clause_has_verb(tokens, i) or finite_ahead(tokens, i):
            return "N"
        if follow is None or follow.text in ".," or past(follow):
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
    return finite_ahead(tokens, i) or (tag == "N" and clause_has_verb(tokens, i))

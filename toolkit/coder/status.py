"""Whether an act happened: asserted, planned, negated, hypothetical, or background."""

from __future__ import annotations

from toolkit.coder.clauses import Clauses
from toolkit.coder.tokens import ADVICE, COND, FAIL, FUT, HABIT, MODAL, NEG, OBLIGATION
from toolkit.languages.words import BIT
from toolkit.records import Status

WITHOUT = BIT["without"]

# What a governing act says of the act it governs, by the root (or code) of the governor. These are
# facts of CAMEO, not of a language: appeals, intents, demands and threats speak of acts to come,
# rejections and denials of acts that are not, accusations of acts that may not be.
_GOVERNED: dict[str, Status] = {
    "01": "asserted",
    "016": "negated",
    "02": "planned",
    "03": "planned",
    "04": "planned",
    "05": "planned",
    "06": "planned",
    "07": "planned",
    "08": "planned",
    "09": "hypothetical",
    "10": "planned",
    "11": "hypothetical",
    "12": "negated",
    "13": "planned",
    "14": "planned",
    "15": "planned",
    "16": "planned",
    "17": "planned",
    "18": "asserted",
    "19": "asserted",
    "20": "asserted",
}


def governed(code: str) -> Status:
    """The status of an act that an act of ``code`` speaks of."""
    return _GOVERNED.get(code[:3]) or _GOVERNED[code[:2]]


def of_verb(clauses: Clauses, c: int, inherent: int = 0) -> Status:
    """The status that a verb's own group and clause give, but for bits that are ``inherent`` in
    its pattern."""
    bits = clauses.chunks[c].roles & ~inherent
    before = clauses.kind(c - 1)
    if bits & (NEG | FAIL):
        return "negated"
    if before in ("P", "S") and clauses.chunks[c - 1].roles & WITHOUT:
        return "negated"
    if _conditional(clauses, c):
        return "hypothetical"
    if _unproven(clauses, c):
        return "hypothetical"
    if bits & FUT:
        return "planned"
    if bits & (MODAL | OBLIGATION | ADVICE):
        return "hypothetical"
    if bits & HABIT:
        return "background"
    return "asserted"


def _conditional(clauses: Clauses, c: int) -> bool:
    """Whether the clause opens with a conditional, or a question mark ends its sentence."""
    if clauses.tokens and clauses.tokens[-1].text == "?":
        return True
    for j in range(c - 1, -1, -1):
        kind = clauses.kind(j)
        if kind in ("S", "B") and clauses.chunks[j].roles & COND:
            return True
        if kind in (".", "K", "S", "V", ",", "R", "B"):
            return False
    return False


def _unproven(clauses: Clauses, c: int) -> bool:
    """Whether the clause tells what there is none of: "no evidence that", "tak ada bukti bahwa"."""
    for j in range(c - 1, 0, -1):
        kind = clauses.kind(j)
        if kind == "B":
            if clauses.kind(j - 1) != "N":
                return False
            none = clauses.chunks[j - 1].roles
            if clauses.kind(j - 2) == "V":
                none |= clauses.chunks[j - 2].roles
            return bool(none & NEG)
        if kind not in ("N", "P", "C"):
            return False
    return False


def of_noun(clauses: Clauses, c: int, at: int) -> Status:
    """The status that the words before an action noun give: a plan, a threat, no talks."""
    pack, tokens, chunk = clauses.pack, clauses.tokens, clauses.chunks[c]
    if chunk.roles & NEG:
        return "negated"
    for i in range(chunk.first, at):
        token = tokens[i]
        if token.lower in pack.prospective_nouns or pack.prospective_nouns.intersection(
            token.word.nouns
        ):
            return "planned"
    # "plans for an attack", "rencana untuk serangan"
    if clauses.kind(c - 1) == "P" and clauses.kind(c - 2) == "N":
        head = tokens[clauses.chunks[c - 2].main]
        if head.lower in pack.prospective_nouns or pack.prospective_nouns.intersection(
            head.word.nouns
        ):
            return "planned"
        if clauses.chunks[c - 2].roles & NEG:
            return "negated"
    if clauses.kind(c - 1) in ("S", "P") and clauses.chunks[c - 1].roles & WITHOUT:
        return "negated"
    if _conditional(clauses, c):
        return "hypothetical"
    return "asserted"

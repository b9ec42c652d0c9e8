"""Chunks: base noun phrases and verb groups, from the word classes of the tokens."""

from __future__ import annotations

from toolkit.coder.tokens import (
    BE,
    DEM,
    DET,
    FUT,
    MODAL,
    NEG,
    NUM,
    POSS,
    PRON,
    Token,
)
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

AGENT = BIT["agent"]


class Chunk:
    """A stretch of tokens ``[first:last)`` of one kind.

    ``kind`` is N, V, or the tag of a single function token or mark. For V ``main`` is the verb,
    ``voice`` ``a`` or ``p``, ``roles`` the bits of its auxiliaries; for N ``main`` is the head.
    """

    __slots__ = ("finite", "first", "kind", "last", "main", "roles", "voice")

    def __init__(self, kind: str, first: int, last: int, main: int) -> None:
        self.kind = kind
        self.first = first
        self.last = last
        self.main = main
        self.roles = 0
        self.voice = "a"
        self.finite = True

    def __repr__(self) -> str:
        return f"{self.kind}[{self.first}:{self.last}]"


def chunk(tokens: list[Token], pack: Pack) -> list[Chunk]:
    """The chunks of a tagged sentence, in order."""
    made: list[Chunk] = []
    count = len(tokens)
    head_last = pack.genitive_side == "before"
    i = 0
    dated = False
    group = -1  # first auxiliary of a verb group that is being gathered
    bits = 0
    while i < count:
        token = tokens[i]
        tag = token.tag
        if tag in ("N", "H", "G"):
            end = _noun_end(tokens, i, head_last, pack.marks_objects)
            noun = Chunk("N", i, end, _head(tokens, i, end, head_last))
            noun.roles = bits
            made.append(noun)
            group, bits = -1, 0
            i = end
            continue
        if tag in ("X", "T"):
            dated = dated or tag == "T"
            i += 1
            continue
        if tag == "A":
            if group < 0:
                group = i
            bits |= token.roles
            i += 1
            continue
        if tag == "V":
            verb = Chunk("V", group if group >= 0 else i, i + 1, i)
            verb.roles = bits & ~token.roles | token.roles & NEG if token.roles & BE else bits
            _voice(verb, tokens)
            made.append(verb)
            group, bits = -1, 0
            i += 1
            continue
        if tag != "Q":  # a quotation may begin inside a verb group
            group, bits = -1, 0
        single = Chunk(tag, i, i + 1, i)
        single.roles = token.roles
        made.append(single)
        i += 1
    if dated:
        _dated(made, tokens)
    _conjoined(made, tokens)
    _reduced(made, tokens)
    return made


def _dated(chunks: list[Chunk], tokens: list[Token]) -> None:
    """Drop the commas around a date between a subject and its verb: "PBB, Sabtu, mengecam"."""
    c = 1
    while c < len(chunks) - 1:
        comma = chunks[c]
        if comma.kind != ",":
            c += 1
            continue
        last = c + 1 if chunks[c + 1].kind == "," else c
        dated = any(
            tokens[t].tag == "T"
            for t in range(comma.first + 1, chunks[last + 1].first if last + 1 < len(chunks) else 0)
        )
        verb = last + 1 < len(chunks) and chunks[last + 1].kind == "V"
        if last == c and any(chunk.kind == "," for chunk in chunks[:c]):
            verb = False  # it closes an aside: "X, the minister, Friday said"
        if dated and verb and chunks[c - 1].kind == "N":
            del chunks[c : last + 1]
        c += 1


def _conjoined(chunks: list[Chunk], tokens: list[Token]) -> None:
    """A participle joined to a passive is passive too: "was shot and wounded"."""
    for c in [c for c, chunk in enumerate(chunks[:-1]) if chunk.kind == "C"]:
        left, verb = chunks[c - 1], chunks[c + 1]
        if c and left.kind == verb.kind == "V" and left.voice == "p":
            if not verb.roles and tokens[verb.main].kind in "dn" and left.roles & BE:
                verb.voice, verb.roles = "p", left.roles


def _voice(verb: Chunk, tokens: list[Token]) -> None:
    kind = tokens[verb.main].kind
    if kind == "f":
        verb.roles |= FUT
    elif kind == "c":
        verb.roles |= MODAL
    if kind == "p" or (kind in "dn" and verb.roles & BE):
        verb.voice = "p"
    verb.finite = kind not in "bg" or bool(verb.roles & (BE | MODAL | FUT | NEG))
    if kind == "n" and not verb.roles:
        verb.voice, verb.finite = "p", False


def _noun_end(tokens: list[Token], i: int, head_last: bool, counted: bool) -> int:
    """Where the noun phrase that starts at ``i`` ends; ``counted`` where a numeral begins one, so
    that "en Bagdad tres campamentos" are two."""
    j = i + 1
    seen = not _counts(tokens[i])
    if tokens[i].roles & DEM and tokens[i].tag == "N":
        return j
    while j < len(tokens):
        token = tokens[j]
        if token.tag == "X":
            j += 1
            continue
        if token.tag not in ("N", "H", "G"):
            break
        if token.tag == "N" and tokens[j - 1].tag != "H":
            if token.roles & DEM and not token.roles & DET:
                j += 1
                break
            if seen and token.roles & (DET | POSS) and tokens[j - 1].tag != "G":
                break
            if counted and seen and token.roles & NUM and j + 1 < len(tokens):
                if tokens[j + 1].tag == "N" and tokens[j + 1].word.nouns:
                    break
            if token.roles & PRON and not token.roles & DET:
                if head_last or _verb_next(tokens, j):
                    break
            if head_last and tokens[j - 1].roles & PRON and not tokens[j - 1].roles & POSS:
                break
        seen = seen or not _counts(token)
        j += 1
    return j


def _counts(token: Token) -> bool:
    """Whether a word only says which or how many."""
    return bool(token.roles & (DET | NUM | POSS)) or token.text[0].isdigit()


def _verb_next(tokens: list[Token], j: int) -> bool:
    k = j + 1
    while k < len(tokens) and tokens[k].tag in ("X", "T", "A"):
        k += 1
    return k < len(tokens) and tokens[k].tag == "V"


def _head(tokens: list[Token], first: int, last: int, head_last: bool) -> int:
    order = range(last - 1, first - 1, -1) if head_last else range(first, last)
    for i in order:
        token = tokens[i]
        if token.tag == "N" and not token.roles & (DET | NUM | POSS | DEM):
            return i
    return last - 1 if head_last else first


def _reduced(chunks: list[Chunk], tokens: list[Token]) -> None:
    """Decide between past tense and participle where a form is both: "the men arrested by …"."""
    for c in range(len(chunks) - 1, -1, -1):  # from the right: later verbs are settled first
        verb = chunks[c]
        if verb.kind != "V" or verb.roles & (BE | FUT | MODAL):
            continue
        kind = tokens[verb.main].kind
        if kind != "d" and not (kind == "e" and _also(tokens[verb.main], "n")):
            continue
        if verb.roles:
            continue  # "has attacked", "also attacked"
        following = chunks[c + 1] if c + 1 < len(chunks) else None
        before = chunks[c - 1] if c else None
        by = (
            following is not None
            and following.kind == "P"
            and following.roles & AGENT
            and c + 2 < len(chunks)
            and _named(chunks[c + 2], tokens)
        )
        if by and (before is None or before.kind != "R"):
            verb.voice, verb.finite = "p", False
            continue
        if before is None or before.kind in (",", "S"):
            if following is None or following.kind in ("P", ",", "."):
                verb.voice, verb.finite = "p", False
            continue
        if before.kind == "N" and following is not None and following.kind in ("P", "I"):
            # A later finite verb of the same clause makes this one a reduced relative.
            for later in chunks[c + 1 :]:
                if later.kind in (",", ".", "C", "K", "S", "R", "B", "Q", "I"):
                    break
                if later.kind == "V" and later.finite and _plainly_finite(later, chunks, tokens):
                    verb.voice, verb.finite = "p", False
                    break


def _named(chunk: Chunk, tokens: list[Token]) -> bool:
    return any(tokens[t].name is not None for t in range(chunk.first, chunk.last))


def _plainly_finite(verb: Chunk, chunks: list[Chunk], tokens: list[Token]) -> bool:
    """Whether a verb must be finite: its form is, it has an auxiliary, or it takes an object."""
    if tokens[verb.main].kind in "ae" or verb.roles:
        return True
    at = chunks.index(verb)
    return at + 1 < len(chunks) and chunks[at + 1].kind in ("N", "B", "Q")


def _also(token: Token, kind: str) -> bool:
    return any(k == kind for _, k in token.word.verbs)

"""Tokens of a sentence and their word classes.

Word class is where most errors of a shallow grammar come from, so it is decided in one place:
names and dates first, then function words by what follows them, then the words that may be verb
or noun by what stands before and after.

Tags: N nominal, V verb, A auxiliary, adverb or negator before a verb, P preposition, I infinitive
marker, B complementizer, R relative pronoun, S subordinator, C coordinator, K coordinator of
clauses, G possessive clitic, H hyphen inside a name, T date, X rest of a function phrase, and marks
``,`` ``.`` ``Q`` (quote) ``(`` ``)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT, Word

if TYPE_CHECKING:
    from toolkit.coder.mentions import Mention

DET, NUM, POSS, PRON = BIT["determiner"], BIT["numeral"], BIT["possessive"], BIT["pronoun"]
DEM, PREP, REL, COMP = (
    BIT["demonstrative"],
    BIT["preposition"],
    BIT["relative"],
    BIT["complementizer"],
)
INF, COORD, CLAUSE = BIT["infinitive"], BIT["coordinator"], BIT["clause_coordinator"]
SUB, COND, NEG, FUT = BIT["subordinator"], BIT["conditional"], BIT["negator"], BIT["future"]
MODAL, AUX, BE, HABIT = BIT["modal"], BIT["auxiliary"], BIT["be"], BIT["habitual"]
FAIL, RECIP, QUESTION, CLITIC = (
    BIT["failure"],
    BIT["reciprocal"],
    BIT["question"],
    BIT["possessive_clitic"],
)
OBLIGATION, ADVICE = BIT["obligation"], BIT["advice"]
VERBAL = NEG | FUT | MODAL | AUX | BE | HABIT | FAIL | RECIP | OBLIGATION | ADVICE

SPECIFIER = DET | NUM | POSS

MARKS = {
    ",": ",", ";": ".", ":": ".", ".": ".", "!": ".", "?": ".", "…": ".", "–": ",", "—": ",",
    '"': "Q", "“": "Q", "”": "Q", "„": "Q", "«": "Q", "»": "Q", "‘": "Q", "’": "Q", "'": "Q",
    "(": "(", "[": "(", ")": ")", "]": ")", "-": "H", "/": "H", "&": "C",
}  # fmt: skip


class Token:
    """One token: offsets in code points of the document, its word and, once tagged, its class."""

    __slots__ = ("end", "kind", "lemma", "lower", "name", "roles", "start", "tag", "text", "word")

    def __init__(self, start: int, end: int, text: str, lower: str, word: Word) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.lower = lower
        self.word = word
        self.roles = word.roles
        self.tag = ""
        self.lemma = ""  # of the verb reading chosen
        self.kind = ""
        self.name: Mention | None = None

    @property
    def lemmas(self) -> list[str]:
        """The lemmas of the verb form chosen; more than one where the lexicon cites it twice."""
        return [lemma for lemma, kind in self.word.verbs if kind == self.kind]

    def __repr__(self) -> str:
        return f"{self.text}/{self.tag}{self.kind}"


def tokenize(pack: Pack, text: str, offset: int) -> list[Token]:
    """The tokens of one sentence that starts at ``offset`` of its document."""
    made = []
    known, pieces = pack.known_pieces, pack.pieces
    at = offset
    for written in text.split(" "):
        for start, end, piece, lower, word in known.get(written) or pieces(written):
            made.append(Token(at + start, at + end, piece, lower, word))
        at += len(written) + 1
    return made

"""Saying as an act of its own: a political speaker who says nothing political (an option)."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import Book, Sides
from toolkit.coder.mentions import Who
from toolkit.coder.parties import Parties
from toolkit.coder.sides import TARGET
from toolkit.records import Status

STATEMENT = "010"


def state(
    clauses: Clauses,
    parties: Parties,
    book: Book,
    status: Callable[[int], Status],
    political: Callable[[Who], bool],
) -> None:
    """Draft a statement for each political speaker of a sentence that holds no other event, of his
    own or of which he speaks. The addressee, where political too, is the target."""
    if book.drafts:
        return
    told: set[str] = set()
    for c, chunk in enumerate(clauses.chunks):
        if chunk.kind != "V" or not speaks(clauses, c) or status(c) != "asserted":
            continue
        group = clauses.agent(c) if chunk.voice == "p" else clauses.subject(c)
        speakers = [w for w in parties.of_group(group) if political(w) and w.code not in told]
        if not speakers:
            continue
        told.update(w.code for w in speakers)
        targets = [w for w in _addressees(clauses, parties, c) if political(w)]
        how = ["said, and nothing political (the option statements)"]
        span = (chunk.main, chunk.main + 1)
        book.add(STATEMENT, span, Sides(speakers, targets, how), "asserted", c, how)


def speaks(clauses: Clauses, c: int) -> bool:
    """Whether a verb says something aloud: of the verbs of speech, those of thought do not, nor
    does "yang disebut X" (as X calls it), and who speaks in "katanya" is not named."""
    if not clauses.in_class(c, "speech") or clauses.in_class(c, "thought"):
        return False
    chunk = clauses.chunks[c]
    if chunk.voice == "p" and clauses.kind(c - 1) == "R":
        return False
    return clauses.kind(c - 1) == "N" or not clauses.tokens[chunk.main].word.object_pronoun


def _addressees(clauses: Clauses, parties: Parties, c: int) -> list[Who]:
    """Who is told: the object of a verb like *tell*, or the phrase right after the verb."""
    if clauses.chunks[c].voice == "p":
        return []
    heard = parties.of_group(clauses.object(c)) if clauses.in_class(c, "control") else []
    for phrase in clauses.phrases(c):
        if phrase.roles & TARGET and phrase.at == c + 1 and not heard:
            heard = parties.of_group(phrase.group)
    own = {w.code for w in parties.of_group(clauses.subject(c))}
    return [w for w in heard if w.code not in own]

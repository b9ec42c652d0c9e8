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
    """Draft a statement for each political speaker of whom the sentence tells nothing else: no act
    of his own and none that he speaks of. The addressee, where political too, is its target."""
    told = {w.code for d in book.drafts for w in (d.source, d.attribution) if w is not None}
    for c, chunk in enumerate(clauses.chunks):
        if chunk.kind != "V" or not speaks(clauses, c) or status(c) != "asserted":
            continue
        passive = chunk.voice == "p"
        group = clauses.agent(c) if passive else clauses.subject(c)
        speakers = [w for w in parties.of_group(group) if political(w) and w.code not in told]
        if not speakers:
            continue
        told.update(w.code for w in speakers)
        heard = [] if passive else parties.of_group(clauses.object(c))
        for phrase in clauses.phrases(c):
            if phrase.roles & TARGET and not heard:
                heard = parties.of_group(phrase.group)
        own = {w.code for w in speakers}
        targets = [w for w in heard if political(w) and w.code not in own]
        how = ["said, and nothing political (the option statements)"]
        book.add(
            STATEMENT,
            (chunk.main, chunk.main + 1),
            Sides(speakers, targets, how),
            "asserted",
            c,
            how,
        )


def speaks(clauses: Clauses, c: int) -> bool:
    """Whether a verb says something aloud: of the verbs of speech, those of thought do not."""
    return clauses.in_class(c, "speech") and not clauses.in_class(c, "thought")

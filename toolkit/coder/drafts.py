"""Events in the making: the act and its parties as tokens of one sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.coder.mentions import Who
from toolkit.records import Status

# Acts of speech about an act to come: where they name no target, that act's target (or the one who
# is to act) is theirs.
PROSPECTIVE = frozenset({"02", "03", "10", "12", "13", "08", "09"})
# Roots of force, where an effect (killed, destroyed) takes the code of the means that a noun names.
FORCE = frozenset({"15", "17", "18", "19", "20"})
# Acts that stand alone: statements, intents, protests, alerts, breaks with nobody in particular.
# All others are done to somebody; where nobody is named the words are kept out, as the field's
# coders do (PETRARCH-2's ``require_dyad``).
ALONE = frozenset({"01", "03", "14", "15", "16"})
COOPERATION = frozenset({"04", "05", "06", "07", "08"})
MEDIATE, DEMAND, APPEAL, RELEASE = "045", "100", "020", "084"
# What it is to say that one will do an act of a root: an intent, or a threat.
INTENT = {
    "04": "036", "05": "032", "06": "031", "07": "033", "08": "035", "14": "133", "15": "138",
    "16": "131", "17": "137", "18": "138", "19": "138",
}  # fmt: skip


@dataclass
class Draft:
    """An event in terms of tokens: the action's ``[first:last)``, and its parties."""

    code: str
    first: int
    last: int
    source: Who | None
    target: Who | None
    status: Status
    chunk: int
    nominal: bool
    attribution: Who | None = None
    trace: list[str] = field(default_factory=list)


@dataclass
class Sides:
    """Who acts on whom, how that was found, and whether each side does it to the other."""

    sources: list[Who]
    targets: list[Who]
    how: list[str]
    both: bool = False

    def pairs(self) -> list[tuple[Who | None, Who | None]]:
        """One source and one target for each event; no pair of nobody with nobody."""
        sources: list[Who | None] = list(self.sources) or [None]
        targets: list[Who | None] = list(self.targets) or [None]
        if not self.both:
            made = [(s, t) for s in sources for t in targets]
        elif self.targets:
            made = [(s, t) for s in sources for t in targets]
            if self.sources:
                made += [(t, s) for s in sources for t in targets]
        else:
            made = [(a, b) for a in sources for b in sources if a is not b]
            if not made and self.sources:
                made = [(sources[0], None)]
        return [(s, t) for s, t in made if (s is not None or t is not None) and s is not t]


class Book:
    """What has been drafted of one sentence, and what later steps must know of it."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.nouns_done: set[int] = set()  # first tokens of action nouns that are taken
        self.governed: dict[int, tuple[Status, str]] = {}  # verb chunk → status from its governor
        self.said: dict[int, Who] = {}  # chunk → who says it
        self.dropped: list[tuple[int, int, str]] = []  # tokens that could act, and why they do not

    def add(
        self,
        code: str,
        span: tuple[int, int],
        sides: Sides,
        status: Status,
        chunk: int,
        trace: list[str],
        nominal: bool = False,
    ) -> None:
        """Draft one event for each pair of the sides."""
        if not sides.sources and not sides.targets:
            self.drop(*span, f"nobody acts or is acted on; {trace[0]}")
        for source, target in sides.pairs():
            said = self.said.get(chunk)
            self.drafts.append(
                Draft(code, *span, source, target, status, chunk, nominal, said, list(trace))
            )

    def drop(self, first: int, last: int, why: str) -> None:
        """Note why the words ``[first:last)`` are no event, for explanations."""
        self.dropped.append((first, last, why))


def within_any(who: Who, others: list[Who]) -> bool:
    """Whether one of ``others`` bears the same code."""
    return any(who.code == other.code for other in others)

"""Events in the making: the act and its parties as tokens of one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.coder.mentions import Who
from toolkit.records import Status

# Acts of speech about an act to come: where they name no target, that act's target (or the one who
# is to act) is theirs.
PROSPECTIVE = frozenset({"02", "03", "10", "12", "13", "08", "09"})
# Roots of force, where an effect (killed, destroyed) takes the code of the means that a noun names.
FORCE = frozenset({"15", "17", "18", "19", "20"})
# Acts that stand alone: statements, intents, demands, refusals, threats, protests, alerts, breaks
# with nobody in particular.
# All others are done to somebody; where nobody is named the words are kept out, as the field's
# coders do (PETRARCH-2's ``require_dyad``).
ALONE = frozenset({"01", "03", "10", "12", "13", "14", "15", "16"})
COOPERATION = frozenset({"04", "05", "06", "07", "08"})
MEDIATE, DEMAND, APPEAL, RELEASE, MOBILIZE = "045", "100", "020", "084", "15"
VISIT, HOST = "042", "043"
# What it is to say that one will do an act: an intent, or a threat; and that one will not do an act
# of cooperation: a refusal. By the longest code above the act's that is listed.
INTENT = {
    "04": "036", "05": "032", "06": "031", "07": "033", "08": "035", "14": "133", "15": "138",
    "16": "131", "162": "1311", "163": "1312", "161": "1313", "164": "134", "165": "135",
    "166": "136", "17": "137", "172": "132", "18": "138", "183": "1383", "19": "138", "191": "1381",
    "192": "1382", "193": "1384", "194": "1384", "195": "1384", "20": "138", "204": "1385",
}  # fmt: skip
REFUSAL = {
    "03": "120", "036": "125", "039": "126", "04": "125", "045": "126", "05": "120", "057": "127",
    "06": "121", "061": "1211", "062": "1212", "063": "1213", "064": "1214", "07": "122",
    "071": "1221", "072": "1222", "073": "1223", "074": "1224", "08": "124", "081": "1241",
    "082": "1242", "083": "123", "084": "1243", "085": "1244", "086": "1245", "087": "1246",
}  # fmt: skip


def said(acts: Mapping[str, str], code: str) -> str | None:
    """The code of saying that one will (``INTENT``) or will not (``REFUSAL``) do ``code``."""
    for length in range(len(code), 1, -1):
        if code[:length] in acts:
            return acts[code[:length]]
    return None


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
        return [(s, t) for s, t in made if (s or t) and not _one_mention(s, t)]


def _one_mention(a: Who | None, b: Who | None) -> bool:
    """Whether the same words stand on both sides."""
    return a is not None and b is not None and (a.first, a.last) == (b.first, b.last)


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


_OFFICIAL = frozenset(
    "GOV MIL COP REB INS SEP LEG JUD SPY OPP PTY ELI UAF RAD IGO IMG WST EUR AFR MEA".split()
)


def official(who: Who) -> bool:
    """Whether somebody acts for a state, an armed group, a party or a body of states."""
    return any(who.code[i : i + 3] in _OFFICIAL for i in range(0, len(who.code), 3))

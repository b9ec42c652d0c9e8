"""When and where: which of a sentence's dates and places belong to an event, and which country a
bare role belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import ALONE, FORCE, HOST, VISIT, Book, Draft, official
from toolkit.coder.mentions import Mention, Who
from toolkit.coder.parties import Parties
from toolkit.coder.places import PlaceMention
from toolkit.coder.tokens import CLITIC, NUM, SUB, Token
from toolkit.languages.words import BIT

PREP, PLACE, GENITIVE = BIT["preposition"], BIT["place"], BIT["genitive"]
# Acts that go somewhere: for them the place after "to" is theirs.
GOING = ("042", "07", "15", "192", "174")
# Curfew and martial law bind the country of whoever declares them.
AT_HOME = frozenset({"1723", "1724"})
# Demonstrations and strikes turn to the government where nothing else is told.
PROTEST = "14"
# Acts that hit what stands in a place.
STRIKES = frozenset({"17", "18", "19", "20"})
# Visits, and broken relations, need another state.
BETWEEN_STATES = ("042", "043", "16")
# Of force, what is political whoever does it.
POLITICAL = ("181", "183", "185", "186", "19", "20")
_PLACED = frozenset({"country of the place", "role + country of the sentence"})
# Roles of no single country.
NOWHERE = frozenset({"INT", "IGO", "NGO", "NGM"})
# Soldiers and rebels act abroad: only the place tells whose they are.
ABROAD = frozenset({"MIL", "REB", "UAF", "INS", "SEP"})


class Placed(Protocol):
    """Anything with offsets in the document."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=Placed)


def mark_dates(tokens: list[Token], dates: Sequence[Placed]) -> None:
    """Tag the tokens of time expressions, with the preposition before them, as T."""
    i = 0
    for date in dates:
        while i < len(tokens) and tokens[i].start < date.start:
            i += 1
        first = i
        while i < len(tokens) and tokens[i].end <= date.end:
            tokens[i].tag, tokens[i].roles = "T", 0
            i += 1
        if i < len(tokens) and tokens[i].roles & CLITIC:
            tokens[i].tag = "X"  # "by last week's quake": the date only describes
        elif first and tokens[first - 1].roles & PREP and not tokens[first - 1].tag:
            tokens[first - 1].tag = "T"


def nearest(clauses: Clauses, draft: Draft, mentions: Sequence[M]) -> M | None:
    """The mention that belongs to a draft: of those no other verb stands before, the nearest after
    its action, else the nearest before it; else the only one of the sentence.

    What follows a verb of speech belongs to the saying, not to what is said.
    """
    if not mentions:
        return None
    tokens, chunks = clauses.tokens, clauses.chunks
    action = tokens[draft.first].start
    verbs = [tokens[c.main].start for c in chunks if c.kind == "V" and tokens[c.main].kind]
    speech = [
        tokens[c.main].start
        for i, c in enumerate(chunks)
        if c.kind == "V" and clauses.in_class(i, "speech")
    ]
    best: M | None = None
    best_rank: tuple[int, int] | None = None
    for mention in mentions:
        low, high = min(action, mention.start), max(action, mention.start)
        between = sum(low < v < high for v in verbs)
        if any(action < v < mention.start for v in speech):
            continue
        rank = (between, abs(mention.start - action) + (0 if mention.start > action else 40))
        if best_rank is None or rank < best_rank:
            best, best_rank = mention, rank
    if best_rank is not None and best_rank[0] > 1 and len(mentions) > 1:
        return None
    return best


def mark_durations(tokens: list[Token], units: frozenset[str]) -> None:
    """Tag a number with a unit of time before a verb as T: "after three days negotiating"."""
    for i in [i for i, token in enumerate(tokens) if token.lower in units]:
        if not 0 < i < len(tokens) - 1:
            continue
        token, before, after = tokens[i], tokens[i - 1], tokens[i + 1]
        if (
            not token.tag
            and (before.roles & NUM or before.text[:1].isdigit())
            and not before.tag
            and (after.word.verbs or after.text == ",")
            and not after.word.nouns
        ):
            before.tag = token.tag = "T"
            before.roles = token.roles = 0
            if i > 1 and tokens[i - 2].roles & PREP and not tokens[i - 2].roles & SUB:
                tokens[i - 2].tag = "T"


def place_of(
    clauses: Clauses, draft: Draft, mentions: Sequence[PlaceMention]
) -> PlaceMention | None:
    """The place of an event: the nearest place at which things are, or for acts that go somewhere
    the nearest of any kind."""
    going = draft.code.startswith(GOING)
    near = [m for m in mentions if m.role == "at" or (going and m.role == "path")]
    return nearest(clauses, draft, near)


def struck(clauses: Clauses, book: Book) -> set[int]:
    """The tokens of what acts of force hit that names nobody: it may be a town."""
    found: set[int] = set()
    for draft in book.drafts:
        if draft.target is not None or draft.code[:2] not in STRIKES:
            continue
        c = draft.chunk
        groups = [p.group for p in clauses.phrases(c) if p.roles & GENITIVE and p.at == c + 1]
        if clauses.kind(c) == "V":
            hit = clauses.subject(c) if clauses.chunks[c].voice == "p" else clauses.object(c)
            groups = [] if hit is None else [hit]
        for first, last in groups:
            found.update(range(clauses.chunks[first].first, clauses.chunks[last].last))
    return found


def give_country(
    clauses: Clauses, parties: Parties, draft: Draft, place: PlaceMention | None
) -> None:
    """Give a role without a country the one that the clause or the sentence leaves no doubt of:
    that of the place, else the only country named. What force hits that is named only by its place
    is the place's country."""
    if draft.target is None and draft.code[:2] in STRIKES and place is not None:
        country = country_of(place)
        inside = [i for i, t in enumerate(clauses.tokens) if place.start <= t.start < place.end]
        if country is not None and inside:
            draft.target = Who(country, inside[0], inside[-1] + 1, "country of the place")
    source = draft.source
    if draft.target is None and draft.code in AT_HOME and source is not None:
        country = source.code[:3]
        if country in clauses.pack.countries:
            draft.target = Who(country, 0, 0, "own country", named=False)
    for side in ("source", "target"):
        who: Who | None = getattr(draft, side)
        if who is None or not who.rule.startswith("role") or len(who.code) != 3:
            continue
        if who.code in NOWHERE:
            continue
        other = draft.target if side == "source" else draft.source
        country = _country_of_place(clauses, parties, draft.chunk, place, other)
        if country is None and who.code not in ABROAD:
            country = _only_country(clauses) or parties.memory.scene
        if country is not None:
            made = Who(country + who.code, who.first, who.last, "role + country of the sentence")
            setattr(draft, side, made)
    source = draft.source
    if draft.target is None and draft.code.startswith(PROTEST) and source is not None:
        country = source.code[:3]
        if country in clauses.pack.countries and source.code[3:] != "GOV":
            home = "the government at home"
            draft.target = Who(country + "GOV", 0, 0, home, named=False)


def host_visits(book: Book) -> None:
    """Who is visited hosts: a visit is an act of both sides, each with a code of its own."""
    for draft in list(book.drafts):
        if draft.code == VISIT and draft.source is not None and draft.target is not None:
            hosted = replace(
                draft,
                code=HOST,
                source=draft.target,
                target=draft.source,
                trace=[*draft.trace, "who is visited hosts"],
            )
            book.drafts.append(hosted)


def keep_political(book: Book, parties: Parties) -> None:
    """Drop what private people, firms and charities of no country named do. A country that only
    the place tells is enough for bombs, abductions, killings for a cause and fights."""
    kept = []
    countries = parties.pack.countries
    for draft in book.drafts:
        sides = [w for w in (draft.source, draft.target) if w is not None]
        own = any(w.code[:3] in countries and w.rule not in _PLACED for w in sides)
        placed = draft.code.startswith(POLITICAL) and any(w.code[:3] in countries for w in sides)
        known = draft.code[:2] in FORCE and parties.memory.scene
        if draft.code.startswith(PROTEST) or own or placed or known or any(map(official, sides)):
            kept.append(draft)
        else:
            book.drop(draft.first, draft.last, "no state, armed group or party takes part")
    book.drafts = kept


def keep_dyads(book: Book) -> None:
    """Drop the drafts of acts that are done to somebody where nobody is named."""
    kept = []
    for draft in book.drafts:
        source, target = draft.source, draft.target
        if target is None and draft.code[:2] not in ALONE and draft.status == "asserted":
            book.drop(draft.first, draft.last, f"nobody it is done to; {draft.trace[0]}")
        elif draft.code.startswith(BETWEEN_STATES) and source and target and _home(source, target):
            book.drop(draft.first, draft.last, f"within one state; {draft.trace[0]}")
        else:
            kept.append(draft)
    book.drafts = kept


def _home(source: Who, target: Who) -> bool:
    """Whether a state or its government deals with itself."""
    state = ("", "GOV")
    return (
        source.code[:3] == target.code[:3] and source.code[3:] in state and target.code[3:] in state
    )


def _country_of_place(
    clauses: Clauses, parties: Parties, c: int, place: PlaceMention | None, other: Who | None
) -> str | None:
    """The country that the place of an act tells; where the act goes to ``other`` there is none."""
    for phrase in clauses.phrases(c):
        if phrase.roles & PLACE:
            for who in parties.of_group(phrase.group):
                if who.rule == "country" and (other is None or who.first != other.first):
                    return who.code[:3]
    return None if place is None else country_of(place)


def country_of(place: PlaceMention) -> str | None:
    """The country in which a place lies, as far as its own sentence tells."""
    return place.within or (place.candidates[0].country if place.candidates else None)


def _only_country(clauses: Clauses) -> str | None:
    found = {t.name.code[:3] for t in clauses.tokens if t.name is not None}
    found &= clauses.pack.countries
    return found.pop() if len(found) == 1 else None


def countries_named(names: Mapping[int, Mention]) -> dict[int, str]:
    """The tokens that stand for a country, by index, with its code."""
    return {i: name.code[:3] for i, name in names.items() if name.kind == "country"}


def not_places(tokens: Sequence[Token], names: Mapping[int, Mention]) -> set[int]:
    """The tokens of persons, roles and dates, which are no places."""
    found = {i for i, name in names.items() if name.kind in ("person", "role")}
    return found.union([i for i, t in enumerate(tokens) if t.tag == "T"])

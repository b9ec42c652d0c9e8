"""Finding the places that a text names, and telling which place of the world each is.

A name counts as a place after a preposition or noun of place only; the words come from a language's
``places.yaml``, the names from CLDR (countries) and the gazetteer. Which of several places of one
name is meant is decided for a document as a whole: by what stands beside the name, by the countries
that the article names, by population.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from toolkit.coder.gazetteer import Place, fold, gazetteer
from toolkit.coder.place_senses import PlaceMention, Role, resolve
from toolkit.coder.place_words import Phrases, country_names
from toolkit.records import Location

__all__ = ["PlaceFinder", "PlaceMention"]

_LONGEST = 5  # tokens of a name
_STEPS = 8  # words between a preposition and its name
_PATH_WEIGHT = 100_000  # below it "to" and "from" lead to a person as soon as to a town
_CACHED = 1 << 14
_JOINS = ("-", "/", "&")


class Token(Protocol):
    """What is asked of a token: its place in the document and its text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Name:
    """A known name in tokens ``[first:last)``."""

    first: int
    last: int
    places: tuple[Place, ...]

    @property
    def country(self) -> str | None:
        """The code where the name is that of a country."""
        return self.places[0].country if self.places[0].kind == "country" else None


@dataclass(slots=True)
class _Scan:
    """One sentence under way: its text, tokens, what is taken, which tokens mean a country."""

    text: str
    tokens: Sequence[Token]
    taken: Container[int]
    countries: Mapping[int, str]

    def quote(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def word(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def capital(self, at: int) -> bool:
        return self.word(at)[:1].isupper() and at not in self.taken


class PlaceFinder:
    """Finds the places of one language.

    ``words`` is the parsed ``places.yaml``, empty for a language that has none; ``locale`` a CLDR
    locale such as ``id``. Raises LanguageError where the file cannot be used.
    """

    def __init__(self, words: Mapping[str, Any], locale: str) -> None:
        self._words = Phrases(words)
        self._countries = country_names(words, locale) if words else {}
        self._lookup = lru_cache(_CACHED)(_find)

    def find(
        self,
        text: str,
        tokens: Sequence[Token],
        taken: Container[int] = frozenset(),
        countries: Mapping[int, str] | None = None,
        struck: Container[int] = frozenset(),
    ) -> list[PlaceMention]:
        """The places that the tokens of one sentence name, in order, without overlap.

        ``taken`` are the indices of tokens that are no place (names of persons, dates);
        ``countries`` gives those that stand for a country in another form: Iraqi → IRQ; ``struck``
        those of the objects of acts of force, where a town needs no preposition: "bombed Tyre".
        """
        scan = _Scan(text, tokens, taken, countries or {})
        words = self._words
        made: list[PlaceMention] = []
        reached = self._dateline(scan, made)
        openers = words.openers
        for i in [i for i, t in enumerate(tokens) if t.text in openers or i in struck]:
            if i < reached:
                continue
            if tokens[i].text not in openers:
                town = self._town(scan, i)
                if town is not None:
                    made.append(town)
                continue
            role, j = words.opening(scan, i)
            if role is None or i in taken:
                continue
            found = self._phrase(scan, i if role == "noun" else j, role)
            if found is None:
                continue
            mention, after = found
            made.append(mention)
            reached = self._listed(scan, mention, after, made)
        return made

    def resolve(
        self, mentions: Sequence[PlaceMention], countries: Collection[str] = ()
    ) -> list[Location | None]:
        """The place of the world for each mention of one document, None where only a common noun
        is left.

        ``countries`` are the alpha-3 codes of the countries that the article names elsewhere.
        """
        return resolve(mentions, countries)

    # -- finding ---------------------------------------------------------------------------------

    def _dateline(self, scan: _Scan, made: list[PlaceMention]) -> int:
        """A report that opens with its place in capitals: JAKARTA, BAGHDAD (Reuters) -."""
        if not scan.tokens or not scan.word(0).isupper() or len(scan.word(0)) < 3:
            return 0
        name = self._name(scan, 0)
        if name is None or scan.word(name.last) not in ("(", ",", "-", "–", "—"):
            return 0
        if not scan.quote(0, name.last).isupper():
            return 0
        made.append(self._mention(scan, 0, name, name.last, "dateline", None, None))
        return name.last

    def _town(self, scan: _Scan, i: int) -> PlaceMention | None:
        """A well-known town that stands bare at a token."""
        name = self._name(scan, i) if scan.capital(i) and i not in scan.countries else None
        if name is None or name.country is not None or scan.capital(name.last):
            return None
        if name.places[0].weight < _PATH_WEIGHT:
            return None
        return self._mention(scan, i, name, name.last, "at", None, None)

    def _phrase(
        self, scan: _Scan, begin: int, opener: str, depth: int = 0
    ) -> tuple[PlaceMention, int] | None:
        """The place phrase whose first word is token ``begin``, and the token after it."""
        words = self._words
        role: Role = "path" if opener == "path" else "at"
        within: str | None = None
        wanted: str | None = None
        modified = False
        j = begin
        for _ in range(_STEPS):
            if j >= len(scan.tokens) or j in scan.taken:
                break
            if scan.capital(j) and (name := self._name(scan, j)) is not None:
                return self._named(scan, begin, name, role, within, wanted, modified, depth)
            if j in scan.countries:
                within = scan.countries[j]
                j += 1
                if scan.word(j) in words.genitives:
                    j += 1
                continue
            kind, step = words.modifier(scan, j)
            if kind is None or (kind == "link" and j == begin):
                break
            if kind == "article" and j == begin:
                begin += step
            elif kind in ("city", "province", "capital"):
                wanted = kind
            modified = modified or kind not in ("article", "link")
            j += step
        if wanted == "capital":
            if opener == "noun" and within is None:
                return None
            place = gazetteer().capital(within) if within is not None else None
            places: tuple[Place, ...] = (place,) if place is not None else ()
            last = max(j, begin + 1)
            quote = scan.quote(begin, last)
            start, end = scan.tokens[begin].start, scan.tokens[last - 1].end
            return PlaceMention(start, end, quote, quote, role, places, within, wanted), last
        if opener == "noun" and not scan.word(begin).islower():
            return None  # the State Department
        if opener != "path" or wanted is not None:
            return self._unknown(scan, begin, j, role, within, wanted)
        return None

    def _named(
        self,
        scan: _Scan,
        begin: int,
        name: _Name,
        role: Role,
        within: str | None,
        wanted: str | None,
        modified: bool,
        depth: int,
    ) -> tuple[PlaceMention, int] | None:
        """A phrase with a known name: Iraq's Anbar province; Mosul, Iraq; Suriah utara."""
        words = self._words
        after = name.last
        country = name.country
        if country is not None and depth == 0:
            step = 1 if scan.word(after) in words.genitives else 0
            inner = None
            if step:
                inner = self._phrase(scan, after + step, "at" if role == "at" else "path", 1)
            if inner is not None and inner[0].candidates:
                return self._owned(scan, begin, country, role, inner)
            if wanted == "capital":
                return self._capital_of(scan, begin, name, country, role)
        if scan.word(after) in words.other:
            return None
        if words.nouns_follow and depth == 0:  # the West Bank city of Jenin
            at = words.follows(scan, after, "city") or words.follows(scan, after, "capital")
            at += bool(at) and scan.word(at) in words.links
            inner_name = self._name(scan, at) if at and scan.capital(at) else None
            if inner_name is not None:
                around = name.places[0].country
                return self._named(scan, begin, inner_name, role, around, "city", True, 1)
        if words.directions_follow and (end := words.follows(scan, after, "direction")):
            after, modified = end, True
        if words.nouns_follow:
            for kind in ("province", "city"):
                if end := words.follows(scan, after, kind):
                    after, wanted, modified = end, wanted or kind, True
                    break
        places = name.places
        fits = tuple(p for p in places if within is None or p.country == within)
        places = fits or places
        last, container = self._container(scan, after, places)
        if container is not None:
            within = container.country or within
            places = tuple(p for p in places if p.country == container.country) or places
        elif role == "path" and not modified:
            top = places[0]
            if top.kind == "city" and top.weight < _PATH_WEIGHT:
                return None
            if top.kind != "country" and scan.capital(after):
                return None  # "to Kerry Smith"
        name = replace(name, places=places)
        mention = self._mention(scan, begin, name, last, role, within, wanted)
        return mention, last

    def _owned(
        self, scan: _Scan, begin: int, country: str, role: Role, inner: tuple[PlaceMention, int]
    ) -> tuple[PlaceMention, int]:
        mention, last = inner
        places = tuple(p for p in mention.candidates if p.country == country)
        start = scan.tokens[begin].start
        return (
            replace(
                mention,
                start=start,
                text=scan.text[start : mention.end],
                role=role,
                candidates=places or mention.candidates,
                within=country,
            ),
            last,
        )

    def _capital_of(
        self, scan: _Scan, begin: int, name: _Name, country: str, role: Role
    ) -> tuple[PlaceMention, int]:
        """ "The capital of Iraq", with or without ", Baghdad" after it."""
        place = gazetteer().capital(country)
        places: tuple[Place, ...] = (place,) if place is not None else ()
        last = name.last
        at = last + (scan.word(last) == ",")
        named = self._name(scan, at) if scan.capital(at) else None
        said = scan.quote(begin, last)
        if named is not None and any(p.country == country for p in named.places):
            said, last = scan.quote(named.first, named.last), named.last
            places = tuple(p for p in named.places if p.country == country)
        start, end = scan.tokens[begin].start, scan.tokens[last - 1].end
        text = scan.text[start:end]
        return PlaceMention(start, end, text, said, role, places, country, "city"), last

    def _unknown(
        self,
        scan: _Scan,
        begin: int,
        at: int,
        role: Role,
        within: str | None,
        wanted: str | None,
    ) -> tuple[PlaceMention, int] | None:
        """A capitalised name that the gazetteer lacks: kept after a noun of place or before the
        place it lies in; of a building in a town the town is known."""
        if scan.word(at) in self._words.never:
            return None
        last = at
        while last - at < _LONGEST and (
            (scan.capital(last) and self._name(scan, last) is None)
            or (last > at and scan.word(last) in _JOINS and scan.capital(last + 1))
        ):
            last += 1
        if last == at or scan.word(last) in self._words.other:
            return None
        around = self._name(scan, last) if scan.capital(last) else None
        if around is not None and around.country is not None:
            return None  # an embassy or a ministry rather than a place in that country
        end, places = (around.last, around.places) if around is not None else (last, ())
        if around is None:
            end, container = self._container(scan, last, ())
            if container is not None:
                around, places = self._name(scan, last + 1), (container,)
            elif wanted is None:
                return None
        name = around if around is not None else _Name(at, last, ())
        name = replace(name, places=places)
        return self._mention(scan, begin, name, end, role, within, wanted), end

    def _listed(self, scan: _Scan, before: PlaceMention, at: int, made: list[PlaceMention]) -> int:
        """Further names after a comma or "and": in Iraq, Syria and Lebanon."""
        while scan.word(at) == "," or scan.word(at) in self._words.lists:
            at_name = at + 1
            if scan.word(at) == "," and scan.word(at_name) in self._words.lists:
                at_name += 1
            name = self._name(scan, at_name) if scan.capital(at_name) else None
            if name is None or scan.word(name.last) in self._words.other:
                break
            top = name.places[0]
            if top.kind == "city" and top.weight < _PATH_WEIGHT and before.role != "at":
                break
            made.append(self._mention(scan, at_name, name, name.last, before.role, None, None))
            at = name.last
        return at

    def _container(
        self, scan: _Scan, at: int, places: tuple[Place, ...]
    ) -> tuple[int, Place | None]:
        """What stands after a comma and holds the place before it: Mosul, Iraq."""
        if scan.word(at) != "," or not scan.capital(at + 1):
            return at, None
        name = self._name(scan, at + 1)
        if name is None or scan.word(name.last) in self._words.lists or scan.word(name.last) == ",":
            # A list more likely, unless the last of it holds the first.
            if name is None or name.country is None:
                return at, None
        for holder in name.places:
            if not places or any(_holds(holder, place) for place in places):
                last = name.last
                if self._words.directions_follow:
                    last = self._words.follows(scan, last, "direction") or last
                return last, holder
        return at, None

    def _name(self, scan: _Scan, first: int) -> _Name | None:
        """The longest known name that begins at a token."""
        if scan.word(first) in self._words.never or first in scan.taken:
            return None
        last = first + 1
        limit = min(first + _LONGEST, len(scan.tokens))
        while last < limit and last not in scan.taken and _inner(scan.word(last)):
            last += 1
        while last > first:
            if _closing(scan.word(last - 1)):
                said = scan.quote(first, last)
                folded = fold(said)
                code = self._countries.get(said) or self._countries.get(folded)
                places = self._lookup(code or folded)
                if places:
                    return _Name(first, last, places)
            last -= 1
        return None

    def _mention(
        self,
        scan: _Scan,
        begin: int,
        name: _Name,
        last: int,
        role: Role,
        within: str | None,
        wanted: str | None,
    ) -> PlaceMention:
        start, end = scan.tokens[begin].start, scan.tokens[last - 1].end
        said = scan.quote(name.first, name.last)
        return PlaceMention(
            start, end, scan.text[start:end], said, role, name.places, within, wanted
        )


def _find(folded: str) -> tuple[Place, ...]:
    """The places of a folded name or a country's key."""
    return gazetteer().find(folded) if len(folded) > 2 else ()


def _holds(holder: Place, place: Place) -> bool:
    """Whether one place can lie in another by what is known of both."""
    if holder.kind == "city" or holder == place or holder.country != place.country:
        return False
    if holder.kind == "country":
        return place.kind != "country"
    if place.kind != "city":
        return False
    return not (holder.admin and place.admin) or holder.admin == place.admin


def _inner(word: str) -> bool:
    """Whether a word can go on within a name: Rio de Janeiro, Nagorno-Karabakh, Deir al-Zor."""
    return word[:1].isupper() or word in ("-", "'", "’", "‘") or (len(word) < 4 and word.isalpha())


def _closing(word: str) -> bool:
    return word[:1].isalpha() and (word[:1].isupper() or len(word) > 3)

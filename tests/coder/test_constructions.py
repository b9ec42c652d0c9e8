"""Constructions of real news prose, each with the act it holds; the sentences are made for this."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from toolkit.coder import rule_coder
from toolkit.records import Document, Event

CODER = rule_coder()
DAY = dt.date(2007, 3, 30)


def events(text: str, lang: str) -> list[Event]:
    return CODER.code(Document("d", text, lang, DAY, "given"))


def found(text: str, lang: str) -> set[str]:
    """The asserted events as ``SOURCE ROOT TARGET`` by country."""
    return {
        f"{e.source.code[:3] if e.source else '-'} {e.action.code[:2]} "
        f"{e.target.code[:3] if e.target else '-'}"
        for e in events(text, lang)
        if e.status == "asserted"
    }


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # what is said before its verb of saying
        ("en", "Eritrea must let inspectors return, the Security Council demanded.", "IGO 10 ERI"),
        ("en", "Chad should stop arming rebels, Sudan's minister said.", "SDN 02 TCD"),
        # a date between commas stands in nobody's way
        ("id", "PBB, Sabtu, mengecam Iran.", "IGO 11 IRN"),
        ("id", "Perdana Menteri Turki, Jumat, mengecam Iran.", "TUR 11 IRN"),
        # whose army it is
        ("en", "Israel defended its army's raid on the Gaza Strip.", "ISR 05 ISR"),
        ("id", "Turki menarik pasukannya dari Irak.", "TUR 08 IRQ"),
        # one country for two roles
        ("en", "Iraqi police and soldiers attacked Iran.", "IRQ 19 IRN"),
        ("id", "Iran menahan pelaut dan marinir Inggris.", "IRN 17 GBR"),
        # two objects, and one object of two verbs
        ("en", "Russia gave the Syrian army a tank.", "RUS 07 SYR"),
        ("en", "The Haitian general was granted asylum by Panama.", "PAN 07 HTI"),
        # participles
        ("en", "Suspected Basque guerrillas killed a Spanish judge.", "ESP 18 ESP"),
        ("en", "Greek protesters demanding aid camped out in Athens.", "GRC 14 GRC"),
        ("en", "A Rwandan general was shot and wounded by Ugandan soldiers.", "UGA 19 RWA"),
        ("en", "Heavy fighting broke out between Sudan and Chad.", "SDN 19 TCD"),
        # adverbs inside a head
        ("en", "Iran is now ready to negotiate with France.", "IRN 03 FRA"),
        # a town stands for its country
        ("en", "Israeli jets bombed Tyre.", "ISR 19 LBN"),
        # means and causes
        ("id", "Gerilyawan Chad menggunakan bom untuk menyerang tentara Sudan.", "TCD 19 SDN"),
        ("id", "Dalam serangan Taliban di Kandahar, lima tentara Irak tewas.", "AFG 19 IRQ"),
        ("en", "In a Taliban attack in Kandahar, five Iraqi soldiers died.", "AFG 19 IRQ"),
        ("id", "Lima warga India tewas dalam serangan-serangan Taliban.", "AFG 19 IND"),
        # who carried out what a noun names
        ("id", "Selandia Baru mengutuk kudeta yang dilakukan militer Fiji.", "NZL 11 FJI"),
        # what one will not do is refused
        ("en", "Spain will not negotiate with Morocco, the minister said.", "ESP 12 MAR"),
        # a visit has a host
        ("id", "Presiden China mengunjungi Rusia.", "RUS 04 CHN"),
        # crowds turn to their government, or to whom they say
        ("en", "Tens of thousands of Greeks marched through Athens.", "GRC 14 GRC"),
        ("en", "Greek workers began a hunger strike to protest against Turkey.", "GRC 14 TUR"),
        ("en", "Jordanian teachers on strike closed a school.", "JOR 14 JOR"),
        # relatives and clitics that stand for the object
        ("es", "El ministro turco viajó con los griegos, a los que acusó de mentir.", "TUR 11 GRC"),
        # dashes as brackets
        ("id", "Israel - - yang menang perang - - mendesak Mesir berunding.", "ISR 02 EGY"),
    ],
)
def test_an_act_is_found(lang: str, text: str, expected: str) -> None:
    assert expected in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        # a stance names no actor, a numeral in capitals no president
        ("en", "Chapter XI criticised the style of the novel."),
        # a state does not visit itself
        ("id", "Presiden Indonesia mengunjungi Indonesia timur."),
    ],
)
def test_no_act_is_asserted(lang: str, text: str) -> None:
    assert found(text, lang) == set()


def test_what_a_crowd_cries_belongs_to_its_march() -> None:
    assert found("Greek protesters demanding aid camped out in Athens.", "en") == {"GRC 14 GRC"}
    assert found("Greeks marched in Athens demanding elections.", "en") == {"GRC 14 GRC"}


def test_what_there_is_no_evidence_of_is_not_asserted() -> None:
    text = "Tokyo mengatakan tidak ada bukti bahwa tentara Jepang menyerang Korea Selatan."
    assert not any(line.startswith("JPN 19") for line in found(text, "id"))


def test_an_implied_target_quotes_no_words() -> None:
    (event,) = events("Thousands of Greeks marched through Athens.", "en")
    assert event.target is not None
    assert event.target.code.startswith("GRC")
    assert event.target.span is None or event.target.span.text == "Athens"


def test_the_seed_article_keeps_its_main_events() -> None:
    path = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))
    text = path.read_text(encoding="utf-8")
    day = dt.date(2016, 9, 20)
    coded = CODER.code(Document("seed", text, "id", day, "inferred"))
    asserted = {
        (e.source.code if e.source else "-", e.action.code[:2], e.target.code if e.target else "-")
        for e in coded
        if e.status == "asserted"
    }
    assert {
        ("USAGOV", "04", "RUSGOV"),
        ("RUSGOV", "04", "USAGOV"),
        ("USAMIL", "11", "RUS"),
        ("RUS", "05", "SYRGOV"),
        ("USA", "05", "RUS"),
    } <= asserted

"""What the default coder makes of sentences, through its public interface."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import languages
from toolkit.checks import event_faults, spans_of
from toolkit.coder import rule_coder
from toolkit.records import Document, Event
from toolkit.workspace import packaged_codebook

CODER = rule_coder()
DAY = dt.date(2016, 9, 21)


def code(text: str, lang: str, published: dt.date | None = DAY) -> list[Event]:
    given_ = "given" if published else None
    return CODER.code(Document("d", text, lang, published, given_))


def triples(text: str, lang: str, status: str = "asserted") -> set[tuple[str, str, str]]:
    return {
        (
            e.source.code if e.source else "-",
            e.action.code[:2],
            e.target.code if e.target else "-",
        )
        for e in code(text, lang)
        if e.status == status
    }


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # active, passive, agent phrase, bare agent
        ("en", "Turkish police arrested three journalists.", ("TURCOP", "17", "TURMED")),
        ("en", "Three journalists were arrested by Turkish police.", ("TURCOP", "17", "TURMED")),
        ("id", "Polisi Turki menangkap tiga wartawan.", ("TURCOP", "17", "TURMED")),
        ("id", "Tiga wartawan ditangkap oleh polisi Turki.", ("TURCOP", "17", "TURMED")),
        ("id", "Tiga wartawan ditangkap polisi Turki.", ("TURCOP", "17", "TURMED")),
        # relative clauses
        ("en", "The soldiers of Chad who attacked Sudan withdrew.", ("TCDMIL", "19", "SDN")),
        ("id", "Tentara Chad yang menyerang Sudan mundur.", ("TCDMIL", "19", "SDN")),
        # action nouns, light verbs, possessors
        ("en", "The shelling of Yemen by Saudi Arabia went on.", ("SAU", "19", "YEM")),
        ("id", "Penangkapan tiga wartawan oleh polisi Turki dikecam.", ("TURCOP", "17", "TURMED")),
        ("en", "Ethiopia carried out an attack on Eritrea.", ("ETH", "19", "ERI")),
        ("id", "Ethiopia melancarkan serangan terhadap Eritrea.", ("ETH", "19", "ERI")),
        ("en", "Iran condemned Israel's attack on Lebanon.", ("IRN", "11", "ISR")),
        # objects that decide the code
        ("en", "The United Nations imposed sanctions on Eritrea.", ("IGOUNO", "16", "ERI")),
        ("id", "PBB menjatuhkan sanksi terhadap Eritrea.", ("IGOUNO", "16", "ERI")),
    ],
)
def test_who_did_what_to_whom(lang: str, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Chad and Sudan signed a peace agreement."),
        ("id", "Chad dan Sudan menandatangani perjanjian damai."),
        ("en", "Officials of Chad met with officials of Sudan."),
        ("id", "Presiden Chad bertemu dengan Presiden Sudan."),
    ],
)
def test_mutual_acts_go_both_ways(lang: str, text: str) -> None:
    found = {(s[:3], t[:3]) for s, _, t in triples(text, lang)}
    assert {("TCD", "SDN"), ("SDN", "TCD")} <= found


@pytest.mark.parametrize(
    ("lang", "text", "status"),
    [
        ("en", "Chad did not attack Sudan.", "negated"),
        ("id", "Chad tidak menyerang Sudan.", "negated"),
        ("en", "Chad will attack Sudan.", "planned"),
        ("id", "Chad akan menyerang Sudan.", "planned"),
        ("en", "If Chad attacks Sudan, Libya will be displeased.", "hypothetical"),
        ("id", "Jika Chad menyerang Sudan, Libya akan marah.", "hypothetical"),
    ],
)
def test_acts_that_did_not_happen_are_not_asserted(lang: str, text: str, status: str) -> None:
    assert ("TCD", "19", "SDN") in triples(text, lang, status)
    assert ("TCD", "19", "SDN") not in triples(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Chad threatened to attack Sudan."),
        ("id", "Chad mengancam akan menyerang Sudan."),
    ],
)
def test_a_threat_is_an_act_and_what_is_threatened_is_not(lang: str, text: str) -> None:
    found = triples(text, lang)
    assert ("TCD", "13", "SDN") in found
    assert ("TCD", "19", "SDN") not in found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Germany attacked well in the first half of the World Cup match against Brazil."),
        ("en", "Heavy rain killed two people in Jakarta."),
        ("id", "Hujan deras menewaskan dua orang di Jakarta."),
        ("en", "The minister said the weather was fine."),
        ("id", "Menteri itu mengatakan cuaca cerah."),
    ],
)
def test_what_is_no_political_act_gives_no_event(lang: str, text: str) -> None:
    assert triples(text, lang) == set()


def test_the_date_is_the_events_own() -> None:
    (event,) = code("Chad menyerang Sudan pada Senin 19 September.", "id")
    assert event.date is not None
    assert event.date.start == dt.date(2016, 9, 19)


def test_the_place_is_resolved() -> None:
    (event,) = code("Chad menyerang Sudan di dekat Khartoum.", "id")
    assert event.location is not None
    assert event.location.country == "SDN"


def test_reported_speech_names_who_says_it() -> None:
    events = code("France said Chad had attacked Sudan.", "en")
    attack = next(e for e in events if e.action.code.startswith("19"))
    assert attack.attribution is not None
    assert attack.attribution.code == "FRA"


def test_a_surname_points_back_within_an_article() -> None:
    text = "Turkish Foreign Minister Ayla Testcan met Iranian officials.\nTestcan criticised Iran"
    found = {(e.source.code, e.action.code[:2]) for e in code(text, "en") if e.source}
    assert ("TURGOV", "11") in found


def test_the_same_text_gives_the_same_events() -> None:
    text = "Chad attacked Sudan. Sudan condemned the attack and expelled two diplomats of Chad."
    assert code(text, "en") == code(text, "en")


@pytest.mark.parametrize("lang", languages.known())
def test_what_coding_passes_over_holds_no_event_and_nothing_to_remember(lang: str) -> None:
    examples = [e.text for p in languages.load(lang).actions for e in p.examples][::5]
    prose = "The market (NQX) opened. President Aldo Krenn slept. Trains left Chad in rain.\n"
    for at in range(0, len(examples), 8):
        text = "\n".join(f"{example}\n{prose}" for example in examples[at : at + 8])
        document = Document("d", text, lang, DAY, "given")
        assert CODER.code(document) == [e for _, _, es in CODER.sentences(document) for e in es]


def test_an_unknown_language_is_a_clear_fault() -> None:
    from toolkit.languages import LanguageError

    with pytest.raises(LanguageError, match="unknown language 'xx'"):
        CODER.code(Document("d", "text", "xx"))


WORDS = st.sampled_from(
    "Polisi Turki menangkap menyerang diserang oleh yang dan , . ( ) “ ” tidak akan kepada Iran "
    "AS – serangan udara terhadap di New York pada Senin 19 September kata Presiden Bush 😀 é "
    "the police of who attacked was arrested by and to not will Israel's strikes on U.S. -".split(
        " "
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=40), st.sampled_from(["id", "en"]))
def test_any_row_of_words_gives_true_records(words: list[str], lang: str) -> None:
    text = " ".join(words)
    document = Document("d", text, lang, DAY, "given")
    codebook = packaged_codebook()
    ids = set()
    for event in CODER.code(document):
        assert event_faults(event, codebook, document) == []
        assert all(text[s.start : s.end] == s.text for _, s in spans_of(event))
        assert event.source is not None or event.target is not None
        assert event.event_id not in ids
        ids.add(event.event_id)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["id", "en"]))
def test_no_text_makes_the_coder_fail(text: str, lang: str) -> None:
    document = Document("d", text, lang)
    for event in CODER.code(document):
        assert event_faults(event, packaged_codebook(), document) == []

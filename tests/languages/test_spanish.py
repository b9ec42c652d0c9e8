"""Spanish: what its grammar needs that the other languages do not."""

from __future__ import annotations

import datetime as dt

import pytest

from toolkit import languages
from toolkit.articles.language import detect
from toolkit.coder import rule_coder
from toolkit.labelstudio.names import Names
from toolkit.records import Document, Event
from toolkit.workspace import packaged_codebook

PUBLISHED = dt.date(2016, 5, 20)


def coded(text: str) -> list[Event]:
    return rule_coder().code(Document("d", text, "es", PUBLISHED, "given"))


def events(text: str) -> set[tuple[str, str, str, str]]:
    """Source, code, target and status of every event of a sentence."""
    return {
        (
            e.source.code if e.source else "-",
            e.action.code,
            e.target.code if e.target else "-",
            e.status,
        )
        for e in coded(text)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the object of a person is marked, also behind a phrase
        ("La policía turca detuvo a dos periodistas.", ("TURCOP", "173", "TURMED")),
        ("La policía turca detuvo al embajador ruso.", ("TURCOP", "173", "RUSGOV")),
        ("Un encapuchado atacó con piedras una comisaría griega.", ("GRCOPP", "145", "GRCCOP")),
        # the passive, and subjects that follow their verb
        ("Un periodista sirio fue detenido por la policía.", ("SYRCOP", "173", "SYRMED")),
        ("Fueron detenidos por la policía varios obreros chilenos.", ("CHLCOP", "173", "CHLLAB")),
        ("Ayer protestaron miles de maestros peruanos.", ("PEREDU", "141", "PERGOV")),
        ("Ha muerto un soldado turco en una emboscada rebelde.", ("REB", "190", "TURMIL")),
        # a genitive is who acts or who suffers by the noun, and by what else is said
        ("El ataque de Sudán contra Chad terminó.", ("SDN", "190", "TCD")),
        ("La captura del general serbio terminó.", ("-", "173", "SRBMIL")),
        ("La captura del general serbio por Croacia terminó.", ("HRV", "173", "SRBMIL")),
        # "por" after a protest tells its reason; it turns to the government at home
        ("Los obreros griegos iniciaron una huelga por recortes.", ("GRCLAB", "143", "GRCGOV")),
        # an infinitive after a preposition tells what was done
        ("Israel mintió tras bombardear Siria.", ("ISR", "195", "SYR")),
    ],
)
def test_who_does_what_to_whom(text: str, expected: tuple[str, str, str]) -> None:
    assert (*expected, "asserted") in events(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Israel bombardeó Siria.", "asserted"),
        ("Israel bombardeará Siria.", "planned"),
        ("Israel va a bombardear Siria.", "planned"),
        ("Israel no bombardeó Siria.", "negated"),
        ("Israel bombardearía Siria.", "hypothetical"),
        ("Si Israel bombardea Siria, la crisis crecerá.", "hypothetical"),
    ],
)
def test_status_by_form_and_word(text: str, status: str) -> None:
    assert events(text) == {("ISR", "195", "SYR", status)}


def test_que_is_relative_after_a_noun_and_opens_what_is_said_after_a_verb() -> None:
    relative = events("La policía chilena, que detuvo a dos mineros, calló.")
    assert ("CHLCOP", "173", "CHLLAB", "asserted") in relative
    (event,) = coded("El ministro ruso dijo que Turquía atacó Siria.")
    assert (event.attribution and event.attribution.code) == "RUSGOV"
    assert (event.source and event.source.code) == "TUR"


def test_the_act_that_a_relative_clause_tells_the_harm_of() -> None:
    assert ("IMGISI", "190", "FRACVL", "asserted") in events(
        "Fue un ataque del Estado Islámico en el que murieron tres ciudadanos franceses."
    )


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("ayer", dt.date(2016, 5, 19), dt.date(2016, 5, 19)),
        ("el pasado lunes", dt.date(2016, 5, 16), dt.date(2016, 5, 16)),
        ("el 3 de mayo de 2015", dt.date(2015, 5, 3), dt.date(2015, 5, 3)),
        ("hace tres días", dt.date(2016, 5, 17), dt.date(2016, 5, 17)),
    ],
)
def test_dates(words: str, start: dt.date, end: dt.date) -> None:
    (event,) = coded(f"Israel bombardeó Siria {words}.")
    assert event.date is not None
    assert (event.date.start, event.date.end) == (start, end)


def test_forms_of_irregular_verbs() -> None:
    words = languages.load("es").words
    for form, lemma in (
        ("hizo", "hacer"),
        ("mueren", "morir"),
        ("destruyó", "destruir"),
        ("persigue", "perseguir"),
        ("ataquen", "atacar"),
        ("impuesto", "imponer"),
    ):
        assert lemma in {known for known, _ in words[form].verbs}, form


def test_a_function_word_is_no_verb() -> None:
    words = languages.load("es").words
    for form in ("para", "entre", "cerca", "una"):
        assert not words[form].verbs, form


def test_the_language_is_detected() -> None:
    assert detect("La policía detuvo a cinco manifestantes que protestaban en la plaza.") == "es"


def test_every_code_and_actor_has_its_name() -> None:
    codebook = packaged_codebook()
    names = Names.load(codebook, "es")
    assert set(names.codes) == {code.code for code in codebook}
    assert all(name and definition for name, definition in names.codes.values())
    assert set(codebook.bodies) <= set(names.actors)

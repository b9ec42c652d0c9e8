"""Telling the languages that the toolkit knows, and saying so where it is another."""

from __future__ import annotations

import pytest

from toolkit.articles import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Polisi menangkap lima demonstran di Jakarta.", "id"),
        ("Presiden bertemu dengan para menteri untuk membahas rencana itu.", "id"),
        ("Police arrested five protesters in Jakarta.", "en"),
        ("The president met his ministers to talk about the plan.", "en"),
        ("La policía detuvo a tres periodistas en Lima el lunes.", "es"),
        ("El presidente se reunió con sus ministros para hablar del plan.", "es"),
    ],
)
def test_known_languages(text: str, lang: str) -> None:
    assert detect(text) == lang
    assert detect(text.upper()) == lang


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre a rencontré son homologue russe à Moscou pour parler de la guerre en Syrie.",
        "Le ministre a rencontré son homologue pour parler de tout.",
        "Il presidente ha detto che non è in grado di fermare la guerra.",
        "Der Minister traf seinen russischen Kollegen in Moskau und sprach mit ihm über Syrien.",
        "De minister zei dat hij in de stad was om over de oorlog te praten.",
        "Министр иностранных дел встретился с коллегой в Москве.",
        "外交部长在北京会见了俄罗斯外长。",
        "xqzt bvrw kkpl",
        "12.345, 67 %",
        "",
    ],
)
def test_other_languages_and_no_language_are_not_guessed(text: str) -> None:
    assert detect(text) is None


def test_half_and_half_is_not_guessed() -> None:
    half = "The minister said that it is not in the plan of the two sides. "
    other = "Menteri itu mengatakan bahwa hal itu tidak ada dalam rencana kedua pihak. "
    assert detect(half + other) is None


def test_a_foreign_quotation_does_not_mislead() -> None:
    assert detect("Menteri itu mengatakan bahwa rencana “peace process” tidak berubah.") == "id"

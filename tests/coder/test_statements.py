"""Bare statements of political speakers: an option, the same in every language."""

from __future__ import annotations

import pytest

from tests.conftest import Cli
from toolkit.coder import Options, rule_coder
from toolkit.coder.options import OptionError
from toolkit.records import Document

DEFAULT = rule_coder()
STATING = rule_coder(options=Options(statements=True))


def triples(text: str, lang: str, coder=STATING) -> list[str]:
    return [
        f"{e.source.code if e.source else '-'} {e.action.code} {e.target.code if e.target else '-'}"
        for e in coder.code(Document("d", text, lang))
        if e.status == "asserted"
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The Turkish president said the weather was fine.", "TURGOV 010 -"),
        ("en", '"The harvest was good," said the prime minister of Chad.', "TCDGOV 010 -"),
        ("en", "The road was long, the Kenyan army said.", "KENMIL 010 -"),
        ("en", "Egypt's minister told the Libyan parliament that it rained.", "EGYGOV 010 LBYLEG"),
        ("id", "Presiden Turki mengatakan cuaca cerah.", "TURGOV 010 -"),
        (
            "id",
            "Raja Maroko mengatakan kepada parlemen Chad bahwa hujan turun.",
            "MARGOV 010 TCDLEG",
        ),
        ("id", '"Panen tahun ini bagus," kata Perdana Menteri Chad.', "TCDGOV 010 -"),
        ("id", "Hal itu dikatakan oleh juru bicara TNI.", "IDNMIL 010 -"),
        ("es", "El presidente de Turquía dijo que el tiempo era bueno.", "TURGOV 010 -"),
        ("es", "«La cosecha fue buena», dijo el primer ministro de Chad.", "TCDGOV 010 -"),
    ],
)
def test_a_bare_statement_is_coded_only_when_asked_for(lang: str, text: str, expected: str) -> None:
    assert triples(text, lang) == [expected]
    assert triples(text, lang, DEFAULT) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The singer said the concert was fun."),  # nobody political
        ("en", "Iran's president believes that rain will fall."),  # nothing is said aloud
        ("en", "The French president may say that the road is open."),
        ("en", "The Kenyan government did not say why."),
        ("id", "Presiden Iran percaya bahwa hujan akan turun."),
        ("id", "Penyanyi itu mengatakan konsernya ramai."),
        ("id", "Panen di Chad bagus, katanya."),  # who speaks is not named
        ("id", "Gurun yang disebut pemerintah Chad sebagai taman itu luas."),
        ("es", "El presidente de Irán cree que lloverá."),
    ],
)
def test_what_is_no_statement(lang: str, text: str) -> None:
    assert triples(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "France said Chad had attacked Sudan.", "TCD 190 SDN"),
        ("id", "Prancis mengatakan Chad menyerang Sudan.", "TCD 190 SDN"),
    ],
)
def test_who_says_something_political_makes_no_bare_statement(
    lang: str, text: str, expected: str
) -> None:
    assert triples(text, lang) == [expected]


def test_the_coder_is_named_for_its_options() -> None:
    assert STATING.name == f"{DEFAULT.name}+statements"


def test_an_option_that_is_none() -> None:
    with pytest.raises(OptionError, match="no option 'loud'"):
        Options.of("statements,loud")


def test_on_the_command_line(cli: Cli, tmp_path, monkeypatch) -> None:
    text = "The Turkish president said the weather was fine."
    said = cli("explain", text, "--coder", "rules:statements")
    assert "TURGOV" in said.out and "the option statements" in said.out
    assert "No events" in cli("explain", text).out
    assert cli("explain", text, "--coder", "llm:any").code == 2
    assert cli("explain", text, "--coder", "rules:loud").code == 2
    (tmp_path / "one.txt").write_text(text)
    events = tmp_path / "events.jsonl"
    called = cli("code", tmp_path / "one.txt", "--lang", "en", "-o", events, "--coder",
                 "rules:statements")  # fmt: skip
    assert called.code == 0, called.err
    assert '"code": "010"' in events.read_text()

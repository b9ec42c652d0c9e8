"""What makes a text hard to code, read from the text and its gold alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from toolkit.coder.evaluation import PHENOMENA, GoldRecord, Match, evaluate, phenomena_of
from toolkit.coder.evaluation.matching import Triple
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()


def shown(text: str | None, lang: str | None, *events: Triple) -> frozenset[str] | None:
    return phenomena_of([GoldRecord("a", lang, text, None, events)], CODEBOOK).get("a")


@pytest.mark.parametrize(
    ("phenomenon", "lang", "text"),
    [
        ("plain", "en", "Turkish police arrested three journalists."),
        ("plain", "id", "Polisi Turki menangkap tiga wartawan."),
        ("passive", "en", "Three journalists were arrested by Turkish police."),
        ("passive", "id", "Tiga wartawan ditangkap polisi Turki."),
        ("relative clause", "en", "The soldiers of Chad who attacked Sudan withdrew."),
        ("relative clause", "id", "Tentara Chad yang menyerang Sudan mundur."),
        ("nominal event", "en", "The shelling of Yemen by Saudi Arabia went on."),
        ("nominal event", "id", "Penangkapan tiga wartawan oleh polisi Turki dikecam."),
        ("negated", "en", "Kenya has not attacked Sudan."),
        ("negated", "id", "Kenya tidak menyerang Sudan."),
        ("planned", "en", "Kenya will attack Sudan."),
        ("planned", "id", "Kenya akan menyerang Sudan."),
        ("planned", "en", "Kenya tried to attack Sudan."),
        ("conditional", "en", "If Kenya attacks Sudan, the market closes."),
        ("conditional", "id", "Jika Kenya menyerang Sudan, pasar tutup."),
        ("reported speech", "en", "France said Chad had attacked Sudan."),
        ("reported speech", "id", "Prancis mengatakan Chad menyerang Sudan."),
        ("several actors", "en", "Chad and Niger attacked Sudan."),
        ("several actors", "id", "Chad dan Niger menyerang Sudan."),
        ("pronoun", "en", "Kenya rests, but it attacked Sudan."),
        ("pronoun", "id", "Kenya diam, tetapi negara itu menyerang Sudan."),
        ("each other", "en", "The ministers of Chad and Niger met."),
        ("each other", "id", "Chad dan Niger bertemu."),
        ("several sentences", "en", "Rain fell. Chad attacked Niger."),
        ("long sentence", "en", "Chad attacked Niger " + "in the dry and hot season " * 6 + "."),
    ],
)
def test_the_text_shows_it(phenomenon: str, lang: str, text: str) -> None:
    found = shown(text, lang)
    assert found is not None and phenomenon in found
    assert found <= PHENOMENA.keys()
    if phenomenon == "plain":
        assert found == {"plain"}


@pytest.mark.parametrize(
    ("phenomenon", "events"),
    [
        ("no actor named", [Triple(None, "190", "SDN")]),
        ("no actor named", [Triple("TCD", "190", "---")]),
        ("each other", [Triple("TCD", "040", "NER"), Triple("NER", "040", "TCD")]),
        ("several actors", [Triple("TCD", "190", "SDN"), Triple("NER", "190", "SDN")]),
    ],
)
def test_the_gold_shows_it(phenomenon: str, events: list[Triple]) -> None:
    found = shown("Rain fell on the coast.", "en", *events)
    assert found is not None and phenomenon in found


def test_what_cannot_be_read_shows_nothing() -> None:
    assert shown(None, "en") is None
    assert shown("Ein Satz.", "de") is None
    assert shown("A sentence.", None) is None


def test_figures_are_of_the_texts_that_show_it() -> None:
    gold = [
        GoldRecord("a", "en", "x", None, (Triple("TUR", "173", "SYR"),)),
        GoldRecord("b", "en", "y", None, (Triple("TCD", "190", "SDN"),)),
    ]
    coded = {"a": [Triple("TUR", "173", "SYR")], "b": [Triple("SDN", "190", "TCD")]}
    phenomena = {"a": frozenset({"passive"}), "b": frozenset({"passive", "negated"})}
    made = evaluate(gold, coded, Match(CODEBOOK), phenomena=phenomena).by_phenomenon
    assert list(made) == ["passive", "negated"]
    assert (made["passive"].texts, made["negated"].texts) == (2, 1)
    assert made["passive"].depths["dyad+root"].f1 == 0.5
    assert made["negated"].depths["dyad+root"].f1 == 0
    assert made["negated"].depths["root"].f1 == 1


def test_the_table_on_the_command_line(cli: Cli, tmp_path: Path) -> None:
    row = {
        "id": "a",
        "lang": "id",
        "text": "Tiga wartawan ditangkap polisi Turki.",
        "events": [{"source": "TURCOP", "code": "173", "target": "MED"}],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(row))
    said = cli("evaluate", "coder", tmp_path / "gold.jsonl", "-o", tmp_path / "report.json")
    assert said.code == 0, said.err
    assert "passive " in said.out and "texts 1, gold 1, coded 1" in said.out
    report = json.loads((tmp_path / "report.json").read_text())["rules"]
    assert report["by_phenomenon"]["passive"]["depths"]["dyad+root"]["f1"] == 1

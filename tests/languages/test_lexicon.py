"""Action patterns and actor lists: their format, their check, and a pack of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import languages
from toolkit.coder import rule_coder
from toolkit.coder.lexicon_check import check
from toolkit.languages.actors import month_of, read_actors
from toolkit.records import Document
from toolkit.workspace import packaged_codebook


@pytest.mark.parametrize("lang", languages.known())
def test_every_pattern_is_sound_and_gives_what_its_examples_say(lang: str) -> None:
    assert [f"{f.where}: {f.kind}: {f.what}" for f in check(lang, packaged_codebook())] == []


def faults(tmp_path: Path, lines: str) -> list[tuple[str, str, str]]:
    actions = tmp_path / "en" / "actions"
    actions.mkdir(parents=True)
    (actions / "own.txt").write_text(lines, encoding="utf-8")
    return [(f.where, f.kind, f.what) for f in check("en", packaged_codebook(), (tmp_path,))]


@pytest.mark.parametrize(
    ("lines", "line", "kind", "what"),
    [
        ("190  smite/x\n", 1, "syntax", "unknown word class 'x'"),
        ("190  smite/v nonsense\n", 1, "syntax", "unknown element 'nonsense'"),
        ("190  smite/v ({nobody})\n", 1, "syntax", "the set {nobody} is not defined above"),
        ("     Chad smote Sudan. = TCD 190 SDN\n", 1, "syntax", "an example without a pattern"),
        ("190  smite/v\n     Chad smites Sudan.\n", 2, "syntax", "an example needs ` = `"),
        ("999  smite/v\n", 1, "code", "unknown code '999'"),
        ("190  smite/v\n     Chad smites Sudan. = XXX 190 SDN\n", 2, "code", "begins with XXX"),
        ("190  smite/v\n190  smite/v\n", 1, "duplicate", "stands again at"),
        ("190  smite/v\n180  smite/v\n", 1, "shadowed", "with the code 180, which wins"),
        (
            "190  smite/v (a|b)\n180  smite/v (a|b|c)\n",
            1,
            "unreachable",
            "all its words stand in",
        ),
        ("190  smite/v\n     Chad smites Sudan. = SDN 190 TCD\n", 2, "example", "expected SDN 190"),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, lines: str, line: int, kind: str, what: str
) -> None:
    found = faults(tmp_path, lines)
    assert any(w.endswith(f"own.txt:{line}") and k == kind and what in t for w, k, t in found), (
        found
    )


def test_a_users_pattern_wins_over_the_built_in_one(tmp_path: Path) -> None:
    actions = tmp_path / "en" / "actions"
    actions.mkdir(parents=True)
    (actions / "own.txt").write_text("---  attack/v\n", encoding="utf-8")
    (tmp_path / "en" / "names.txt").write_text("Zubrowia = DEU\n", encoding="utf-8")
    document = Document("d", "Zubrowia attacked Sudan. Zubrowia criticised Sudan.", "en")
    events = rule_coder(packs=(tmp_path,)).code(document)
    assert [(e.source.code, e.action.code[:2]) for e in events if e.source] == [("DEU", "11")]
    assert rule_coder().code(document) != events


def test_heads_of_one_line_are_patterns_each(tmp_path: Path) -> None:
    lines = """set blow: zonk | sprack out
190  {blow}|clout/v (@ANY)
     Chad zonked Sudan. = TCD 190 SDN
     Chad spracked out Sudan. = TCD 190 SDN
     Chad clouted Sudan. = TCD 190 SDN
     Chad zonked the rock. = -
"""
    assert faults(tmp_path, lines) == []


def test_a_code_may_change_with_time(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Band = AFGGOV [1996-09..2001-11]; AFGREB\n", encoding="utf-8")
    (entry,) = read_actors(path, "name")
    assert entry.code_at(month_of("1996-08", False)) == "AFGREB"
    assert entry.code_at(month_of("1996-09", False)) == "AFGGOV"
    assert entry.code_at(month_of("2001-11", True)) == "AFGGOV"
    assert entry.code_at(None) == "AFGREB"


@pytest.mark.parametrize(
    ("lang", "lemma", "word_class", "forms"),
    [
        ("id", "serang", "v", {"menyerang", "diserang", "serang"}),
        ("id", "tangkap", "v", {"menangkap", "ditangkap"}),
        ("id", "pukul", "v", {"memukul", "dipukul"}),
        ("id", "kritik", "v", {"mengkritik", "dikritik"}),
        ("en", "deny", "v", {"deny", "denies", "denied", "denying"}),
        ("en", "attack", "v", {"attacks", "attacked", "attacking"}),
        ("en", "city", "n", {"city", "cities"}),
    ],
)
def test_forms_follow_the_paradigms(
    lang: str, lemma: str, word_class: str, forms: set[str]
) -> None:
    made = {f.form for f in languages.load(lang).morphology.forms(lemma, word_class)}
    assert forms <= made


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "The U.S. army left. Mr. Smith stayed.", 2),
        ("en", "It cost 3.5 million. It was paid.", 2),
        ("id", "Letjen. Budi pergi. Ia kembali pukul 10.30 pagi.", 2),
        ("en", "“We left.” He smiled.", 2),
    ],
)
def test_sentences_end_where_they_end(lang: str, text: str, count: int) -> None:
    spans = languages.load(lang).sentences(text)
    assert len(spans) == count
    assert all(text[a:b].strip() == text[a:b] for a, b in spans)

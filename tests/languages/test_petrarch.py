"""Dictionaries in PETRARCH format carried over into a pack, and the pack at work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit.cli import build
from toolkit.coder import rule_coder
from toolkit.coder.lexicon_check import check
from toolkit.records import Document
from toolkit.workspace import packaged_codebook

ACTORS = """\
ZUBROWIA_ [DEU] ; a country of this test
+ZUBROWIAN_
ANTON_PELLEGRIM_
+PELLEGRIM_
	[DEUGOV 200901-201701]
	[DEUELI >170101]
NOBODY_AT_ALL_
"""
AGENTS = """\
BAILIFF {BAILIVES} [~JUD]
!PERSON!
"""
VERBS = """\
&DECREE
+EDICT_
+UKASE_

--- CHASTISE [111] ---
CHASTISE {CHASTISED CHASTISES CHASTISING}
- * &DECREE + [120]
- * FOR THE TREATMENT OF + [1122]
- WITHOUT A VERB [010]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for name, text in (("actors", ACTORS), ("agents", AGENTS), ("verbs", VERBS)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "pack" / "en"
    files = {n: str(tmp_path / f"{n}.txt") for n in ("actors", "agents", "verbs")}
    arguments = ["lexicon", "import", "-o", str(out)]
    for name, path in files.items():
        arguments += [f"--{name}", path]
    result = CliRunner().invoke(build(), arguments)
    assert result.exit_code == 1  # some lines cannot be carried over
    return out


def test_what_cannot_be_carried_over_is_listed(pack: Path) -> None:
    listed = (pack / "left-out.txt").read_text(encoding="utf-8")
    assert "actors.txt:7: Nobody At All has no code" in listed
    assert "agents.txt:2:" in listed
    assert "verbs.txt:9:" in listed


def test_the_pack_is_sound(pack: Path) -> None:
    assert [
        f for f in check("en", packaged_codebook(), (pack.parent,)) if f.kind != "example"
    ] == []


@pytest.mark.parametrize(("year", "expected"), [(2010, "DEUGOV"), (2018, "DEUELI"), (2000, "DEU")])
def test_dated_roles_hold_in_their_time(pack: Path, year: int, expected: str) -> None:
    coder = rule_coder(packs=(pack.parent,))
    text = "Anton Pellegrim chastised Russia."
    events = coder.code(Document("d", text, "en", dt.date(year, 6, 1), "given"))
    assert [
        (e.source.code, e.action.code, e.target.code) for e in events if e.source and e.target
    ] == [(expected, "111", "RUS")]


def test_agents_and_patterns_work(pack: Path) -> None:
    coder = rule_coder(packs=(pack.parent,))
    events = coder.code(Document("d", "Zubrowian bailives chastised the edict of Russia.", "en"))
    assert [(e.source.code, e.action.code) for e in events if e.source] == [("DEUJUD", "120")]

"""The file of leaders: every row can be read, and dates decide who is meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit import languages
from toolkit.languages.actors import ActorEntry, read_leaders
from toolkit.workspace import packaged_codebook

PATH = Path(languages.__file__).parent / "world" / "leaders.tsv"
ROWS = [
    line.split("\t")
    for line in PATH.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ENTRIES: dict[str, ActorEntry] = {e.names[0]: e for e in read_leaders(PATH)}


def month(date: str) -> int:
    year, number = date.split("-")
    return int(year) * 12 + int(number) - 1


def test_the_header_names_the_columns() -> None:
    assert ROWS[0] == ["name", "aliases", "code", "start", "end", "after", "office"]


def test_rows_are_well_formed() -> None:
    codebook = packaged_codebook()
    faults = []
    for row in ROWS[1:]:
        name, aliases, code, start, end, after, office = row
        dated = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
        if not (name and office and dated.fullmatch(start)):
            faults.append(row)
        if end and not (dated.fullmatch(end) and start <= end):
            faults.append(row)
        if any(codebook.actor_fault(c) for c in (code, after) if c):
            faults.append(row)
        if any(alias != alias.strip() or not alias for alias in aliases.split("|") if aliases):
            faults.append(row)
    assert faults == []


@pytest.mark.parametrize(
    ("name", "date", "code"),
    [
        ("Bush", "1991-02", "USAGOV"),
        ("Bush", "1996-02", "---"),
        ("Bush", "2003-03", "USAGOV"),
        ("Clinton", "1998-05", "USAGOV"),
        ("Assad", "1995-01", "SYRGOV"),
        ("Assad", "2012-01", "SYRGOV"),
        ("Suu Kyi", "2010-01", "MMROPP"),
        ("Suu Kyi", "2017-01", "MMRGOV"),
        ("Suu Kyi", "2022-01", "MMROPP"),
        ("SBY", "2007-01", "IDNGOV"),
        ("Jokowi", "2016-09", "IDNGOV"),
        ("Megawati", "2002-01", "IDNGOV"),
        ("Megawati", "2008-01", "IDNOPP"),
        ("Haniyeh", "2006-10", "PSEGOV"),
        ("Haniyeh", "2014-07", "PSEINSHAM"),
        ("Ban Ki-moon", "2005-01", "KORGOV"),
        ("Ban Ki-moon", "2010-01", "IGOUNO"),
        ("John Kerry", "2016-09", "USAGOV"),
        ("Rice", "2006-01", "USAGOV"),
        ("Rice", "2016-01", "---"),
        ("Santoso", "2005-01", "---"),
        ("Obama", "2018-01", "USAELI"),
    ],
)
def test_the_date_decides(name: str, date: str, code: str) -> None:
    assert ENTRIES[name].code_at(month(date)) == code


def test_in_an_undated_text_a_person_holds_the_last_office() -> None:
    assert ENTRIES["Ban Ki-moon"].code_at(None) == "IGOUNO"
    assert ENTRIES["Rice"].code_at(None) == "---"

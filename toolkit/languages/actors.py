"""The lists of actors that people edit: roles, names, countries, leaders.

Their format is described in ``README.md`` beside this module; every entry keeps file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.languages.lexicon import NO_EVENT
from toolkit.languages.morphology import LanguageError


@dataclass(frozen=True, slots=True)
class Term:
    """A code and the time in which it holds, months counted from year 0; None is open."""

    code: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ActorEntry:
    """One line of an actor list: its names and the codes they stand for."""

    names: tuple[str, ...]
    terms: tuple[Term, ...]
    kind: str
    file: str
    line: int

    def code_at(self, month: int | None) -> str:
        """The code at a month (year × 12 + month − 1); the undated one where no term fits.

        In a text of unknown date a person is read in the last office held.
        """
        fallback = self.terms[-1].code
        if month is None and self.kind == "person" and fallback != "---":
            return self.terms[0].code
        for term in self.terms:
            if term.start is None and term.end is None:
                fallback = term.code
            elif (
                month is not None
                and (term.start is None or term.start <= month)
                and (term.end is None or month <= term.end)
            ):
                return term.code
        return fallback


_TERM = re.compile(r"^([A-Z~]+|---)(?:\s*\[\s*(\S*?)\s*\.\.\s*(\S*?)\s*\])?$")


def month_of(text: str, last: bool) -> int | None:
    """Months from year 0 of ``YYYY`` or ``YYYY-MM``; a bare year ends in December if ``last``."""
    if not text:
        return None
    year, _, month = text.partition("-")
    return int(year) * 12 + (int(month[:2]) - 1 if month else (11 if last else 0))


def read_actors(path: Path, kind: str) -> list[ActorEntry]:
    """The entries of a list such as ``names.txt``; raises LanguageError with file and line."""
    made: list[ActorEntry] = []
    if not path.exists():
        return made
    name = f"{path.parent.name}/{path.name}"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split(" #")[0].rstrip()
        if not line.strip() or line.startswith("#"):
            continue
        names, sep, codes = line.rpartition(" = ")
        if not sep:
            raise LanguageError(f"{path}:{number}: expected `name | name = CODE`")
        terms = []
        for part in codes.split(";"):
            match = _TERM.match(part.strip())
            try:
                if not match:
                    raise ValueError
                terms.append(
                    Term(
                        match[1],
                        month_of(match[2] or "", False),
                        month_of(match[3] or "", True),
                    )
                )
            except ValueError:
                raise LanguageError(
                    f"{path}:{number}: {part.strip()!r} is not CODE or CODE [start..end]"
                ) from None
        listed = tuple(n.strip() for n in names.split("|") if n.strip())
        made.append(ActorEntry(listed, tuple(terms), kind, name, number))
    return made


def read_leaders(path: Path) -> list[ActorEntry]:
    """The entries of ``leaders.tsv``, one a name or alias, the office that began last first.

    Outside all terms the code is that of the column ``after``; an alias marked ``~`` (also a common
    word) and a row without ``after`` hold only during the term: ``---`` stands for no actor.
    """
    if not path.exists():
        return []
    file = f"{path.parent.name}/{path.name}"
    by_alias: dict[str, list[tuple[Term, str, int]]] = {}
    short: dict[str, list[tuple[Term, str, int]]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith(("#", "name\t")):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if len(cells) < 6:
            raise LanguageError(f"{path}:{number}: expected 7 columns with tabs, see the header")
        try:
            term = Term(cells[2], month_of(cells[3], False), month_of(cells[4], True))
        except ValueError:
            raise LanguageError(f"{path}:{number}: start and end are YYYY or YYYY-MM") from None
        for name in (cells[0], *filter(None, cells[1].split("|"))):
            alias = name.strip()
            after = "---" if alias.startswith("~") else cells[5] or "---"
            by_alias.setdefault(alias.lstrip("~"), []).append((term, after, number))
        for part in _short_names(cells[0], term.code):
            short.setdefault(part, []).append((term, cells[0], number))
    made = []
    for alias, found in by_alias.items():
        found.sort(key=lambda row: row[0].start or 0, reverse=True)
        terms = [*(term for term, _, _ in found), Term(found[0][1])]
        made.append(ActorEntry((alias,), tuple(terms), "person", file, found[0][2]))
    for part, found in short.items():
        if part not in by_alias and not _shared(found):
            found.sort(key=lambda row: row[0].start or 0, reverse=True)
            terms = [*(term for term, _, _ in found), Term(NO_EVENT)]
            made.append(ActorEntry((part,), tuple(terms), "surname", file, found[0][2]))
    return made


_SHORTEST = 4  # letters of a name by which a person is called alone
_FIRST_NAMED = ("IDN", "MYS", "ISL", "ETH", "THA", "MMR")  # called by the first name


def _short_names(name: str, code: str) -> Iterator[str]:
    """How the news call a person after the first mention: by the last name, in some countries by
    the first. Such a name holds during the term only."""
    parts = name.split()
    if len(parts) < 2 or any(len(p.rstrip(".")) < 2 for p in parts):
        return
    wanted = [parts[-1]]
    if code[:3] in _FIRST_NAMED:
        wanted.append(parts[0])
    for part in wanted:
        if len(part) >= _SHORTEST and part[:1].isupper():
            yield part


def _shared(found: list[tuple[Term, str, int]]) -> bool:
    """Whether a short name may mean people of two countries at one time."""
    for i, (a, person, _) in enumerate(found):
        for b, other, _ in found[i + 1 :]:
            if person != other and a.code[:3] != b.code[:3]:
                begins = max(a.start or 0, b.start or 0)
                ends = min(a.end or begins + 1, b.end or begins + 1)
                if begins <= ends:
                    return True
    return False

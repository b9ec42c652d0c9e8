"""The files that people edit: action patterns, and lists of roles, names and countries.

The format is described in ``README.md`` beside this module. Everything keeps file and line, so that
an explanation or a fault can name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.languages.morphology import LanguageError

FLAGS = frozenset({"both", "swap", "harm", "neg", "gen=source", "gen=target"})
NO_EVENT = "---"


@dataclass(frozen=True, slots=True)
class Element:
    """What must stand beside the head: ``kind`` is object, subject, near, clause or prep."""

    kind: str
    words: tuple[tuple[str, ...], ...]
    prepositions: tuple[str, ...] = ()
    by_first: Mapping[str, tuple[tuple[str, ...], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    by_role: bool = False  # some words are ``@ROLE``: an actor whose code holds that element

    @classmethod
    def of(
        cls, kind: str, words: tuple[tuple[str, ...], ...], prepositions: tuple[str, ...] = ()
    ) -> Element:
        """An element with its phrases sorted by their first word, the longest first."""
        made: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(words, key=len, reverse=True):
            made.setdefault(phrase[0], []).append(phrase[1:])
        by_role = any(first.startswith("@") for first in made)
        return cls(kind, words, prepositions, {k: tuple(v) for k, v in made.items()}, by_role)


@dataclass(frozen=True, slots=True)
class Expected:
    """One event that an example must give; an actor code or ``-``."""

    source: str
    code: str
    target: str


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    events: tuple[Expected, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an action file."""

    code: str
    head: tuple[str, ...]
    particle: str | None
    word_class: str
    elements: tuple[Element, ...]
    flags: frozenset[str]
    target_preps: tuple[str, ...] | None
    source_preps: tuple[str, ...]
    file: str
    line: int
    order: int
    examples: tuple[Example, ...] = field(default=())

    @property
    def place(self) -> str:
        """File and line, for explanations."""
        return f"{self.file}:{self.line}"

    @property
    def rank(self) -> tuple[int, int, int]:
        """Longer heads first, then more elements with words (a bare ``>`` has none), then later."""
        deciding = sum(bool(element.words) for element in self.elements) + ("neg" in self.flags)
        return (len(self.head) + bool(self.particle), deciding, self.order)


_TOKEN = re.compile(r"\S*\([^)]*\)|\S+")


def read_actions(
    folder: Path,
    classes: frozenset[str],
    start: int = 0,
    faults: list[LanguageError] | None = None,
) -> list[Pattern]:
    """All patterns of the ``*.txt`` files of a folder.

    Raises LanguageError with file and line at the first fault; where a list ``faults`` is given,
    gathers them there and goes on with the next line.
    """
    made: list[Pattern] = []
    for path in sorted(folder.glob("*.txt")):
        made.extend(_read_file(path, classes, start + len(made), faults))
    return made


def _read_file(
    path: Path, classes: frozenset[str], order: int, faults: list[LanguageError] | None
) -> Iterator[Pattern]:
    sets: dict[str, tuple[tuple[str, ...], ...]] = {}
    pending: tuple[int, str] | None = None
    examples: list[Example] = []
    name = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"

    def fault(error: LanguageError) -> None:
        if faults is None:
            raise error
        faults.append(error)

    def finish() -> Iterator[Pattern]:
        nonlocal order
        if pending is not None:
            try:
                yield _pattern(path, name, *pending, classes, sets, tuple(examples), order)
            except LanguageError as error:
                fault(error)
            order += 1

    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            try:
                if pending is None:
                    raise LanguageError(f"{path}:{number}: an example without a pattern above it")
                examples.append(_example(path, number, line))
            except LanguageError as error:
                fault(error)
            continue
        yield from finish()
        pending, examples = None, []
        if line.startswith("set "):
            try:
                head, sep, words = line[4:].partition(":" if ":" in line else "=")
                if not sep:
                    raise LanguageError(f"{path}:{number}: expected `set NAME: word | word`")
                sets[head.strip()] = _words(path, number, words, sets)
            except LanguageError as error:
                fault(error)
        else:
            pending = (number, line)
    yield from finish()


def _words(
    path: Path, number: int, text: str, sets: dict[str, tuple[tuple[str, ...], ...]]
) -> tuple[tuple[str, ...], ...]:
    made: list[tuple[str, ...]] = []
    for word in text.split("|"):
        word = word.strip()
        if word.startswith("{") and word.endswith("}"):
            if word[1:-1] not in sets:
                raise LanguageError(f"{path}:{number}: the set {word} is not defined above")
            made.extend(sets[word[1:-1]])
        elif word:
            made.append(tuple(word.lower().split()))
    return tuple(made)


def _example(path: Path, number: int, line: str) -> Example:
    text, sep, events = line.strip().rpartition(" = ")
    if not sep:
        raise LanguageError(f"{path}:{number}: an example needs ` = ` and the events expected")
    made = []
    if events.strip() != "-":
        for part in events.split(";"):
            fields = part.split()
            if len(fields) != 3:
                raise LanguageError(
                    f"{path}:{number}: expected SOURCE CODE TARGET, not {part.strip()!r}"
                )
            made.append(Expected(*fields))
    return Example(text.strip(), tuple(made), number)


def _pattern(
    path: Path,
    name: str,
    number: int,
    line: str,
    classes: frozenset[str],
    sets: dict[str, tuple[tuple[str, ...], ...]],
    examples: tuple[Example, ...],
    order: int,
) -> Pattern:
    code, _, rest = line.partition(" ")
    head_text, slash, tail = rest.strip().partition("/")
    parts = _TOKEN.findall(tail)
    if not slash or not parts or not head_text.strip():
        raise LanguageError(f"{path}:{number}: expected CODE lemma/class and its elements")
    word_class = parts[0]
    if word_class not in classes:
        raise LanguageError(
            f"{path}:{number}: unknown word class {word_class!r}; "
            f"this language has {', '.join(sorted(classes))}"
        )
    elements: list[Element] = []
    flags: set[str] = set()
    target: tuple[str, ...] | None = None
    source: tuple[str, ...] = ()
    particle = None
    for part in parts[1:]:
        if part in FLAGS:
            flags.add(part)
        elif part.startswith("T="):
            target = tuple(p.replace("_", " ") for p in part[2:].split(","))
        elif part.startswith("S="):
            source = tuple(p.replace("_", " ") for p in part[2:].split(","))
        elif part.startswith("~"):
            particle = part[1:].lower()
        elif part == ">":
            elements.append(Element.of("clause", ()))
        elif part.endswith(")") and "(" in part:
            before, _, inner = part[:-1].partition("(")
            words = _words(path, number, inner, sets)
            if before == "":
                elements.append(Element.of("object", words))
            elif before == "subj:":
                elements.append(Element.of("subject", words))
            elif before == "near:":
                elements.append(Element.of("near", words))
            elif before == ">":
                elements.append(Element.of("clause", words))
            elif before.endswith(":"):
                preps = tuple(p.replace("_", " ") for p in before[:-1].split(","))
                elements.append(Element.of("prep", words, preps))
            else:
                raise LanguageError(f"{path}:{number}: unknown element {part!r}")
        else:
            raise LanguageError(
                f"{path}:{number}: unknown element {part!r}; elements are described in "
                "toolkit/languages/README.md, prepositions of several words take underscores"
            )
    return Pattern(
        code,
        tuple(head_text.strip().lower().split()),
        particle,
        word_class,
        tuple(elements),
        frozenset(flags),
        target,
        source,
        name,
        number,
        order,
        examples,
    )


# -- roles, names, countries ---------------------------------------------------------------------


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

"""The action patterns that people edit.

The format is described in ``README.md`` beside this module. Everything keeps file and line, so that
an explanation or a fault can name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
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
    """One line of an action file, for one of its heads."""

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
    #: Longer heads first, then more elements with words (a bare ``>`` has none), then later.
    rank: tuple[int, int, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        deciding = sum(bool(element.words) for element in self.elements) + ("neg" in self.flags)
        rank = (len(self.head) + bool(self.particle), deciding, self.order)
        object.__setattr__(self, "rank", rank)

    @property
    def place(self) -> str:
        """File and line, for explanations."""
        return f"{self.file}:{self.line}"

    @property
    def needs(self) -> list[Set[str]]:
        """Sets of words of each of which one must stand in the sentence beside the head, the
        smallest first; an element that an actor's role can fill needs none."""
        needs: list[Set[str]] = [{word} for word in (*self.head[1:], self.particle) if word]
        needs += [e.by_first.keys() for e in self.elements if e.words and not e.by_role]
        return sorted(needs, key=len)


class Patterns:
    """The patterns of one lemma by rank, and by the rarest word that each needs: most need one that
    a given sentence lacks."""

    __slots__ = ("_bare", "_by_word", "_free", "_listed", "_needs", "_read")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._listed = sorted(patterns, key=lambda p: p.rank, reverse=True)
        self._read = False  # most lemmas of a lexicon are not met in one run
        self._free: list[int] = []
        self._bare: list[Pattern] = []  # those that need no word beside their head
        self._needs: list[list[Set[str]]] = []
        self._by_word: dict[str, list[int]] = {}

    def _sort(self) -> None:
        for at, pattern in enumerate(self._listed):
            needs = pattern.needs
            if not needs:
                self._free.append(at)
            for word in needs[0] if needs else ():
                self._by_word.setdefault(word, []).append(at)
            self._needs.append(needs[1:])
        self._bare = [self._listed[at] for at in self._free]
        self._read = True

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._listed)

    def among(self, words: Set[str]) -> list[Pattern]:
        """The patterns that a sentence of these words may fit, in order of rank."""
        bare = self.bare()
        met = self._by_word.keys() & words
        if not met:
            return bare
        places = self._free.copy()
        for at in {at for word in met for at in self._by_word[word]}:
            for need in self._needs[at]:
                if need.isdisjoint(words):
                    break
            else:
                places.append(at)
        places.sort()
        return [self._listed[at] for at in places]

    def bare(self) -> list[Pattern]:
        """The patterns that need no word beside their head, in order of rank."""
        if not self._read:
            self._sort()
        return self._bare


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
                made = _patterns(path, name, *pending, classes, sets, tuple(examples), order)
                order += len(made)
                yield from made
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


def _patterns(
    path: Path,
    name: str,
    number: int,
    line: str,
    classes: frozenset[str],
    sets: dict[str, tuple[tuple[str, ...], ...]],
    examples: tuple[Example, ...],
    order: int,
) -> list[Pattern]:
    """One line's patterns: one for each of its heads."""
    code, _, rest = line.partition(" ")
    head_text, slash, tail = rest.strip().partition("/")
    parts = _TOKEN.findall(tail)
    if not slash or not parts or not head_text.replace("|", "").strip():
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
    return [
        Pattern(
            code,
            head,
            particle,
            word_class,
            tuple(elements),
            frozenset(flags),
            target,
            source,
            name,
            number,
            order + k,
            examples,
        )
        for k, head in enumerate(_words(path, number, head_text, sets))
    ]

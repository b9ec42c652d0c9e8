"""Forms made from lemmas by the rules of ``morphology.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.ontology import lined_yaml
from toolkit.records import ToolkitError


class LanguageError(ToolkitError):
    """A fault in a file of a language folder, with its line."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a lemma: ``kind`` is a verb form's letter (a p b d e n g) or ``s`` of a noun."""

    form: str
    lemma: str
    reading: str
    kind: str


@dataclass(frozen=True, slots=True)
class Guess:
    pattern: re.Pattern[str]
    kind: str


class Morphology:
    """The paradigms of one language."""

    def __init__(self, path: Path) -> None:
        data = lined_yaml(path)
        self._rules: dict[str, tuple[str, list[tuple[str, list[tuple[re.Pattern[str], str]]]]]] = {}
        self._irregular: dict[str, dict[str, list[list[str]]]] = {}
        self._kinds: dict[str, list[str]] = {}
        self._same: dict[str, str] = {}
        for name, paradigm in data["paradigms"].items():
            if name == "__line__":
                continue
            forms = []
            for form in paradigm["forms"]:
                try:
                    rules = [(re.compile(p), r) for p, r in form["rules"]]
                except (re.error, KeyError, ValueError) as error:
                    raise LanguageError(f"{path}:{form['__line__']}: bad rule ({error})") from None
                forms.append((form["kind"], rules))
            self._rules[name] = (paradigm["reading"], forms)
            irregular = paradigm.get("irregular")
            if irregular:
                file = path.parent / irregular["file"]
                self._kinds[name] = irregular["kinds"]
                self._same[name] = irregular["same"]
                self._irregular[name] = _read_irregular(file) if file.exists() else {}
        self.reduplication = bool(data.get("reduplication"))
        self.bare_needs_marker = bool(data.get("bare_needs_marker"))
        self.enclitics: tuple[str, ...] = tuple(
            sorted(data.get("enclitics") or (), key=len, reverse=True)
        )
        self.pronoun_enclitics = frozenset(data.get("pronoun_enclitics") or ())
        self.not_verbs = frozenset(data.get("not_verbs") or ())
        self.guesses = tuple(
            Guess(re.compile(g["pattern"]), g["kind"]) for g in data.get("guess") or ()
        )

    @property
    def classes(self) -> frozenset[str]:
        """The word classes that a lexicon may name."""
        return frozenset(self._rules)

    def reading(self, word_class: str) -> str:
        """``verb`` or ``noun``."""
        return self._rules[word_class][0]

    def forms(self, lemma: str, word_class: str) -> Iterator[Form]:
        """All forms of the one-word ``lemma``."""
        reading, forms = self._rules[word_class]
        special = self._irregular.get(word_class, {}).get(lemma)
        given: set[str] = set()
        if special:
            kinds = self._kinds[word_class]
            given = {*kinds[: len(special)], self._same[word_class]}
            for kind, words in zip(kinds, special, strict=False):
                for word in words:
                    yield Form(word, lemma, reading, kind)
        seen: set[tuple[str, str]] = set()
        for kind, rules in forms:
            if kind in given:
                continue
            for pattern, replacement in rules:
                if pattern.search(lemma):
                    made = pattern.sub(replacement, lemma, count=1)
                    if (made, kind) not in seen:
                        seen.add((made, kind))
                        yield Form(made, lemma, reading, kind)
                    break

    def guess(self, word: str) -> str | None:
        """The verb-form kind that an unknown lower-case word's shape suggests."""
        if word in self.not_verbs:
            return None
        for guess in self.guesses:
            if guess.pattern.match(word):
                return guess.kind
        return None


def _read_irregular(path: Path) -> dict[str, list[list[str]]]:
    made: dict[str, list[list[str]]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [p.split("/") for p in line.split()]
        if len(parts) < 3:
            raise LanguageError(f"{path}:{number}: expected base, past and participle")
        made[parts[0][0]] = parts
    return made


def entries(data: Mapping[str, Any], key: str, path: Path) -> list[str]:
    """A list of words of a YAML mapping, empty where it is absent; raises LanguageError where YAML
    read a word as something else (``on``, ``no`` and ``off`` need quotes)."""
    words = data.get(key) or []
    for word in words:
        if not isinstance(word, str):
            raise LanguageError(
                f"{path}:{data['__line__']}: {key} holds {word!r}, no text; put it in quotes"
            )
    return words

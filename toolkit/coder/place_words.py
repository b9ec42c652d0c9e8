"""The words around the names of places, read from a language's ``places.yaml``, and the names of
countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from babel import Locale, UnknownLocaleError

from toolkit.coder.gazetteer import fold
from toolkit.languages import LanguageError

Opener = Literal["at", "path", "noun"]

_ACRONYM = 4  # names up to this length in capitals only are matched as they stand


class Words(Protocol):
    """The words of a sentence by index; an index beyond the end gives an empty word."""

    def word(self, at: int) -> str: ...


class Phrases:
    """The function words and nouns of place of one language; raises LanguageError for a fault."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.genitives = frozenset(_list(words, "genitives"))
        self.links = frozenset(_list(words, "links"))
        self.other = frozenset(_list(words, "other"))
        self.never = frozenset(_list(words, "never"))
        self.lists = frozenset(_list(words, "lists"))
        self.nouns_follow = bool(words.get("nouns_follow"))
        self.directions_follow = bool(words.get("directions_follow"))
        nouns = words.get("nouns") or {}
        self._openers = _Table({"at": _list(words, "at"), "path": _list(words, "path")})
        self._nouns = _Table(
            {kind: _list(nouns, kind) for kind in ("city", "province")}
            | {"capital": _list(words, "capital")}
        )
        self._directions = _Table({"direction": _list(words, "directions")})
        self._modifiers = _Table(
            {
                "article": _list(words, "articles"),
                "link": _list(words, "links"),
                "direction": _list(words, "directions"),
                "city": _list(nouns, "city"),
                "province": _list(nouns, "province"),
                "capital": _list(words, "capital"),
                "skip": _list(words, "skip"),
            }
        )
        self.openers = self._openers.first | self._nouns.first

    def opening(self, words: Words, at: int) -> tuple[Opener | None, int]:
        """What a word opens, a preposition's or a noun's phrase, and the token after it."""
        kind, step = self._openers.match(words, at)
        if kind is not None:
            return ("at" if kind == "at" else "path"), at + step
        kind, step = self._nouns.match(words, at)
        return (None if kind is None else "noun"), at + step

    def modifier(self, words: Words, at: int) -> tuple[str | None, int]:
        """The kind of word between a preposition and its name, and its number of tokens."""
        return self._modifiers.match(words, at)

    def follows(self, words: Words, at: int, kind: str) -> int:
        """The token after a noun or direction that follows a name, 0 where there is none."""
        table = self._directions if kind == "direction" else self._nouns
        found, step = table.match(words, at)
        return at + step if found == kind else 0


class _Table:
    """Phrases by their first word; the longest wins, of equals the later kind."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, phrases in listed.items():
            for phrase in phrases:
                parts = tuple(phrase.lower().split())
                for form in {parts[0], parts[0].capitalize()}:
                    self._by_first.setdefault(form, []).insert(0, (parts, kind))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))
        self.first = frozenset(self._by_first)

    def match(self, words: Words, at: int) -> tuple[str | None, int]:
        for parts, kind in self._by_first.get(words.word(at), ()):
            if len(parts) == 1 or all(
                words.word(at + k).lower() == part for k, part in enumerate(parts) if k
            ):
                return kind, len(parts)
        return None, 1


def country_names(words: Mapping[str, Any], locale: str) -> dict[str, str]:
    """The gazetteer's key of each country under its names of CLDR and of ``places.yaml``.

    Acronyms stand as written, other names folded. An unknown locale has the file's names only.
    """
    made: dict[str, str] = {}
    try:
        territories = Locale.parse(locale, sep="-").territories if locale else {}
    except (UnknownLocaleError, ValueError):
        territories = {}
    for code, name in territories.items():
        if len(code) == 2 and code.isalpha():
            made[fold(name.split(" (")[0])] = f"={code}"
    listed = words.get("countries") or {}
    for code in listed:
        if not code.startswith("__"):
            for name in _list(listed, code):
                acronym = len(name) <= _ACRONYM and name.isupper()
                made[name if acronym else fold(name)] = f"={code}"
    return made


def _list(words: Mapping[str, Any], key: str) -> list[str]:
    found = words.get(key) or []
    for word in found:
        if not isinstance(word, str) or not word.strip():
            raise LanguageError(f"places.yaml: {key} holds {word!r}, no text; put it in quotes")
    return list(found)

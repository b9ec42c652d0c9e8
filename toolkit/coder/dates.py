"""Finding time expressions and resolving them against the date of publication.

All words and patterns come from a language's ``dates.yaml``; see the comments in it. A sentence
without any word that could begin a pattern costs one look at its words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.coder import date_rules as rules
from toolkit.coder.date_rules import Parts, Reading
from toolkit.coder.date_templates import (
    NUMERAL,
    Field,
    Template,
    any_of,
    compile_template,
    first_words,
    number_fields,
    telling,
    word_list,
)
from toolkit.languages import LanguageError
from toolkit.records import EventDate, Span

__all__ = ["DateFinder", "DateMention", "infer_published"]

_RULES = ("date", "past", "future", "this", "ago", "ahead", "recent", "offset", "decade")
_RANGES = ("range", "past_range", "future_range")
_UNITS = ("day", "week", "weekend", "month", "year")
_PIECES_LIMIT = 1 << 15
_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"\d(?:\d{3}|/\d)")  # a year or a date in figures
_CONTEXT = 40  # characters before an expression that may hold what it needs
_DIGITS = re.compile(r"\d+")
_CENTURY_PIVOT = 70  # a year of two figures below it belongs to this century


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression at ``[start:end)`` of the document, resolved.

    ``coming`` is there for a bare weekday only: the reading that a plan takes ("will meet on
    Friday"), where ``date`` is the most recent such day.
    """

    start: int
    end: int
    date: EventDate
    coming: EventDate | None = None


class _Choice:
    """Templates that may begin with the same words, each with its rank."""

    def __init__(self, templates: Iterable[tuple[int, Template]] = ()) -> None:
        self.templates = tuple(templates)

    @cached_property
    def begins(self) -> Callable[[str, int, int], object]:
        """What tells at one look whether any of them fits at a place: mostly none does."""
        return any_of(template for _, template in self.templates).match


@dataclass(frozen=True, slots=True)
class _Piece:
    """Of what stands between two spaces what templates need, as bits, and the words with which one
    may begin, with their places."""

    bits: int
    places: tuple[tuple[int, str], ...]


class DateFinder:
    """Finds the time expressions of one language.

    ``words`` is the parsed ``dates.yaml``, empty for a language that has none. Raises LanguageError
    for a pattern that cannot be read.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._months = _numbered(words.get("months"), 1)
        shortened = _numbered(words.get("month_abbreviations"), 1)
        self._weekdays = _numbered(words.get("weekdays"), 0)
        self._numbers = {_key(k): v for k, v in _mapping(words, "numbers").items()}
        self._offsets = {_key(k): v for k, v in _mapping(words, "offsets").items()}
        self._periods = {_key(k): tuple(v) for k, v in _mapping(words, "periods").items()}
        self._units = {
            _key(word): unit for unit, listed in _mapping(words, "units").items() for word in listed
        }
        for unit in {*self._units.values(), *(p[1] for p in self._periods.values())}:
            if unit not in _UNITS:
                raise LanguageError(f"dates.yaml: unknown unit {unit!r}; use {', '.join(_UNITS)}")
        fields = self._fields(words)
        self._months |= shortened
        self._after = _since(words.get("since") or ())
        # Of equal length the earlier template wins: what is no date comes first.
        self._templates = [compile_template("not", t, fields) for t in words.get("not") or ()]
        for rule, listed in _mapping(words, "patterns").items():
            if rule not in (*_RULES, *_RANGES):
                raise LanguageError(f"dates.yaml: unknown rule {rule!r} under patterns")
            self._templates += [compile_template(rule, text, fields) for text in listed]
        #: Of each form that some template needs, the sets that it is one of, as bits.
        self._bits: dict[str, int] = {}
        needs = {need: None for template in self._templates for need in template.needs}
        for at, need in enumerate(needs):
            for form in need:
                self._bits[form] = self._bits.get(form, 0) | 1 << at
        self._needs = [
            sum(1 << at for at, need in enumerate(needs) if need in template.needs)
            for template in self._templates
        ]
        self._figures = self._bits.pop(NUMERAL, 0)
        starts = {word for template in self._templates for word in template.first}
        self._starts = frozenset(form for word in starts for form in _forms(word))
        self._pieces: dict[str, _Piece | None] = {}
        self._indexes: dict[int, dict[str, _Choice]] = {}
        self._choices: dict[tuple[int, ...], _Choice] = {}

    def find(self, text: str, start: int, end: int, published: dt.date | None) -> list[DateMention]:
        """The time expressions of the sentence ``text[start:end]``, in order, without overlap.

        Those that need a date of publication are left out where it is None.
        """
        met = 0
        places: list[tuple[int, str]] = []
        at = start
        pieces = self._pieces
        for written in text[start:end].split(" "):
            piece = pieces[written] if written in pieces else self._piece(written)
            if piece is not None:
                met |= piece.bits
                places.extend([(at + within, word) for within, word in piece.places])
            at += len(written) + 1
        if not met:
            return []
        index = self._indexes.get(met)
        if index is None:
            index = self._indexes[met] = self._index(met)
        if not index:
            return []
        hits: list[tuple[int, int, int, Template, re.Match[str]]] = []
        for at, word in places:
            choice = index.get(word)
            if choice is None or choice.begins(text, at, end) is None:
                continue
            for rank, template in choice.templates:
                match = template.regex.match(text, at, end)
                if match is None:
                    continue
                first, last = match.span()
                if template.context is not None and not template.context.search(
                    text, max(start, first - _CONTEXT), first
                ):
                    continue
                hits.append((first, -last, rank, template, match))
        if not hits:
            return []
        hits.sort(key=lambda hit: hit[:3])
        made: list[DateMention] = []
        reached = start
        for first, minus_last, _, template, match in hits:
            if first < reached:
                continue
            if template.rule == "not":
                reached = -minus_last
                continue
            mention = self._mention(text, start, first, -minus_last, template, match, published)
            if mention is not None:
                made.append(mention)
                reached = mention.end
        return made

    def _piece(self, written: str) -> _Piece | None:
        """What stands between two spaces, kept: texts repeat themselves."""
        if len(self._pieces) >= _PIECES_LIMIT:
            self._pieces.clear()
        bits = 0 if _FIGURES.search(written) is None else self._figures
        places = []
        for match in _WORD.finditer(written):
            word = match.group()
            bits |= self._bits.get(word, 0)
            word = word if word[0] > "9" else NUMERAL
            if word in self._starts:
                places.append((match.start(), word))
        found = _Piece(bits, tuple(places)) if bits or places else None
        self._pieces[written] = found
        return found

    # -- making ----------------------------------------------------------------------------------

    def _fields(self, words: Mapping[str, Any]) -> dict[str, Field]:
        capitals = bool(words.get("capitalised", True))
        fields = number_fields(words.get("ordinals") or ())
        months = _flat(words.get("months"))
        listed: dict[str, tuple[Iterable[str], bool]] = {
            "weekday": (_flat(words.get("weekdays")), capitals),
            "month": (months, capitals),
            "mon": ([*months, *_flat(words.get("month_abbreviations"))], capitals),
            "unit": (self._units, False),
            "period": (self._periods, False),
            "offset": (self._offsets, False),
        }
        for name, (forms, capital) in listed.items():
            forms = list(forms)
            if forms:
                tells = telling(forms, True, capital)
                fields[name] = Field(word_list(forms, capital), first_words(forms), True, tells)
        number = f"(?:{word_list(self._numbers)}|\\d{{1,3}})" if self._numbers else r"\d{1,3}"
        fields["number"] = Field(number, first_words(self._numbers) | frozenset({NUMERAL}), True)
        for name, forms in _mapping(words, "words").items():
            fields[name] = Field(word_list(forms), first_words(forms), tells=telling(forms))
        return fields

    def _index(self, met: int) -> dict[str, _Choice]:
        """The templates that find all they need in a sentence with these bits, by the words they
        may begin with; nothing where only what is no date does."""
        table: dict[str, list[tuple[int, Template]]] = {}
        fit = [
            (rank, template)
            for rank, template in enumerate(self._templates)
            if not self._needs[rank] & ~met
        ]
        if all(template.rule == "not" for _, template in fit):
            return {}
        for rank, template in fit:
            for word in template.first:
                for form in _forms(word):
                    table.setdefault(form, []).append((rank, template))
        return {
            word: self._choices.setdefault(tuple(rank for rank, _ in listed), _Choice(listed))
            for word, listed in table.items()
        }

    # -- reading ---------------------------------------------------------------------------------

    def _mention(
        self,
        text: str,
        sentence: int,
        start: int,
        end: int,
        template: Template,
        match: re.Match[str],
        published: dt.date | None,
    ) -> DateMention | None:
        groups = match.groupdict()
        rule = template.rule
        ahead: Reading | None = None
        before = max(sentence, start - _CONTEXT)
        since = self._after.search(text, before, start) if self._after else None
        if rule == "offset":
            days = self._offsets.get(_key(groups["offset"]))
            reading = None if days is None else rules.offset(published, days)
        elif rule == "decade":
            year = int(groups["decade"])
            reading = (dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "range")
        else:
            first, second = self._parts(groups), None
            if rule in _RANGES:  # the fields that come a second time
                second = self._parts({k[:-1]: v for k, v in groups.items() if k[-1] == "2"})
            reading = rules.resolve(rule, first, second, published)
            if rule == "date":
                if since and reading is not None and published and reading[0] > published:
                    reading = rules.resolve("past", first, None, published)
                ahead = None if since else rules.coming(first, published)
        if reading is None:
            return None
        if since and published is not None and reading[0] <= published:
            start = since.start(1)
            reading = (reading[0], published, "range")
        span = Span(start, end, text[start:end])
        return DateMention(
            start,
            end,
            EventDate(*reading, span=span),
            None if ahead is None else EventDate(*ahead, span=span),
        )

    def _parts(self, groups: Mapping[str, str | None]) -> Parts:
        get = groups.get
        month, number, unit = get("month") or get("mon"), get("number"), get("unit")
        in_figures = get("monthnumber")
        year = get("year")
        short = get("shortyear")
        if short is not None:
            year = str(int(short) + (2000 if int(short) < _CENTURY_PIVOT else 1900))
        count: int | None = None
        kind = self._units.get(_key(unit)) if unit else None
        if number is not None:
            count = int(number) if number.isdigit() else self._numbers.get(_key(number))
        if (fused := get("period")) is not None:
            count, kind = self._periods.get(_key(fused), (None, None))
        weekday, day = get("weekday"), get("day")
        return Parts(
            weekday=self._weekdays.get(_key(weekday)) if weekday else None,
            day=_figure(day),
            month=self._months.get(_key(month)) if month else _figure(in_figures),
            year=_figure(year),
            unit=kind,
            number=count,
        )


def infer_published(text: str, finder: DateFinder) -> dt.date | None:
    """The latest full date (day, month and year) that the text names, or None."""
    found = finder.find(text, 0, len(text), None)
    return max((m.date.end for m in found if m.date.precision == "day"), default=None)


# -- reading the file -----------------------------------------------------------------------------


def _forms(word: str) -> set[str]:
    return {word, word.capitalize(), word.upper()}


def _key(word: str) -> str:
    return " ".join(word.lower().replace("’", "'").split())


def _figure(text: str | None) -> int | None:
    match = _DIGITS.match(text) if text else None
    return int(match.group()) if match else None


def _flat(lists: Iterable[Iterable[str]] | None) -> list[str]:
    return [word for listed in lists or () for word in listed]


def _numbered(lists: Iterable[Iterable[str]] | None, first: int) -> dict[str, int]:
    return {_key(word): n for n, listed in enumerate(lists or (), first) for word in listed}


def _mapping(words: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = words.get(name) or {}
    if not isinstance(found, Mapping):
        raise LanguageError(f"dates.yaml: {name} must be a mapping")
    return {key: value for key, value in found.items() if not str(key).startswith("__")}


def _since(listed: Iterable[str]) -> re.Pattern[str] | None:
    forms = list(listed)
    return re.compile(rf"(?<!\w)({word_list(forms)})\s+$") if forms else None

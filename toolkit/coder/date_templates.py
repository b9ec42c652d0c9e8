"""Templates of time expressions, as written in a language's ``dates.yaml``, made into regular
expressions.

A template is a row of words and fields: ``{day} {month} [tahun] {year}``. ``{name}`` is a field or
a list of words, ``[…]`` may be missing, ``(a|b)`` is either, a space is any white space, ``~`` a
hyphen or dash with or without space around it, ``\\x`` the character x itself. What stands before
`` > `` must be there but does not belong to the expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.languages import LanguageError

NUMERAL = "#"  # stands for any digits among the first words of a template

_HYPHEN = r"\s*[-\u2010-\u2015]\s*"
_DAY = r"0?[1-9]|[12]\d|3[01]"
_AFTER_DAY = r"(?![.,:]\d|\s*%)"  # no part of a sum, a time of day or a share
_MONTH_NUMBER = r"0?[1-9]|1[0-2]"
_YEAR = r"1[5-9]\d\d|20\d\d"
# A year is no part of a longer number, of a sum of money or of a share.
_AFTER_YEAR = r"(?![.,]?\d|\s*%)"
_WORD = re.compile(r"\w+")
_GROUP = re.compile(r"\(\?P<\w+>")


Telling = tuple[int, frozenset[str]]
"""How well a part of a template tells a time expression from other text, the best first, and the
forms of words of which it needs one."""
FIGURES: Telling = (0, frozenset({NUMERAL}))  # a year, or a date in figures
NOTHING: Telling = (2, frozenset())  # a small number, a mark


@dataclass(frozen=True, slots=True)
class Field:
    """What ``{name}`` stands for: a regular expression and the words it may begin with."""

    regex: str
    first: frozenset[str]
    named: bool = False
    tells: Telling = NOTHING


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template: the rule it serves, its expression, the words it may begin with, sets of
    forms of each of which it needs one, and what must stand before it."""

    rule: str
    regex: re.Pattern[str]
    first: frozenset[str]
    needs: frozenset[frozenset[str]]
    context: re.Pattern[str] | None = None


def first_words(words: Iterable[str]) -> frozenset[str]:
    """The lower-case first word of each, or the mark for digits."""
    found = (_WORD.search(word) for word in words)
    return frozenset(
        NUMERAL if match.group()[0].isdigit() else match.group().lower() for match in found if match
    )


def telling(words: Iterable[str], named: bool = False, capitalised: bool = False) -> Telling:
    """What a list of words tells: of each its longest (of equals the last) in the ways it may be
    written. A field tells more than the words around it ("this", "the last"), which are common."""
    longest = [max(found[::-1], key=len) for word in words if (found := _WORD.findall(word))]
    if not longest or any(word[0].isdigit() for word in longest):
        return NOTHING
    forms = {form for word in longest for form in (word, word.upper())}
    if not capitalised:
        forms |= {form for word in longest for form in (word.lower(), word.capitalize())}
    return (0 if named else 1), frozenset(forms)


def word_list(words: Iterable[str], capitalised: bool = False) -> str:
    """Any of the words, longest first; capitalised ones in that form or in capitals only."""
    forms: set[str] = set()
    for word in words:
        forms.update({word, word.upper()} if capitalised else {word})
    body = "|".join(_spaced(f) for f in sorted(forms, key=lambda f: (-len(f), f)))
    return f"(?:{body})" if capitalised else f"(?i:{body})"


def number_fields(ordinal: Iterable[str]) -> dict[str, Field]:
    """The fields that every language has: figures for days, months and years."""
    digits = frozenset({NUMERAL})
    suffix = "|".join(re.escape(o) for o in sorted(ordinal, key=len, reverse=True))
    day = (f"(?:{_DAY})(?:{suffix})?" if suffix else f"(?:{_DAY})") + _AFTER_DAY
    return {
        "day": Field(day, digits, True),
        "monthnumber": Field(f"(?:{_MONTH_NUMBER})", digits, True, FIGURES),
        "year": Field(f"(?:{_YEAR}){_AFTER_YEAR}", digits, True, FIGURES),
        "shortyear": Field(r"\d\d", digits, True),
        "decade": Field(r"(?:1[89]|20)\d0", digits, True, FIGURES),
        "open": Field(r"(?<=\()", frozenset()),
        "close": Field(r"(?=\))", frozenset()),
    }


def compile_template(rule: str, text: str, fields: Mapping[str, Field]) -> Template:
    """The template of one line; raises LanguageError that quotes the line."""
    try:
        before, mark, body = text.rpartition(" > ")
        regex, first, tells = _render(_Reader(body, fields).sequence())
        context = None
        if mark:
            opening, _, _ = _render(_Reader(before, fields).sequence())
            context = re.compile(rf"(?<!\w){opening}\s+$")
        needs = frozenset(forms for _, forms in tells)
        return Template(rule, re.compile(rf"(?<!\w){regex}(?!\w)"), first, needs, context)
    except (KeyError, IndexError, re.error) as error:
        raise LanguageError(f"dates.yaml: cannot read the pattern {text!r} ({error})") from None


def any_of(templates: Iterable[Template]) -> re.Pattern[str]:
    """An expression that matches where at least one of the templates does: most numbers are no
    date, and one look tells."""
    return re.compile("|".join(_GROUP.sub("(?:", t.regex.pattern) for t in templates) or r"(?!)")


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in text.split())


@dataclass(slots=True)
class _Node:
    regex: str
    first: frozenset[str]  # empty: begins with no word (a mark)
    tells: Telling = NOTHING
    optional: bool = False
    space: bool = False


class _Reader:
    """Recursive descent over one template."""

    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        self.text = text
        self.at = 0
        self.fields = fields
        self.counts: dict[str, int] = {}

    def sequence(self, stop: str = "") -> list[_Node]:
        nodes: list[_Node] = []
        text = self.text
        while self.at < len(text) and text[self.at] not in (stop or "\0"):
            char = text[self.at]
            if char == " ":
                self.at += 1
                nodes.append(_Node(r"\s+", frozenset(), space=True))
            elif char == "~":
                self.at += 1
                nodes.append(_Node(_HYPHEN, frozenset()))
            elif char == "{":
                nodes.append(self._field())
            elif char in "([":
                nodes.append(self._group(char))
            elif char == "\\":
                nodes.append(_Node(re.escape(text[self.at + 1]), frozenset()))
                self.at += 2
            else:
                nodes.append(self._literal())
        return nodes

    def _field(self) -> _Node:
        end = self.text.index("}", self.at) if "}" in self.text[self.at :] else -1
        if end < 0:
            raise IndexError("a { without its }")
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        field = self.fields[name]
        if not field.named:
            return _Node(field.regex, field.first, field.tells)
        count = self.counts[name] = self.counts.get(name, 0) + 1
        group = name if count == 1 else f"{name}{count}"
        return _Node(f"(?P<{group}>{field.regex})", field.first, field.tells)

    def _group(self, opening: str) -> _Node:
        closing = ")" if opening == "(" else "]"
        parts: list[str] = []
        first: set[str] = set()
        told: list[Telling] = []
        self.at += 1
        while True:
            regex, begins, tells = _render(self.sequence("|" + closing))
            parts.append(regex)
            told.append(tells[0] if tells else NOTHING)
            first |= begins
            if self.at >= len(self.text):
                raise IndexError(f"a {opening} without its {closing}")
            self.at += 1
            if self.text[self.at - 1] == closing:
                break
        worst = max(rank for rank, _ in told)
        forms = frozenset().union(*[forms for _, forms in told])
        either = NOTHING if worst == NOTHING[0] else (worst, forms)
        return _Node(f"(?:{'|'.join(parts)})", frozenset(first), either, optional=opening == "[")

    def _literal(self) -> _Node:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in " ~{}([|)]\\":
            self.at += 1
        if start == self.at:
            raise IndexError(f"{self.text[start]!r} out of place")
        word = self.text[start : self.at]
        return _Node(f"(?i:{re.escape(word)})", first_words([word]), telling([word]))


def _render(nodes: list[_Node]) -> tuple[str, frozenset[str], list[Telling]]:
    """The expression of a row, where an optional part takes the space beside it along, the words
    the row may begin with, and what it needs: all of its fields that tell, else some other word."""
    out: list[str] = []
    first: frozenset[str] = frozenset()
    begun = False  # something that must be there has been seen
    open_end = True  # the row so far is empty or ends with a space that an optional part took
    i = 0
    while i < len(nodes):
        node = nodes[i]
        if not begun and not node.space:
            first |= node.first
            begun = bool(node.first) and not node.optional
        if not node.optional:
            out.append(node.regex)
            open_end = False
        elif out and nodes[i - 1].space and not open_end:
            out[-1] = rf"(?:\s+{node.regex})?"
        elif open_end and i + 1 < len(nodes) and nodes[i + 1].space:
            out.append(rf"(?:{node.regex}\s+)?")
            i += 1
        else:
            out.append(f"{node.regex}?")
        i += 1
    tells = [node.tells for node in nodes if not node.optional and node.tells != NOTHING]
    tells.sort(key=lambda t: t[0])
    return "".join(out), first, [t for t in tells if t[0] == 0] or tells[:1]

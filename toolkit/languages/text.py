"""Sentences and tokens, by code-point offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTER = r"[^\W\d_]"


def token_pattern(clitics: Iterable[str]) -> re.Pattern[str]:
    """Words (with inner hyphens), initials, numbers, the language's clitics, single marks."""
    lettered = [c for c in clitics if c[:1].isalpha()]
    marked = [c for c in clitics if not c[:1].isalpha() and len(c) > 1]
    parts = [rf"(?:{_LETTER}\.){{2,}}", r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?\b"]
    word = rf"{_LETTER}[^\W_]*(?:-[^\W_]+)*"
    if lettered:
        ends = "|".join(re.escape(c) for c in lettered)
        parts.append(rf"{_LETTER}+(?=(?:{ends})\b)|(?:{ends})\b")
    if marked:
        parts.append("(?:" + "|".join(re.escape(c) for c in marked) + r")(?!\w)")
    # An apostrophe inside a word belongs to it (Qur'an, Sa'dabad) unless it begins a clitic.
    stop = "".join(f"(?!{re.escape(c)}(?!\\w))" for c in marked)
    parts.append(rf"{word}(?:{stop}['’]{word})*")
    parts.append(r"[^\W_]+")
    parts.append(r"\S")
    return re.compile("|".join(parts), re.IGNORECASE)


_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)|\n\s*|[.!?](?=[\"“])")
_NEXT = re.compile(r"\s*[\"“‘'(\[]*\s*(\S)")


def sentences(text: str, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text`` without the space around them.

    A sentence ends at a full stop, question or exclamation mark before a capital or a digit, and at
    a line's end; not after an abbreviation, an initial, or within a number.
    """
    made: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group().startswith((".", "…")) and not match.group().startswith("..."):
            before = text[start : match.start()]
            words = [] if before[-1:].isspace() else before.rsplit(maxsplit=1)
            last = words[-1].lstrip("\"“‘'([") if words else ""
            follow = _NEXT.match(text, end)
            if last in abbreviations or last.rstrip(".") in abbreviations:
                if not (follow is None or "\n" in text[match.end() : match.end() + 1]):
                    continue
            elif len(last) == 1 and last.isupper() and follow is not None:
                continue
            elif follow is not None and follow.group(1).islower():
                continue
        _add(made, text, start, end)
        start = end
    _add(made, text, start, len(text))
    return made


def _add(made: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        made.append((start, end))

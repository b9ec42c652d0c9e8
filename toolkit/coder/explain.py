"""Why a sentence was coded as it was: names, patterns, rules, and what was left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from toolkit.coder.rules import RuleCoder
from toolkit.records import Document, Event


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in the text, with the code that its entry gives."""

    start: int
    end: int
    text: str
    code: str
    kind: str
    entry: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words that could be an event and are none, with the reason."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the coder saw in a text; offsets are code points of ``text``."""

    text: str
    lang: str
    names: tuple[Named, ...]
    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]
    word_classes: tuple[tuple[str, str], ...]


def explain(
    coder: RuleCoder, text: str, lang: str, published: dt.date | None = None
) -> Explanation:
    """Code ``text`` as one article and keep what led there. Raises LanguageError for an unknown
    language."""
    document = Document("explained", text, lang, published, None if published is None else "given")
    names: list[Named] = []
    dropped: list[Dropped] = []
    classes: list[tuple[str, str]] = []
    events: list[Event] = []
    for tokens, book, made in coder.sentences(document):
        events.extend(made)
        classes.extend((t.text, t.tag) for t in tokens)
        seen = set()
        for token in tokens:
            name = token.name
            if name is None or name in seen:
                continue
            seen.add(name)
            start, end = tokens[name.first].start, tokens[name.last - 1].end
            place = f"{name.entry.file}:{name.entry.line}" if name.entry else "named before"
            names.append(Named(start, end, text[start:end], name.code, name.kind, place))
        spans = {(e.action.span.start, e.action.span.end) for e in made}
        for first, last, reason in book.dropped:
            start, end = tokens[first].start, tokens[last - 1].end
            if (start, end) not in spans:
                dropped.append(Dropped(start, end, text[start:end], reason))
    return Explanation(text, lang, tuple(names), tuple(events), tuple(dropped), tuple(classes))

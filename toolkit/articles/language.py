"""Which of the languages that the toolkit knows a text is written in."""

from __future__ import annotations

import re
from collections import Counter

from toolkit import languages

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000  # characters: enough for the shares to be steady
_LEXICON_WEIGHT = 0.5  # a word of the action lexicon says less than a function word
_LEAST = 0.25
_MARGIN = 1.3


def detect(text: str) -> str | None:
    """The language whose words make up the greatest share of the beginning of ``text``.

    A function word counts whole, a word of the action lexicon half. None where no language reaches
    a quarter of the words, or the second comes too near.
    """
    words = Counter(w.lower() for w in _WORD.findall(text[:_SAMPLE]))
    total = words.total()
    if not total:
        return None
    scores = []
    for lang in languages.known():
        known = languages.load(lang).words
        score = 0.0
        for form, count in words.items():
            if (word := known.get(form)) is not None:
                score += count if word.roles else count * _LEXICON_WEIGHT
        scores.append((score / total, lang))
    scores.sort(reverse=True)
    best, lang = scores[0]
    second = scores[1][0] if len(scores) > 1 else 0.0
    return lang if best >= _LEAST and best >= _MARGIN * second else None

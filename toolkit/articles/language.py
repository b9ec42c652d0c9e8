"""Which of the languages that the toolkit knows a text is written in."""

from __future__ import annotations

import re
from collections import Counter

from toolkit import languages

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000  # characters: enough for the shares to be steady
_LEAST = 0.5
_MARGIN = 1.3


def detect(text: str) -> str | None:
    """The language that knows the greatest share of the words at the beginning of ``text``.

    Known are function words and the forms of the action lexicon; words that begin with a capital
    are left out where there are others, since names are alike everywhere. None where no language
    knows half of the words, or the second comes too near. In its own language a sentence of news
    has six to nine of ten words known, in another at most four.
    """
    found = _WORD.findall(text[:_SAMPLE])
    words = Counter(w for w in found if w[0].islower()) or Counter(w.lower() for w in found)
    total = words.total()
    if not total:
        return None
    scores = []
    for lang in languages.known():
        known = languages.load(lang).words
        scores.append((sum(n for w, n in words.items() if w.lower() in known) / total, lang))
    scores.sort(reverse=True)
    best, lang = scores[0]
    second = scores[1][0] if len(scores) > 1 else 0.0
    return lang if best >= _LEAST and best >= _MARGIN * second else None

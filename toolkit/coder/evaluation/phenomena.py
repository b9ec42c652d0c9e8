"""What makes a text hard to code, so that scores can be broken down by it.

Gold needs no annotation for this. What a text *says* is read from the gold's own events (no actor
named, several actors, each other); how it says it, from the text: the embedded grammar's reading of
each sentence and the function words and patterns of the language's pack. Which coder is scored does
not matter, so that coders can be compared row by row. A text counts under every phenomenon that it
shows; one that shows none is ``plain``. The reading is the grammar's, with its errors: a table to
see where to work, no annotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.coder import RuleCoder
from toolkit.coder import status as status_of
from toolkit.coder.clauses import Clauses
from toolkit.coder.evaluation.matching import Triple
from toolkit.coder.evaluation.reading import GoldRecord
from toolkit.coder.match import Match, Matcher
from toolkit.coder.mentions import Memory
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import RECIP, tokenize
from toolkit.languages import LanguageError
from toolkit.languages.lexicon import NO_EVENT
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT
from toolkit.ontology import Codebook

#: In the order of the table, with what each means.
PHENOMENA = {
    "plain": "none of the others",
    "passive": "a verb in the passive",
    "relative clause": "a relative pronoun with its antecedent",
    "nominal event": "a noun that the action lexicon knows",
    "negated": "a verb or action noun that is negated",
    "planned": "a verb or action noun of the future, or an act that is tried, wanted or asked for",
    "conditional": "a verb or action noun under a condition, a modal or in a question",
    "reported speech": "a verb of speech",
    "several actors": "conjoined actors, or gold events that differ in one actor only",
    "pronoun": "a pronoun of the third person, or a phrase like 'the country', 'both sides'",
    "each other": "a reciprocal word or pattern, or gold events in both directions",
    "no actor named": "a gold event without source or target",
    "long sentence": "more than 30 words in one sentence",
    "several sentences": "more than one sentence",
}
_LONG = 30
_STATUS = {"negated": "negated", "planned": "planned", "hypothetical": "conditional"}
_THIRD = BIT["third_person"]


def phenomena_of(records: Sequence[GoldRecord], codebook: Codebook) -> dict[str, frozenset[str]]:
    """The phenomena of each record by its id; records without text, or in a language without a
    pack, are left out."""
    coder = RuleCoder(codebook)
    made = {}
    for record in records:
        if not record.text or not record.lang:
            continue
        try:
            pack = coder.pack(record.lang)
        except LanguageError:
            continue
        shown = set(_of_text(coder, pack, record.text)) | set(_of_gold(record.events))
        made[record.doc_id] = frozenset(shown or {"plain"})
    return made


def _of_gold(events: Sequence[Triple]) -> Iterator[str]:
    if any(not side or side == "---" for e in events for side in (e.source, e.target)):
        yield "no actor named"
    for i, a in enumerate(events):
        for b in events[i + 1 :]:
            if a.code == b.code and (a.source, a.target) == (b.target, b.source):
                yield "each other"
            elif a.code == b.code and (a.source == b.source) != (a.target == b.target):
                yield "several actors"


def _of_text(coder: RuleCoder, pack: Pack, text: str) -> Iterator[str]:
    bounds = pack.sentences(text)
    if len(bounds) > 1:
        yield "several sentences"
    memory = Memory()
    for start, end in bounds:
        tokens = tokenize(pack, text[start:end], start)
        if sum(t.text[0].isalnum() for t in tokens) > _LONG:
            yield "long sentence"
        clauses = coder.sentence(text, tokens, pack, memory).clauses
        yield from _of_sentence(clauses, Parties(clauses, pack, memory))


def _of_sentence(clauses: Clauses, parties: Parties) -> Iterator[str]:
    matcher = Matcher(clauses)
    yield from _of_words(clauses)
    for c, chunk in enumerate(clauses.chunks):
        if chunk.kind == "V":
            yield from _of_verb(clauses, c)
            yield from _of_pattern(matcher.verb(c))
        elif chunk.kind == "N":
            yield from _of_noun(clauses, matcher, c)
            for group in (clauses.group_left(c), clauses.group_right(c)):
                if len(parties.of_group(group)) > 1:
                    yield "several actors"
        elif chunk.kind == "R" and clauses.antecedent(c) is not None:
            yield "relative clause"


def _of_words(clauses: Clauses) -> Iterator[str]:
    back = clauses.pack.coreference.values()
    lower = [t.lower for t in clauses.tokens]
    for i, token in enumerate(clauses.tokens):
        if token.word.roles & _THIRD:
            yield "pronoun"
        if token.word.roles & RECIP:
            yield "each other"
        for listed in back:
            for rest in listed.get(token.lower, ()):
                if tuple(lower[i + 1 : i + 1 + len(rest)]) == rest:
                    yield "pronoun"


def _of_verb(clauses: Clauses, c: int) -> Iterator[str]:
    chunk = clauses.chunks[c]
    if chunk.voice == "p":
        yield "passive"
    if clauses.in_class(c, "speech"):
        yield "reported speech"
    if clauses.complement(c) is not None and (
        clauses.in_class(c, "attempt") or clauses.in_class(c, "control")
    ):
        yield "planned"
    yield from _of_status(status_of.of_verb(clauses, c))


def _of_noun(clauses: Clauses, matcher: Matcher, c: int) -> Iterator[str]:
    chunk = clauses.chunks[c]
    for at in range(chunk.first, chunk.last):
        token = clauses.tokens[at]
        if token.word.head and token.word.nouns and token.name is None:
            found = matcher.noun(c, at)
            if found is not None and found.pattern.code != NO_EVENT:
                yield "nominal event"
                yield from _of_pattern(found)
                yield from _of_status(status_of.of_noun(clauses, c, at))


def _of_pattern(match: Match | None) -> Iterator[str]:
    if match is not None and "both" in match.pattern.flags:
        yield "each other"


def _of_status(status: str) -> Iterator[str]:
    if status in _STATUS:
        yield _STATUS[status]

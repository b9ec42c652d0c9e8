"""The default coder: lexicon and shallow grammar, offline, no parser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import __version__, languages
from toolkit.coder.chunks import Chunk, chunk
from toolkit.coder.circumstances import (
    countries_named,
    country_of,
    give_country,
    host_visits,
    keep_dyads,
    keep_political,
    mark_dates,
    mark_durations,
    nearest,
    not_places,
    place_of,
    struck,
)
from toolkit.coder.clauses import Clauses
from toolkit.coder.dates import DateFinder, DateMention
from toolkit.coder.drafts import Book, Draft
from toolkit.coder.events import Assembler
from toolkit.coder.match import may_act
from toolkit.coder.mentions import Memory, Who, find, may_introduce, name_nouns
from toolkit.coder.options import Options
from toolkit.coder.parsing.review import Opinion, Reviewer, weighed
from toolkit.coder.parties import Parties
from toolkit.coder.places import PlaceFinder, PlaceMention
from toolkit.coder.tagging import tag
from toolkit.coder.tokens import Token, tokenize
from toolkit.languages.pack import Pack
from toolkit.ontology import Codebook
from toolkit.records import (
    Action,
    Actor,
    Document,
    Event,
    EventDate,
    Location,
    Status,
    event_id,
)


@dataclass(slots=True)
class _Sentence:
    """One sentence as the grammar sees it; ``draft_places`` goes with ``book.drafts``."""

    clauses: Clauses
    book: Book
    dates: Sequence[DateMention]
    places: list[PlaceMention]
    draft_places: list[PlaceMention | None]
    countries: Collection[str]


class RuleCoder:
    """Codes documents of every language that has a folder.

    ``packs`` are folders of a user's own, read after the built-in ones. Raises ToolkitError for
    options that cannot be met.
    """

    def __init__(
        self, codebook: Codebook, packs: tuple[Path, ...] = (), options: Options = Options()
    ) -> None:
        self.options = options
        self._review = Reviewer(options.parsers)
        variant = (*["statements"] * options.statements, *self._review.names)
        self.name = "+".join((f"rules/{__version__}", *variant))
        self.codebook = codebook
        self._folders = packs
        self._packs: dict[str, Pack] = {}
        self._dates: dict[str, DateFinder] = {}
        self._places: dict[str, PlaceFinder] = {}

    def pack(self, lang: str) -> Pack:
        """The compiled language pack; raises LanguageError for an unknown language."""
        if lang not in self._packs:
            self._packs[lang] = languages.load_with(lang, self.codebook, self._folders)
            self._dates[lang] = DateFinder(self._packs[lang].dates)
            self._places[lang] = PlaceFinder(self._packs[lang].places, lang)
        return self._packs[lang]

    def code(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their action spans."""
        read = self.sentences(document, idle=False)
        return [event for _, _, events in read for event in events]

    def sentences(
        self, document: Document, idle: bool = True
    ) -> Iterator[tuple[list[Token], Book, list[Event]]]:
        """Each sentence that holds a word of the action lexicon: tokens, drafts and events.

        Without ``idle`` the tokens of a sentence that no pattern can fit are left untagged. Which
        place a name means is decided for the article as a whole, so that nothing is given before
        all of it is read.
        """
        pack = self.pack(document.lang)
        text = document.text
        month = None
        if document.published is not None:
            month = document.published.year * 12 + document.published.month - 1
        memory = Memory(month)
        finder = self._dates[document.lang]
        read: list[_Sentence] = []
        for start, end in pack.sentences(text):
            tokens = tokenize(pack, text[start:end], start)
            if not any(t.word.head for t in tokens) and not self._may_state(tokens, pack):
                continue
            dates = finder.find(text, start, end, document.published)
            read.append(self.sentence(text, tokens, pack, memory, dates, idle))
        mentions = [m for s in read for m in s.places]
        countries = {code for s in read for code in s.countries}
        located = self._places[document.lang].resolve(mentions, countries) if mentions else []
        where = {(m.start, m.end): place for m, place in zip(mentions, located, strict=True)}
        ranks: dict[tuple[int, int], int] = {}
        drafts = [(s.clauses, s.book.drafts) for s in read]
        for s, seen in zip(read, self._review.of(document, drafts, pack), strict=True):
            events = []
            for draft, place, opinion in zip(s.book.drafts, s.draft_places, seen, strict=True):
                date = nearest(s.clauses, draft, s.dates)
                location = where[place.start, place.end] if place is not None else None
                made = self._event(
                    document, s.clauses.tokens, draft, date, location, ranks, opinion
                )
                if made is not None:
                    events.append(made)
            yield s.clauses.tokens, s.book, events

    def _may_state(self, tokens: list[Token], pack: Pack) -> bool:
        """Whether a sentence without a word of the lexicon may be a statement."""
        speech = pack.verb_classes["speech"]
        return self.options.statements and any(
            lemma in speech for t in tokens for lemma, _ in t.word.verbs
        )

    def sentence(
        self,
        text: str,
        tokens: list[Token],
        pack: Pack,
        memory: Memory,
        dates: Sequence[DateMention] = (),
        idle: bool = True,
    ) -> _Sentence:
        """What one tokenized sentence of ``text`` says."""
        mark_dates(tokens, dates)
        mark_durations(tokens, pack.time_units)
        left = find(tokens, pack, memory)
        chunks: list[Chunk] = []
        if (
            idle
            or left
            or may_act(tokens, pack)
            or self._may_state(tokens, pack)
            or may_introduce(tokens)
        ):
            tag(tokens, pack)
            name_nouns(tokens, left)
            chunks = chunk(tokens, pack)
        clauses = Clauses(tokens, chunks, pack)
        parties = Parties(clauses, pack, memory)
        statements = self.options.statements
        book = Assembler(clauses, parties, pack, statements).run() if chunks else Book()
        names = {i: t.name for i, t in enumerate(tokens) if t.name is not None}
        countries = countries_named(names)
        places = self._places[pack.lang].find(
            text, tokens, not_places(tokens, names), countries, struck(clauses, book)
        )
        draft_places = [place_of(clauses, draft, places) for draft in book.drafts]
        for draft, place in zip(book.drafts, draft_places, strict=True):
            give_country(clauses, parties, draft, place)
        keep_political(book, parties)
        keep_dyads(book)
        host_visits(book)
        draft_places = [place_of(clauses, draft, places) for draft in book.drafts]
        scenes = [c for m in places if m.role == "at" and (c := country_of(m)) is not None]
        if scenes:
            memory.scene = scenes[-1]
        sources = [d.source for d in book.drafts if d.source is not None]
        codes = [w.code for d in book.drafts for w in (d.source, d.target) if w is not None]
        parties.remember(names, sources[:1], codes)
        return _Sentence(clauses, book, dates, places, draft_places, countries.values())

    def _event(
        self,
        document: Document,
        tokens: list[Token],
        draft: Draft,
        date: DateMention | None,
        location: Location | None,
        ranks: dict[tuple[int, int], int],
        opinion: Opinion,
    ) -> Event | None:
        if draft.code not in self.codebook:
            return None
        start, end = tokens[draft.first].start, tokens[draft.last - 1].end
        when = None if date is None else _date(date, draft.status)
        rank = ranks.get((start, end), 0)
        ranks[start, end] = rank + 1
        return Event(
            event_id=event_id(document.doc_id, self.name, start, end, rank),
            doc_id=document.doc_id,
            action=Action(draft.code, document.span(start, end)),
            coder=self.name,
            source=_actor(document, tokens, draft.source),
            target=_actor(document, tokens, draft.target),
            date=when,
            location=location,
            status="background" if _long_past(when, document.published, draft) else draft.status,
            attribution=_actor(document, tokens, draft.attribution),
            confidence=weighed(confidence(draft), opinion),
            trace=(*draft.trace, *_rules(draft), *opinion.words),
        )


def _rules(draft: Draft) -> Iterator[str]:
    for side, who in (("source", draft.source), ("target", draft.target)):
        if who is not None:
            yield f"{side} by {who.rule}"


_LONG = dt.timedelta(days=3653)


def _long_past(when: EventDate | None, published: dt.date | None, draft: Draft) -> bool:
    """Whether an asserted act lies more than ten years before the report: history, no news."""
    return (
        draft.status == "asserted"
        and when is not None
        and published is not None
        and published - when.end > _LONG
    )


def _date(mention: DateMention, status: Status) -> EventDate:
    """The date of an event; a bare weekday of a plan is the coming one."""
    return mention.coming if status == "planned" and mention.coming else mention.date


def _actor(document: Document, tokens: list[Token], who: Who | None) -> Actor | None:
    if who is None:
        return None
    if who.first == who.last:
        return Actor(who.code, who.code)  # implied: no words name it
    span = document.span(tokens[who.first].start, tokens[who.last - 1].end)
    return Actor(who.code, span.text, span)


_GUESSED = (
    "pronoun",
    "named before",
    "role + country of the sentence",
    "owner",
    "apposition",
    "the speaker",
    "the government at home",
    "own country",
)


def confidence(draft: Draft) -> float:
    """How sure a draft is, 0..1: a plain sum over what was found and what was inferred. It orders
    events for review; it is no probability."""
    sure = 0.5 if draft.nominal else 0.6
    for who in (draft.source, draft.target):
        if who is not None:
            sure += 0.05 if who.rule in _GUESSED else 0.15
    return round(sure, 2)

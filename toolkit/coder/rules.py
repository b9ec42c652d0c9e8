"""The default coder: lexicon and shallow grammar, offline, no parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit import __version__, languages
from toolkit.coder.chunks import chunk
from toolkit.coder.circumstances import mark_dates, nearest
from toolkit.coder.clauses import Clauses
from toolkit.coder.dates import DateFinder, DateMention
from toolkit.coder.drafts import Book, Draft
from toolkit.coder.events import Assembler
from toolkit.coder.mentions import Memory, Who, find
from toolkit.coder.parties import Parties
from toolkit.coder.tagging import tag
from toolkit.coder.tokens import Token, tokenize
from toolkit.languages.pack import Pack
from toolkit.ontology import Codebook
from toolkit.records import Action, Actor, Document, Event, EventDate, Status, event_id


class RuleCoder:
    """Codes documents of every language that has a folder.

    ``packs`` are folders of a user's own, read after the built-in ones.
    """

    def __init__(self, codebook: Codebook, packs: tuple[Path, ...] = ()) -> None:
        self.name = f"rules/{__version__}"
        self.codebook = codebook
        self._folders = packs
        self._packs: dict[str, Pack] = {}
        self._dates: dict[str, DateFinder] = {}

    def pack(self, lang: str) -> Pack:
        """The compiled language pack; raises LanguageError for an unknown language."""
        if lang not in self._packs:
            self._packs[lang] = languages.load_with(lang, self.codebook, self._folders)
            self._dates[lang] = DateFinder(self._packs[lang].dates)
        return self._packs[lang]

    def code(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their action spans."""
        return [event for _, _, events in self.sentences(document) for event in events]

    def sentences(self, document: Document) -> Iterator[tuple[list[Token], Book, list[Event]]]:
        """Each sentence that holds a word of the action lexicon: tokens, drafts and events."""
        pack = self.pack(document.lang)
        text = document.text
        month = None
        if document.published is not None:
            month = document.published.year * 12 + document.published.month - 1
        memory = Memory(month)
        finder = self._dates[document.lang]
        ranks: dict[tuple[int, int], int] = {}
        for start, end in pack.sentences(text):
            tokens = tokenize(pack, text[start:end], start)
            if not any(t.word.head for t in tokens):
                continue
            dates = finder.find(text, start, end, document.published)
            book, clauses = self.sentence(tokens, pack, memory, dates)
            events = []
            for draft in book.drafts:
                date = nearest(clauses, draft, dates)
                event = self._event(document, tokens, draft, date, ranks)
                if event is not None:
                    events.append(event)
            yield tokens, book, events

    def sentence(
        self, tokens: list[Token], pack: Pack, memory: Memory, dates: Sequence[DateMention] = ()
    ) -> tuple[Book, Clauses]:
        """What one tokenized sentence says, and its clauses for an explanation."""
        mark_dates(tokens, dates)
        find(tokens, pack, memory)
        tag(tokens, pack)
        clauses = Clauses(tokens, chunk(tokens, pack), pack)
        parties = Parties(clauses, pack, memory)
        book = Assembler(clauses, parties, pack).run()
        sources = [d.source for d in book.drafts if d.source is not None]
        codes = [w.code for d in book.drafts for w in (d.source, d.target) if w is not None]
        parties.remember(sources[:1], codes)
        return book, clauses

    def _event(
        self,
        document: Document,
        tokens: list[Token],
        draft: Draft,
        date: DateMention | None,
        ranks: dict[tuple[int, int], int],
    ) -> Event | None:
        if draft.code not in self.codebook:
            return None
        start, end = tokens[draft.first].start, tokens[draft.last - 1].end
        rank = ranks.get((start, end), 0)
        ranks[start, end] = rank + 1
        return Event(
            event_id=event_id(document.doc_id, self.name, start, end, rank),
            doc_id=document.doc_id,
            action=Action(draft.code, document.span(start, end)),
            coder=self.name,
            source=_actor(document, tokens, draft.source),
            target=_actor(document, tokens, draft.target),
            date=None if date is None else _date(date, draft.status),
            status=draft.status,
            attribution=_actor(document, tokens, draft.attribution),
            confidence=confidence(draft),
            trace=(*draft.trace, *_rules(draft)),
        )


def _rules(draft: Draft) -> Iterator[str]:
    for side, who in (("source", draft.source), ("target", draft.target)):
        if who is not None:
            yield f"{side} by {who.rule}"


def _date(mention: DateMention, status: Status) -> EventDate:
    """The date of an event; a bare weekday of a plan is the coming one."""
    return mention.coming if status == "planned" and mention.coming else mention.date


def _actor(document: Document, tokens: list[Token], who: Who | None) -> Actor | None:
    if who is None:
        return None
    span = document.span(tokens[who.first].start, tokens[who.last - 1].end)
    return Actor(who.code, span.text, span)


_GUESSED = ("pronoun", "role + country of the sentence", "owner", "apposition", "the speaker")


def confidence(draft: Draft) -> float:
    """How sure a draft is, 0..1: a plain sum over what was found and what was inferred. It orders
    events for review; it is no probability."""
    sure = 0.5 if draft.nominal else 0.6
    for who in (draft.source, draft.target):
        if who is not None:
            sure += 0.05 if who.rule in _GUESSED else 0.15
    return round(sure, 2)

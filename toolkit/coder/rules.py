"""The default coder: lexicon and shallow grammar, offline, no parser."""

from __future__ import annotations

from pathlib import Path

from toolkit import __version__, languages
from toolkit.coder.chunks import chunk
from toolkit.coder.clauses import Clauses
from toolkit.coder.events import Assembler, Draft
from toolkit.coder.mentions import Memory, Who, find
from toolkit.coder.parties import Parties
from toolkit.coder.tokens import Token, tag, tokenize
from toolkit.languages.pack import Pack
from toolkit.ontology import Codebook
from toolkit.records import Action, Actor, Document, Event, event_id


class RuleCoder:
    """Codes documents of every language that has a folder.

    ``packs`` are folders of a user's own, read after the built-in ones.
    """

    def __init__(self, codebook: Codebook, packs: tuple[Path, ...] = ()) -> None:
        self.name = f"rules/{__version__}"
        self.codebook = codebook
        self._folders = packs
        self._packs: dict[str, Pack] = {}

    def pack(self, lang: str) -> Pack:
        """The compiled language pack; raises LanguageError for an unknown language."""
        if lang not in self._packs:
            self._packs[lang] = languages.load_with(lang, self.codebook, self._folders)
        return self._packs[lang]

    def code(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their action spans."""
        pack = self.pack(document.lang)
        text = document.text
        month = None
        if document.published is not None:
            month = document.published.year * 12 + document.published.month - 1
        memory = Memory(month)
        events: list[Event] = []
        ranks: dict[tuple[int, int], int] = {}
        for start, end in pack.sentences(text):
            tokens = tokenize(pack, text[start:end], start)
            if not any(t.word.head for t in tokens):
                continue
            for draft in self.drafts(tokens, pack, memory)[0]:
                event = self._event(document, tokens, draft, ranks)
                if event is not None:
                    events.append(event)
        return events

    def drafts(
        self, tokens: list[Token], pack: Pack, memory: Memory
    ) -> tuple[list[Draft], Clauses]:
        """The drafts of one tokenized sentence, and its clauses for an explanation."""
        find(tokens, pack, memory)
        tag(tokens, pack)
        clauses = Clauses(tokens, chunk(tokens, pack), pack)
        parties = Parties(clauses, pack, memory)
        drafts = Assembler(clauses, parties, pack).run()
        codes = [w.code for d in drafts for w in (d.source, d.target) if w is not None]
        parties.remember([d.source for d in drafts if d.source is not None][:1], codes)
        return drafts, clauses

    def _event(
        self,
        document: Document,
        tokens: list[Token],
        draft: Draft,
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
            status=draft.status,
            attribution=_actor(document, tokens, draft.attribution),
            confidence=0.5,
            trace=tuple(draft.trace),
        )


def _actor(document: Document, tokens: list[Token], who: Who | None) -> Actor | None:
    if who is None:
        return None
    span = document.span(tokens[who.first].start, tokens[who.last - 1].end)
    return Actor(who.code, span.text, span)

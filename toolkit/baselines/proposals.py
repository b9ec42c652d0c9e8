"""Events without a lexicon entry: who does it to whom by grammar, what by a model."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.coder import RuleCoder
from toolkit.coder import status as status_of
from toolkit.coder.chunks import chunk
from toolkit.coder.circumstances import mark_dates, nearest
from toolkit.coder.clauses import Clauses
from toolkit.coder.dates import DateFinder, DateMention
from toolkit.coder.drafts import Draft, Sides
from toolkit.coder.mentions import Memory, Who, find, name_nouns
from toolkit.coder.parties import Parties
from toolkit.coder.tagging import tag
from toolkit.coder.tokens import Token, tokenize
from toolkit.records import Action, Actor, Document, Event, EventDate


def propose(
    rules: RuleCoder, document: Document, start: int, end: int, code: str
) -> Iterator[Event]:
    """Events of ``code`` for the first verb of the sentence ``[start:end)`` that has an actor on
    both sides; none where no verb has. Ids and coder are left to the caller."""
    pack = rules.pack(document.lang)
    memory = Memory(None)
    dates = DateFinder(pack.dates).find(document.text, start, end, document.published)
    tokens = tokenize(pack, document.text[start:end], start)
    mark_dates(tokens, dates)
    left = find(tokens, pack, memory)
    tag(tokens, pack)
    name_nouns(tokens, left)
    clauses = Clauses(tokens, chunk(tokens, pack), pack)
    parties = Parties(clauses, pack, memory)
    for c, verb in enumerate(clauses.chunks):
        if verb.kind != "V" or clauses.in_class(c, "speech"):
            continue
        sides = _sides(clauses, parties, c)
        if not sides.sources or not sides.targets:
            continue
        status = status_of.of_verb(clauses, c)
        for source, target in sides.pairs():
            draft = Draft(code, verb.main, verb.last, source, target, status, c, nominal=False)
            yield _event(document, tokens, draft, _date(clauses, draft, dates))
        return


def _sides(clauses: Clauses, parties: Parties, c: int) -> Sides:
    """The actors of a verb: of its subject and its object or, where that names nobody, of the
    first phrase after it that does; of a passive verb's agent and subject."""
    subject = parties.of_group(clauses.subject(c))
    if clauses.chunks[c].voice == "p":
        return Sides(parties.of_group(clauses.agent(c)), subject, ["passive"])
    targets = parties.of_group(clauses.object(c))
    how = "object"
    if not targets:
        for phrase in clauses.phrases(c):
            targets = parties.of_group(phrase.group)
            if targets:
                how = f"after {phrase.words}"
                break
    known = {who.code for who in subject}
    return Sides(subject, [who for who in targets if who.code not in known], [how])


def _date(clauses: Clauses, draft: Draft, dates: list[DateMention]) -> EventDate | None:
    mention = nearest(clauses, draft, dates)
    return None if mention is None else mention.date


def _event(document: Document, tokens: list[Token], draft: Draft, date: EventDate | None) -> Event:
    span = document.span(tokens[draft.first].start, tokens[draft.last - 1].end)
    return Event(
        event_id="",
        doc_id=document.doc_id,
        action=Action(draft.code, span),
        coder="",
        source=_actor(document, tokens, draft.source),
        target=_actor(document, tokens, draft.target),
        date=date,
        status=draft.status,
    )


def _actor(document: Document, tokens: list[Token], who: Who | None) -> Actor | None:
    if who is None:
        return None
    span = document.span(tokens[who.first].start, tokens[who.last - 1].end)
    return Actor(who.code, span.text, span)

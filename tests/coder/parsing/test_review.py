"""A second opinion on the grammar's events, from a parser that says what the test tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.coder.parsing.bank import text_of, tree_of, words
from toolkit.coder import RuleCoder, rule_coder
from toolkit.coder.parsing import Tree
from toolkit.coder.parsing.review import Reviewer, Tally
from toolkit.languages import LanguageError
from toolkit.records import Document, Event

RIGHT = "Chad/nsubj<attacked attacked/ROOT Sudan/obj<attacked ./punct<attacked"
WRONG = "Chad/obj<attacked attacked/ROOT Sudan/nsubj<attacked ./punct<attacked"
APART = "Chad/ROOT attacked/acl<Chad Sudan/vocative<Chad ./punct<Chad"


class Told:
    """A parser that gives one tree, whatever it is asked."""

    name = "told-1"

    def __init__(self, written: str) -> None:
        self.written = written
        self.asked: list[str] = []

    def trees(self, sentences: Sequence[tuple[str, int]]) -> Iterator[Tree]:
        for text, offset in sentences:
            self.asked.append(text)
            yield tree_of(self.written, offset)


def coder(parser: Told, lang: str = "en") -> RuleCoder:
    made = rule_coder()
    made._review = Reviewer([(lang, parser)])
    return made


def attack(parser: Told, text: str = text_of(words(RIGHT))) -> Event:
    (event,) = (e for e in coder(parser).code(Document("d", text, "en")))
    return event


ALONE = rule_coder().code(Document("d", text_of(words(RIGHT)), "en"))[0]


def test_agreement_makes_an_event_surer() -> None:
    event = attack(Told(RIGHT))
    assert event.trace[-1] == "parser agrees: subject, object"
    assert event.confidence > ALONE.confidence
    assert event.trace[:-1] == ALONE.trace


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            WRONG,
            "parser differs: Chad is the subject of 'attacked' by the grammar, the object of it by",
        ),
        (APART, "by the grammar, no part of it by the parse"),
    ],
)
def test_a_difference_is_told_and_makes_no_event_surer(written: str, told: str) -> None:
    event = attack(Told(written))
    assert told in event.trace[-1]
    assert event.confidence <= ALONE.confidence
    assert (event.source, event.target) == (ALONE.source, ALONE.target)


def test_only_sentences_with_events_are_parsed_at_their_offsets() -> None:
    parser = Told(RIGHT)
    event = attack(parser, "Rain fell on the coast. Chad attacked Sudan. Birds sang.")
    assert parser.asked == ["Chad attacked Sudan."]
    assert event.trace[-1].startswith("parser agrees")


def test_other_languages_are_left_alone() -> None:
    parser = Told(RIGHT)
    (event,) = coder(parser, "id").code(Document("d", text_of(words(RIGHT)), "en"))
    assert not parser.asked
    assert event.confidence == ALONE.confidence


def test_an_actor_whom_no_words_name_is_not_looked_up() -> None:
    written = (
        "Students/nsubj<protested in/case<Chad Chad/obl<protested protested/ROOT ./punct<protested"
    )
    text = text_of(words(written))
    (event,) = coder(Told(written)).code(Document("d", text, "en"))
    assert event.target is not None and event.target.span is None
    assert event.trace[-1] == "parser agrees: subject"


def test_an_unknown_language() -> None:
    with pytest.raises(LanguageError, match="unknown language 'xx'"):
        Reviewer([("xx", Told(RIGHT))])


def test_the_tally() -> None:
    tally = Tally()
    assert not tally
    for event in (attack(Told(RIGHT)), attack(Told(WRONG)), attack(Told(WRONG)), ALONE):
        tally.add(event.trace)
    assert (tally.agree, tally.differ) == (1, 2)
    assert str(tally) == "agrees with the grammar on 1 events, differs on 2"

"""Events that the grammar found, held against a parser's tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit import languages
from toolkit.coder.clauses import Clauses
from toolkit.coder.drafts import Draft
from toolkit.coder.mentions import Who
from toolkit.coder.parsing import Parser
from toolkit.coder.parsing.readings import NOMINAL, VERBAL, GrammarReading, Role, roles_of
from toolkit.coder.parsing.trees import Tree, TreeReading
from toolkit.languages import LanguageError
from toolkit.languages.pack import Pack
from toolkit.records import Document

AGREES, DIFFERS = "parser agrees", "parser differs"
_SHORT: dict[Role, str] = {"oblique": "in a phrase", "dependent": "beside the noun"}
_TOLD: dict[Role, str] = {
    "subject": "the subject of",
    "object": "the object of",
    "agent": "the agent of",
    "oblique": "in a phrase with",
    "dependent": "beside",
}
# What the second opinion adds to the confidence of an event, and takes from it.
_SURER, _LESS_SURE = 0.09, -0.05


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the parser makes of one event: what to say in the trace and to add to its confidence.
    Where it can judge neither actor both are empty."""

    words: tuple[str, ...] = ()
    weight: float = 0.0


class Reviewer:
    """The parsers at hand, by language. Raises ToolkitError where one cannot be had."""

    def __init__(self, parsers: Iterable[tuple[str, str | Parser]] = ()) -> None:
        self._parsers: dict[str, Parser] = {}
        for lang, parser in parsers:
            if lang not in languages.known():
                raise LanguageError(
                    f"a parser for the unknown language {lang!r}; the toolkit knows "
                    f"{', '.join(languages.known())}"
                )
            if isinstance(parser, str):
                from toolkit.coder.parsing.pipelines import SpacyParser

                parser = SpacyParser(parser)
            self._parsers[lang] = parser

    @property
    def names(self) -> tuple[str, ...]:
        """The parsers' names, each once."""
        return tuple(dict.fromkeys(p.name for p in self._parsers.values()))

    def of(
        self, document: Document, sentences: Sequence[tuple[Clauses, Sequence[Draft]]], pack: Pack
    ) -> list[list[Opinion]]:
        """An opinion for each draft of each sentence of a document; an empty one where there is no
        parser for its language. Only sentences with drafts are parsed."""
        made = [[Opinion()] * len(drafts) for _, drafts in sentences]
        parser = self._parsers.get(document.lang)
        if parser is None:
            return made
        told = [i for i, (_, drafts) in enumerate(sentences) if drafts]
        texts = []
        for i in told:
            tokens = sentences[i][0].tokens
            texts.append((document.text[tokens[0].start : tokens[-1].end], tokens[0].start))
        for i, tree in zip(told, parser.trees(texts), strict=True):
            made[i] = opinions(*sentences[i], tree, pack)
        return made


def opinions(clauses: Clauses, drafts: Sequence[Draft], tree: Tree, pack: Pack) -> list[Opinion]:
    """One opinion for each draft of a sentence."""
    grammar, parse = GrammarReading(clauses), TreeReading(tree, pack)
    return [_opinion(draft, clauses, grammar, parse) for draft in drafts]


def _opinion(
    draft: Draft, clauses: Clauses, grammar: GrammarReading, parse: TreeReading
) -> Opinion:
    chunk = clauses.chunks[draft.chunk]
    inside = draft.first <= chunk.main < draft.last
    action = clauses.tokens[chunk.main if chunk.kind == "V" or inside else draft.first]
    roles: tuple[Role, ...] = VERBAL if chunk.kind == "V" else NOMINAL
    same: list[str] = []
    for who in (draft.source, draft.target):
        if who is None or who.first == who.last:
            continue  # nobody, or nobody whom words name
        place = clauses.tokens[who.first].start, clauses.tokens[who.last - 1].end
        ours = roles_of(grammar, roles, action.start, place)
        if not ours:
            continue  # found across clauses or sentences: a tree cannot tell
        theirs = roles_of(parse, roles, action.start, place)
        common = [role for role in ours if role in theirs]
        if not common:
            told = f"{_words(clauses, who)} is {_TOLD[ours[0]]} {action.text!r} by the grammar"
            parsed = f"{_TOLD[theirs[0]]} it" if theirs else "no part of it"
            return Opinion((f"{DIFFERS}: {told}, {parsed} by the parse",), _LESS_SURE)
        same.append(_SHORT.get(common[0], common[0]))
    return Opinion((f"{AGREES}: {', '.join(same)}",), _SURER) if same else Opinion()


def _words(clauses: Clauses, who: Who) -> str:
    return " ".join(t.text for t in clauses.tokens[who.first : who.last])


def weighed(confidence: float, opinion: Opinion) -> float:
    """A confidence with the opinion's weight added, within 0..1."""
    return round(min(1.0, max(0.0, confidence + opinion.weight)), 2)


@dataclass(slots=True)
class Tally:
    """On how many events the parser and the grammar agree and differ."""

    agree: int = 0
    differ: int = 0

    def add(self, trace: Iterable[str]) -> None:
        """Count an event by its trace."""
        for line in trace:
            self.agree += line.startswith(AGREES)
            self.differ += line.startswith(DIFFERS)

    def __str__(self) -> str:
        return f"agrees with the grammar on {self.agree} events, differs on {self.differ}"

    def __bool__(self) -> bool:
        return bool(self.agree or self.differ)

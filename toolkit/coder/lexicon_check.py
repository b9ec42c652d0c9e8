"""Whether a language folder is sound: every fault with file and line.

Checked are the syntax of each line, codes and actor codes against the codebook, duplicate, shadowed
and unreachable patterns, patterns without an example, and the examples themselves, which are run
through the coder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import languages
from toolkit.coder.rules import RuleCoder
from toolkit.languages.lexicon import NO_EVENT, Example, Expected, Pattern, read_actions
from toolkit.languages.morphology import LanguageError, Morphology
from toolkit.ontology import Codebook
from toolkit.records import Document, Event


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (``file:line``), and what."""

    where: str
    what: str
    kind: str  # syntax, code, duplicate, shadowed, unreachable, no example, example


def check(lang: str, codebook: Codebook, packs: tuple[Path, ...] = ()) -> Iterator[Fault]:
    """All faults of a built-in language, or of a user's packs for it where any are given."""
    base = languages.HERE / lang
    folders = [p / lang if (p / lang).is_dir() else p for p in packs] or [base]
    classes = Morphology(base / "morphology.yaml").classes
    broken = False
    for folder in folders:
        faults: list[LanguageError] = []
        patterns = read_actions(folder / "actions", classes, 0, faults)
        for error in faults:
            where, _, what = str(error).partition(": ")
            broken = True
            yield Fault(where, what, "syntax")
        yield from _codes(patterns, codebook, examples=not packs)
        yield from _overlaps(patterns)
    if broken:
        return
    try:
        coder = RuleCoder(codebook, packs)
        pack = coder.pack(lang)
    except LanguageError as error:
        where, _, what = str(error).partition(": ")
        yield Fault(where, what, "syntax")
        return
    for entry in pack.actors:
        for term in entry.terms:
            if term.code != NO_EVENT and (fault := codebook.actor_fault(term.code)):
                yield Fault(f"{entry.file}:{entry.line}", fault, "code")
    built_in = len(read_actions(base / "actions", classes)) if packs else 0
    for pattern in _lines(pack.actions):
        if pattern.order >= built_in:
            for example in pattern.examples:
                yield from run_example(coder, lang, pattern, example)


def _lines(patterns: list[Pattern]) -> list[Pattern]:
    """One pattern of each line, for what its heads have in common."""
    return list({pattern.place: pattern for pattern in patterns}.values())


def _codes(patterns: list[Pattern], codebook: Codebook, examples: bool) -> Iterator[Fault]:
    for pattern in _lines(patterns):
        if pattern.code != NO_EVENT and pattern.code not in codebook:
            yield Fault(pattern.place, f"unknown code {pattern.code!r}", "code")
        if examples and not pattern.examples:
            yield Fault(pattern.place, "a pattern needs an example under it", "no example")
        for example in pattern.examples:
            for event in example.events:
                if event.code not in codebook:
                    yield Fault(
                        f"{pattern.file}:{example.line}", f"unknown code {event.code!r}", "code"
                    )
                for actor in (event.source, event.target):
                    if actor != "-" and (fault := codebook.actor_fault(actor)):
                        yield Fault(f"{pattern.file}:{example.line}", fault, "code")


def _overlaps(patterns: list[Pattern]) -> Iterator[Fault]:
    seen: dict[object, Pattern] = {}
    for pattern in patterns:
        elements = tuple((e.kind, frozenset(e.words), e.prepositions) for e in pattern.elements)
        key = (pattern.head, pattern.particle, pattern.word_class, elements)
        if key in seen:
            same = "duplicate" if seen[key].code == pattern.code else "shadowed"
            yield Fault(
                seen[key].place,
                f"{' '.join(pattern.head)}/{pattern.word_class} stands again at {pattern.place}"
                + ("" if same == "duplicate" else f" with the code {pattern.code}, which wins"),
                same,
            )
        seen[key] = pattern
    bare: dict[object, list[Pattern]] = {}
    for pattern in patterns:
        bare.setdefault((pattern.head, pattern.particle, pattern.word_class), []).append(pattern)
    for group in bare.values():
        for pattern in group:
            for other in group:
                if (
                    other is not pattern
                    and other.rank > pattern.rank
                    and len(other.elements) == len(pattern.elements) == 1
                    and other.elements[0].kind == pattern.elements[0].kind
                    and other.elements[0].prepositions == pattern.elements[0].prepositions
                    and pattern.elements[0].words
                    and set(pattern.elements[0].words) <= set(other.elements[0].words)
                ):
                    yield Fault(
                        pattern.place, f"all its words stand in {other.place} too", "unreachable"
                    )
                    break


def run_example(coder: RuleCoder, lang: str, pattern: Pattern, example: Example) -> Iterator[Fault]:
    """A fault where an example does not give the events that it names.

    Each expected event must be there with its root code and actors; an example that expects
    nothing must give nothing. Other events on its words are no fault.
    """
    where = f"{pattern.file}:{example.line}"
    document = Document(f"example-{example.line}", example.text, lang)
    coded = list(coder.sentences(document))
    events = [e for _, _, found in coded for e in found if e.status == "asserted"]
    dropped = [why for _, book, _ in coded for _, _, why in book.dropped]
    got = "; ".join(_words(e) for e in events) or "nothing"
    if not example.events and events:
        yield Fault(where, f"expected nothing, got {got}: {example.text}", "example")
    for expected in example.events:
        # An act on nobody named is seen and kept out on purpose.
        alone = expected.target == "-" and any(pattern.place in why for why in dropped)
        if not alone and not any(_fits(expected, e) for e in events):
            yield Fault(
                where,
                f"expected {expected.source} {expected.code} {expected.target}, "
                f"got {got}: {example.text}",
                "example",
            )
            return


def _words(event: Event) -> str:
    source = event.source.code if event.source else "-"
    target = event.target.code if event.target else "-"
    return f"{source} {event.action.code} {target}"


def _fits(expected: Expected, event: Event) -> bool:
    return (
        expected.code[:2] == event.action.code[:2]
        and _same(expected.source, event.source.code if event.source else "-")
        and _same(expected.target, event.target.code if event.target else "-")
    )


def _same(expected: str, got: str) -> bool:
    """Equal codes, or one more exact than the other; ``-`` leaves a side open."""
    return expected == "-" or expected == got or (got != "-" and _related(expected, got))


def _related(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a) or a.endswith(b) or b.endswith(a)

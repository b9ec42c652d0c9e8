"""Give every token of a sentence its word class."""

from __future__ import annotations

from toolkit.coder.neighbours import verb_follows
from toolkit.coder.tokens import (
    AUX,
    BE,
    MARKS,
    NEG,
    PREP,
    Token,
)
from toolkit.coder.verbhood import choose, verb_or_noun
from toolkit.coder.wordclass import function
from toolkit.languages.pack import Pack
from toolkit.languages.words import BIT

LOCATIVE = BIT["locative"]


def tag(tokens: list[Token], pack: Pack) -> None:
    """Give every token without a tag its word class."""
    _phrases(tokens)
    bare, speech = pack.morphology.bare_needs_marker, pack.verb_classes["speech"]
    count = len(tokens)
    for i in range(count):
        token = tokens[i]
        if token.tag:
            continue
        roles = token.roles
        if roles:
            if roles & LOCATIVE and i and tokens[i - 1].tag == "V":
                if i + 1 < count and tokens[i + 1].roles & PREP:
                    token.tag = "X"  # "broke out between"
                    continue
            if roles & (BE | NEG) and token.word.verbs and _fixed_verb(tokens, i, pack):
                continue
            token.tag = function(tokens, i, roles, bare, speech)
        elif token.word.verbs:
            token.tag = verb_or_noun(tokens, i, bare, speech)
        elif token.text == "-" and i + 1 < count and tokens[i + 1].text == "-":
            token.tag, tokens[i + 1].tag = _dash(tokens, i), "X"
        else:
            token.tag = MARKS.get(token.text, "N")
        if token.tag == "N" and token.word.head and token.name is None:
            _noun_tail(tokens, i, pack)
    for i in [i for i, token in enumerate(tokens) if token.tag in ("A", "V")]:
        token = tokens[i]
        if token.tag == "A" and token.roles & BE and not verb_follows(tokens, i):
            token.tag = "V"
            if token.word.verbs:
                choose(token, "abde")
        if token.tag == "V" and token.lemma in pack.verb_tails:
            firsts = pack.tail_firsts.get(token.lemma)
            following = tokens[i + 1].word.keys if i + 1 < count else ()
            if firsts is None or not firsts.isdisjoint(following):
                _tail(tokens, i, following, pack.verb_tails[token.lemma])


def _dash(tokens: list[Token], i: int) -> str:
    """What a dash of two hyphens is: half of a bracket where it has its pair, else a comma."""

    def pairs(first: int, last: int) -> bool:
        return any(tokens[k].text == tokens[k + 1].text == "-" for k in range(first, last - 1))

    if any(token.tag == "(" and token.text == "-" for token in tokens[:i]):
        return ")"
    return "(" if pairs(i + 2, len(tokens)) else ","


def _phrases(tokens: list[Token]) -> None:
    count = len(tokens)
    for i in [i for i, token in enumerate(tokens) if token.word.phrases]:
        token = tokens[i]
        if token.tag or i + 1 == count:
            continue
        following = tokens[i + 1].lower
        for rest, roles in token.word.phrases:
            end = i + 1 + len(rest)
            if (
                rest[0] == following
                and end <= count
                and all(
                    tokens[i + 1 + k].lower == w and not tokens[i + 1 + k].tag
                    for k, w in enumerate(rest)
                )
            ):
                token.roles = roles
                for k in range(i + 1, end):
                    tokens[k].tag = "X"
                break


def _fixed_verb(tokens: list[Token], i: int, pack: Pack) -> bool:
    """A form of "be" or a negator with what makes it a verb of its own: "is ready"."""
    token = tokens[i]
    reach: dict[str, int] = {}
    for at in range(i + 1, min(len(tokens), i + 4)):
        reach.setdefault(tokens[at].lower, at)
        if not tokens[at].roles & (AUX | NEG):
            break  # "is now ready", "was not optimistic"
    for lemma, kind in token.word.verbs:
        firsts = pack.tail_firsts.get(lemma)
        if firsts is not None and firsts.isdisjoint(reach):
            continue
        for words, apart in pack.verb_tails.get(lemma, ()):
            begin = reach.get(words[0])
            if begin is None or apart:
                continue
            rest = tokens[begin : begin + len(words)]
            if [t.lower for t in rest] == list(words):
                token.tag, token.lemma, token.kind = "V", lemma, kind
                for between in tokens[i + 1 : begin]:
                    token.roles |= between.roles & NEG
                for follower in tokens[i + 1 : begin + len(words)]:
                    follower.tag = "X"
                return True
    return False


def _noun_tail(tokens: list[Token], i: int, pack: Pack) -> None:
    """The fixed words of a noun of several words are nominal too: "sit in", "bunuh diri"."""
    following = tokens[i + 1].word.keys if i + 1 < len(tokens) else ()
    for noun in tokens[i].word.nouns:
        for words in pack.noun_tails.get(noun, ()):
            if words[0] not in following:
                continue
            rest = tokens[i + 1 : i + 1 + len(words)]
            if len(rest) == len(words) and all(
                w in t.word.keys for w, t in zip(words, rest, strict=True)
            ):
                for token in rest:
                    token.tag = token.tag or "N"
                return


def _tail(
    tokens: list[Token],
    i: int,
    following: tuple[str, ...],
    tails: tuple[tuple[tuple[str, ...], bool], ...],
) -> None:
    """Join the fixed words of a verb of several words to it: "rebut kembali", "call … off".
    ``following`` are the keys of the token after it."""
    for words, apart in tails:
        end = i + 1 + len(words)
        if (
            words[0] in following
            and end <= len(tokens)
            and all(w in tokens[i + 1 + k].word.keys for k, w in enumerate(words))
        ):
            for k in range(i + 1, end):
                tokens[k].tag = "X"
            if end < len(tokens) and tokens[end].tag == "X" and tokens[end].word.roles & PREP:
                # "pulled out" of "out of Congo": the rest is a preposition again
                tokens[end].tag, tokens[end].roles = "P", tokens[end].word.roles
            return
        if apart:
            for j in range(i + 1, min(len(tokens), i + 8)):
                if tokens[j].lower == words[0]:
                    tokens[j].tag = "X"
                    return
                if tokens[j].tag in ("V", ".", ","):
                    break

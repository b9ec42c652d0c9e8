"""Who is named: actor mentions in a sentence, the code of a noun phrase, and what the article said
before."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from toolkit.coder.tokens import Token
from toolkit.languages.actors import ActorEntry
from toolkit.languages.pack import Pack

_STANCES = frozenset({"anti", "pro"})


class Mention:
    """A name in tokens ``[first:last)``: its entry and the code at the article's date."""

    __slots__ = ("code", "entry", "first", "kind", "last")

    def __init__(
        self, first: int, last: int, code: str, kind: str, entry: ActorEntry | None
    ) -> None:
        self.first = first
        self.last = last
        self.code = code
        self.kind = kind
        self.entry = entry


@dataclass(slots=True)
class Who:
    """An actor found in tokens ``[first:last)``, none where it is only implied, with the rule that
    gave its code."""

    code: str
    first: int
    last: int
    rule: str
    named: bool = True


@dataclass
class Memory:
    """What earlier sentences of the article fixed: surnames, acronyms, the last actors and the
    country of the last scene."""

    month: int | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    subject: str | None = None
    country: str | None = None
    scene: str | None = None
    pair: tuple[str, ...] = ()


def find(tokens: list[Token], pack: Pack, memory: Memory) -> list[Mention]:
    """Mark the longest names from left to right; tokens of a name become nominal.

    Returned are the roles that are also forms of verbs (guards, court): they are left to the
    tagger, and ``name_nouns`` gives them their name where it reads a noun.
    """
    left: list[Mention] = []
    names = pack.name_index
    aliases = memory.aliases
    count = len(tokens)
    reached = 0
    for i in [i for i, t in enumerate(tokens) if t.lower in names or aliases and t.text in aliases]:
        if i < reached:
            continue
        token = tokens[i]
        listed = names.get(token.lower)
        if listed is not None and not token.tag:
            longer, single = listed
            after = longer.get(tokens[i + 1].lower) if longer and i + 1 < count else None
            for name in chain(after, single) if after else single:
                length = len(name.words)
                if i + length > count or not _written(tokens, i, name.words, name.cased):
                    continue
                entry = name.entry
                code = entry.terms[0].code if len(entry.terms) == 1 else entry.code_at(memory.month)
                if code == "---":
                    reached = i + length
                    break
                if entry.kind == "role" and length == 1 and _rather_verb(tokens, i):
                    left.append(Mention(i, i + 1, code, entry.kind, entry))
                    continue
                if (
                    _adjunct(tokens, i + length, pack)
                    or _stance(tokens, i)
                    or (
                        entry.kind in ("person", "surname")
                        and length == 1
                        and _inside_name(tokens, i)
                    )
                ):
                    reached = i + length
                    break
                kind = "person" if entry.kind == "surname" else entry.kind
                mention = Mention(i, i + length, code, kind, entry)
                for j in range(i, i + length):
                    tokens[j].name = mention
                    tokens[j].tag = "N"
                    tokens[j].roles = 0
                reached = i + length
                break
        if token.name is None and token.text in aliases and not token.tag:
            mention = Mention(i, i + 1, aliases[token.text], "person", None)
            token.name, token.tag = mention, "N"
    return left


def name_nouns(tokens: list[Token], left: list[Mention]) -> None:
    """Name the roles that turned out to be nouns."""
    for mention in left:
        if tokens[mention.first].tag == "N" and tokens[mention.first].name is None:
            tokens[mention.first].name = mention


def _written(tokens: list[Token], at: int, words: tuple[str, ...], cased: tuple[str, ...]) -> bool:
    for k, word in enumerate(words):
        token = tokens[at + k]
        if token.lower != word:
            return False
        case = cased[k]
        if case:
            if case[0] == "=":
                if token.text != case[1:]:
                    return False
            elif not token.text[:1].isupper() or (
                len(token.text) < 4 and token.text.isupper() and len(token.text) > 1
            ):
                return False  # XI is no Xi
    return True


def _inside_name(tokens: list[Token], i: int) -> bool:
    """Whether a lone surname follows a first name that nobody knows: "James Cameron"."""
    if i < 1:
        return False
    before = tokens[i - 1]
    return (
        before.text[:1].isupper()
        and before.text.isalpha()
        and before.name is None
        and not before.roles
        and not before.tag
        and not before.word.verbs
        and not (i == 1 and before.word.nouns)  # "Pertemuan Bush dengan Putin"
    )


def _adjunct(tokens: list[Token], after: int, pack: Pack) -> bool:
    """Whether a hyphen and a participle follow: Israeli-occupied names no actor, US-led does."""
    if after + 1 >= len(tokens) or tokens[after].text != "-":
        return False
    follow = tokens[after + 1]
    if tokens[after].start != tokens[after - 1].end or follow.start != tokens[after].end:
        return False
    return (
        any(kind in "dn" for _, kind in follow.word.verbs)
        and follow.lower not in pack.compound_agents
    )


def _stance(tokens: list[Token], i: int) -> bool:
    """Whether a prefix of being for or against stands before: "pro - Suriah", "anti-Israel"."""
    return i > 1 and tokens[i - 1].text == "-" and tokens[i - 2].lower in _STANCES


def _rather_verb(tokens: list[Token], i: int) -> bool:
    """A role noun that is also a verb form stays open for the tagger: guards, heads, leads."""
    token = tokens[i]
    if not token.word.verbs:
        return False
    before = tokens[i - 1] if i else None
    if before is None:
        return True
    return before.lower != token.lower and bool(before.roles) and before.tag == ""


def may_introduce(tokens: list[Token]) -> bool:
    """Whether a sentence may say how the article will call somebody from now on: an unknown name
    after a role, or letters in brackets."""
    role = False
    for token in tokens:
        if token.name is not None:
            role = role or token.name.kind == "role"
        elif role and len(token.text) > 3 and token.text[0].isupper():
            return True
        elif token.text in ("(", "["):
            return True
    return False


# -- the code of a noun phrase -------------------------------------------------------------------


def compose(tokens: list[Token], first: int, last: int, pack: Pack) -> Who | None:
    """The actor that the names in tokens ``[first:last)`` give together, or None.

    The first country or body is the base; a leader or body of the same country makes it more exact;
    roles are added to a bare country. Of several roles the one that says more than GOV or CVL wins.
    """
    base, base_mention = "", None
    before_side = pack.genitive_side == "before"
    roles: list[str] = []
    begin, end = last, first
    previous: Mention | None = None
    former = False
    for i in range(first, last):
        token = tokens[i]
        if token.lower in pack.former:
            former = True
        mention = token.name
        if mention is None or mention is previous:
            continue
        previous = mention
        begin, end = min(begin, mention.first), max(end, mention.last)
        if mention.kind == "role":
            roles.append(mention.code)
        elif not base or (
            len(base) == 3 and mention.code.startswith(base) and mention.kind != "country"
        ):
            base, base_mention = mention.code, mention
        elif len(base) == 3 and mention.kind == "name" and mention.code[:3] in pack.countries:
            base, base_mention = base + mention.code[3:6], mention  # Norway's Labour Party
        elif mention.kind == "country" and base_mention is not None and not before_side:
            if base_mention.kind == "name" and base[:3] in pack.countries and len(base) > 3:
                base = mention.code + base[3:]  # Mahkamah Konstitusi Kolombia
        elif len(base) == 3 and mention.kind == "person" and len(mention.code) > 3:
            base, base_mention = mention.code, mention
    if not base and not roles:
        return None
    role = _best_role(roles)
    if former and role == "GOV":
        role = "ELI"
    if former and base_mention is not None and base_mention.kind == "name":
        former = False
    if not base:
        code, rule = role, "role"
    elif len(base) == 3 and role:
        code, rule = base + role, "country + role"
    else:
        code, rule = base, base_mention.kind if base_mention else "name"
        if role == "GOV" and code[3:] == "ELI" and rule == "person":
            code = code[:3] + role  # an office that is told beats the years on file
    while end < last and tokens[end].text[:1].isupper() and tokens[end].tag == "N":
        end += 1
    return Who(code, begin, end, rule)


def _best_role(roles: list[str]) -> str:
    if not roles:
        return ""
    telling = [r for r in roles if r not in ("GOV", "CVL", "ELI")]
    return telling[0] if telling else roles[0]

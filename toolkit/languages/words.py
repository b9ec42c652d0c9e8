"""Words and names as the tables hold them, and the function roles that words play."""

from __future__ import annotations

from toolkit.languages.actors import ActorEntry
from toolkit.languages.lexicon import Patterns

# Function roles as bits; the names are the keys of ``function_words`` in language.yaml.
ROLES = (
    "determiner numeral possessive pronoun third_person demonstrative preposition agent target "
    "companion between cause place origin genitive possessive_clitic relative complementizer "
    "infinitive coordinator clause_coordinator subordinator conditional without negator future "
    "modal obligation advice auxiliary failure habitual be reciprocal question locative linker "
    "object_marker object_clitic"
).split()
BIT = {name: 1 << i for i, name in enumerate(ROLES)}


class Word:
    """What is known of a lower-case form: role bits, verb readings (lemma, kind), noun lemmas."""

    __slots__ = (
        "head", "keys", "kinds", "nouns", "object_pronoun", "patterns", "phrases", "roles", "verbs",
    )  # fmt: skip

    def __init__(self) -> None:
        self.roles = 0
        self.verbs: tuple[tuple[str, str], ...] = ()
        self.nouns: tuple[str, ...] = ()
        self.phrases: tuple[tuple[tuple[str, ...], int], ...] = ()
        self.head = False  # some lemma of it heads an action pattern
        self.object_pronoun = False  # an enclitic stands for a verb's object, a noun's owner
        self.patterns: tuple[Patterns, ...] = ()  # of all its lemmas
        self.kinds = ""  # of its verb readings, in their order
        self.keys: tuple[str, ...] = ()  # the form itself and every lemma it is a form of

    def close(self, form: str) -> None:
        """Fix the keys and kinds once all readings are known."""
        self.kinds = "".join(kind for _, kind in self.verbs)
        lemmas = (lemma for lemma, _ in self.verbs)
        self.keys = tuple(dict.fromkeys((form, *self.nouns, *lemmas)))


class Name:
    """An actor's name as a token sequence: how it must be written, and the entry it stands for."""

    __slots__ = ("cased", "entry", "words")

    def __init__(self, words: tuple[str, ...], cased: tuple[str, ...], entry: ActorEntry) -> None:
        self.words = words  # lower case
        self.cased = cased  # for each word: "=TEXT" exact, "^" capital initial, "" any
        self.entry = entry

"""A language folder compiled into look-up tables.

``Pack`` knows each word's function roles and readings, the action patterns by lemma, and the names
that stand for actors by their first word. It is immutable once built, but for a bounded cache of
words that the lexicon does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from toolkit.languages.actors import ActorEntry, Term, read_actors, read_leaders
from toolkit.languages.lexicon import Pattern, Patterns, read_actions
from toolkit.languages.morphology import LanguageError, Morphology, entries
from toolkit.languages.text import sentences, token_pattern
from toolkit.languages.words import BIT, ROLES, Name, Word
from toolkit.ontology import Codebook, lined_yaml

_CACHE_LIMIT = 200_000
_PIECES_LIMIT = 1 << 15


Piece = tuple[int, int, str, str, Word]
"""A token within what stands between two spaces: start, end, text, lower-case text, word."""


class Pack:
    """One language, ready for the coder."""

    def __init__(self, folders: tuple[Path, ...], world: Path, codebook: Codebook) -> None:
        folder = folders[0]
        path = folder / "language.yaml"
        data = lined_yaml(path)
        self.folder = folder
        self.countries = frozenset(codebook.countries)
        self.lang: str = data["code"]
        self.name: str = data["name"]
        self.morphology = Morphology(folder / "morphology.yaml")
        self.abbreviations = frozenset(entries(data, "abbreviations", path))
        self.pattern = token_pattern(entries(data, "clitics", path))
        self.genitive_side: str = data["genitive"]["side"]
        self._genitive = [
            (re.compile(rule["noun"]), rule["means"]) for rule in data["genitive"]["rules"]
        ]
        # Prepositions that contain an article, with what they are without it: del, al.
        self.contractions: Mapping[str, str] = {
            word: plain
            for word, plain in (data.get("contractions") or {}).items()
            if word != "__line__"
        }
        self.words: dict[str, Word] = {}
        self._unknown: dict[str, Word] = {}
        self.known_pieces: dict[str, tuple[Piece, ...]] = {}
        self._function_words(path, data["function_words"])
        self.marks_objects = bool(data["function_words"].get("object_marker"))
        self.verb_classes = {
            name: _by_first(entries(data["verbs"], name, path))
            for name in (
                "light",
                "suffer",
                "speech",
                "thought",
                "control",
                "attempt",
                "aspect",
                "means",
                "subject_after",
            )
        }
        #: Of each lemma the classes, with the words that must follow it for each.
        self.classes_of: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, listed in self.verb_classes.items():
            for lemma, rests in listed.items():
                self.classes_of.setdefault(lemma, []).extend((name, rest) for rest in rests)
        self.prospective_nouns = frozenset(entries(data, "prospective_nouns", path))
        self.adjunct_roles = frozenset(entries(data, "adjunct_roles", path))
        self.compound_agents = frozenset(entries(data, "compound_agents", path))
        self.former = frozenset(entries(data, "former", path))
        self.coreference = {
            key: _by_first(entries(data["coreference"], key, path)) for key in ("country", "sides")
        }
        self.points_back = {
            word: [(key, rest) for key, by in self.coreference.items() for rest in by.get(word, ())]
            for listed in self.coreference.values()
            for word in listed
        }
        self.other_subjects = _by_first(entries(data, "other_subjects", path))
        self.dates: Mapping[str, Any] = _optional(folder / "dates.yaml")
        units = self.dates.get("units") or {}
        self.time_units = frozenset(
            word for key, words in units.items() if key != "__line__" for word in words
        )
        self.places: Mapping[str, Any] = _optional(folder / "places.yaml")
        self.actions: list[Pattern] = []
        for part in folders:
            self.actions.extend(
                read_actions(part / "actions", self.morphology.classes, len(self.actions))
            )
        self.verb_patterns: dict[str, Patterns] = {}
        self.noun_patterns: dict[str, Patterns] = {}
        self._register_actions()
        for part in folders:
            self._register_verbs(part / "verbs.txt")
        for listed in self.verb_classes.values():
            for lemma in listed:
                self._register(lemma, "v", False)
        self._register_elements()
        for form, word in self.words.items():
            word.close(form)
            self._point(word)
        self.names: dict[str, list[Name]] = {}
        self.actors: list[ActorEntry] = []
        self._lists = folders, world, codebook

    # -- public ------------------------------------------------------------------------------

    @cached_property
    def name_index(self) -> dict[str, tuple[dict[str, list[Name]], list[Name]]]:
        """Names by their first word, read on first use: for the words alone they are not needed,
        and they take as long. Raises LanguageError for a fault in their files."""
        self._register_actors(*self._lists)
        return {first: _by_second(names) for first, names in self.names.items()}

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """Spans of the sentences of a text."""
        return sentences(text, self.abbreviations)

    def word(self, lower: str) -> Word:
        """What is known of a lower-case form; unknown ones are read by their shape."""
        found = self.words.get(lower) or self._unknown.get(lower)
        if found is None:
            if len(self._unknown) >= _CACHE_LIMIT:
                self._unknown.clear()
            found = self._unknown[lower] = self._analyse(lower)
            if not found.keys:
                found.close(lower)
                self._point(found)
        return found

    def genitive_means(self, noun: str) -> str:
        """``source`` or ``target``: how a bare genitive beside an action noun is read."""
        for pattern, means in self._genitive:
            if pattern.search(noun):
                return means
        return "source"

    def split(self, text: str) -> list[tuple[int, int]]:
        """Token offsets within ``text``; hyphenated words the lexicon does not know are split."""
        made: list[tuple[int, int]] = []
        for match in self.pattern.finditer(text):
            start, end = match.span()
            if end - start > 2 and "-" in (piece := match.group()) and piece[0] != "-":
                lower = piece.lower()
                if lower not in self.words and not self._reduplicated(lower):
                    at = start
                    for part in re.split("(-)", piece):
                        if part:
                            made.append((at, at + len(part)))
                            at += len(part)
                    continue
            made.append((start, end))
        return made

    def pieces(self, written: str) -> tuple[Piece, ...]:
        """The tokens of what stands between two spaces. Nothing outside decides how it is split,
        and texts repeat themselves, so that ``known_pieces`` has most of it."""
        if len(self.known_pieces) >= _PIECES_LIMIT:
            self.known_pieces.clear()
        made = []
        for start, end in self.split(written):
            lower = written[start:end].lower()
            made.append((start, end, written[start:end], lower, self.word(lower)))
        found = self.known_pieces[written] = tuple(made)
        return found

    # -- building ----------------------------------------------------------------------------

    def _point(self, word: Word) -> None:
        """Tie a word to the patterns of its lemmas."""
        verbs = [self.verb_patterns.get(lemma) for lemma, _ in word.verbs]
        nouns = [self.noun_patterns.get(lemma) for lemma in word.nouns]
        met = dict.fromkeys((*verbs, *nouns))
        word.patterns = tuple(patterns for patterns in met if patterns is not None)

    def _get(self, form: str) -> Word:
        word = self.words.get(form)
        if word is None:
            word = self.words[form] = Word()
        return word

    def _function_words(self, path: Path, listed: Mapping[str, Any]) -> None:
        phrases: dict[str, dict[tuple[str, ...], int]] = {}
        for role in listed:
            if role == "__line__":
                continue
            if role not in BIT:
                raise LanguageError(
                    f"{path}:{listed['__line__']}: unknown role {role!r}; known: {', '.join(ROLES)}"
                )
            for parts in map(str.split, self._contracted(entries(listed, role, path))):
                if len(parts) == 1:
                    self._get(parts[0]).roles |= BIT[role]
                else:
                    rest = phrases.setdefault(parts[0], {})
                    key = tuple(parts[1:])
                    rest[key] = rest.get(key, 0) | BIT[role]
        for first, rest in phrases.items():
            self._get(first).phrases = tuple(sorted(rest.items(), key=lambda kv: -len(kv[0])))

    def _contracted(self, phrases: list[str]) -> Iterator[str]:
        """Each phrase, and its forms contracted with an article ("cerca del")."""
        for phrase in phrases:
            yield phrase.lower()
            before, space, last = phrase.lower().rpartition(" ")
            for word, plain in self.contractions.items():
                if plain == last:
                    yield f"{before}{space}{word}"

    def _register(self, lemma: str, word_class: str, head: bool) -> None:
        reading = self.morphology.reading(word_class)
        for form in self.morphology.forms(lemma, word_class):
            word = self._get(form.form)
            if reading == "verb":
                if (lemma, form.kind) not in word.verbs:
                    word.verbs = (*word.verbs, (lemma, form.kind))
            elif lemma not in word.nouns:
                word.nouns = (*word.nouns, lemma)
            word.head = word.head or head

    def _register_actions(self) -> None:
        heads: set[tuple[str, str]] = set()
        verbs: dict[str, list[Pattern]] = {}
        nouns: dict[str, list[Pattern]] = {}
        for pattern in self.actions:
            lemma, word_class = pattern.head[0], pattern.word_class
            verbal = self.morphology.reading(word_class) == "verb"
            (verbs if verbal else nouns).setdefault(lemma, []).append(pattern)
            if (lemma, word_class) not in heads:
                heads.add((lemma, word_class))
                self._register(lemma, word_class, True)
        self.verb_patterns = {lemma: Patterns(listed) for lemma, listed in verbs.items()}
        self.noun_patterns = {lemma: Patterns(listed) for lemma, listed in nouns.items()}
        self.noun_tails = {
            lemma: tuple(sorted({p.head[1:] for p in listed if len(p.head) > 1}, key=len)[::-1])
            for lemma, listed in nouns.items()
            if any(len(p.head) > 1 for p in listed)
        }
        tails: dict[str, set[tuple[tuple[str, ...], bool]]] = {}
        for lemma, patterns in verbs.items():
            for pattern in patterns:
                if len(pattern.head) > 1:
                    tails.setdefault(lemma, set()).add((pattern.head[1:], False))
                if pattern.particle:
                    tails.setdefault(lemma, set()).add(((pattern.particle,), True))
        for listed in self.verb_classes.values():
            for lemma, rests in listed.items():
                for rest in rests:
                    if rest:
                        tails.setdefault(lemma, set()).add((rest, False))
        # The fixed words after a verb's lemma, longest first; True where they may stand apart.
        self.verb_tails = {
            lemma: tuple(sorted(found, key=lambda t: (-len(t[0]), t)))
            for lemma, found in tails.items()
        }
        #: The first of them, without those of verbs some of which may stand apart.
        self.tail_firsts = {
            lemma: frozenset(words[0] for words, _ in listed)
            for lemma, listed in self.verb_tails.items()
            if not any(apart for _, apart in listed)
        }

    def _register_elements(self) -> None:
        """Words that patterns look for inflect too. Where verbs show by their prefix, a verb among
        them is no noun."""
        parts = {
            part: None
            for pattern in self.actions
            for element in pattern.elements
            if element.kind != "clause"  # nouns and verbs mixed; heads and verbs.txt know the verbs
            for phrase in element.words
            for part in phrase
        }
        enclitics = tuple(self.morphology.pronoun_enclitics)
        for part in sorted(parts, key=lambda part: part.endswith(enclitics)):
            known = self.words.get(part)
            if known is None:
                stem = next((part[: -len(e)] for e in enclitics if part.endswith(e)), "")
                stem = stem or self._reduplicated(part) or ""
                if stem in self.words and self.words[stem].nouns:
                    continue  # read by its stem: pasukannya, serangan-serangan
            elif known.roles or (known.verbs and self.morphology.bare_needs_marker):
                continue
            self._register(part, "n", False)

    def _register_verbs(self, path: Path) -> None:
        if not path.exists():
            return
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            for entry in line.split(","):
                lemma, slash, word_class = entry.strip().partition("/")
                if not slash and " " in lemma and lemma.split()[-1] in self.morphology.classes:
                    lemma, _, word_class = lemma.rpartition(" ")
                word_class = word_class or "v"
                if not lemma or word_class not in self.morphology.classes:
                    raise LanguageError(f"{path}:{number}: unknown word class {word_class!r}")
                self._register(lemma.split()[0].lower(), word_class, False)

    def _register_actors(self, folders: tuple[Path, ...], world: Path, codebook: Codebook) -> None:
        self.actors.extend(_cldr_countries(self.lang, codebook))
        self.actors.extend(read_leaders(world / "leaders.tsv"))
        for part in folders:
            for file, kind in (
                ("countries.txt", "country"),
                ("names.txt", "name"),
                ("roles.txt", "role"),
            ):
                self.actors.extend(read_actors(part / file, kind))
            if part is not folders[0]:
                self.actors.extend(read_leaders(part / "leaders.tsv"))
        taken = {name for entry in self.actors if entry.kind != "surname" for name in entry.names}
        for entry in self.actors:
            for name in entry.names:
                # A surname that is a word of the language or another name would fire too often.
                if entry.kind == "surname" and (name.lower() in self.words or name in taken):
                    continue
                self._register_name(name, entry)
        for names in self.names.values():
            # Longest first; of equals the later entry first, so that a user's pack wins.
            names.reverse()
            names.sort(key=lambda n: -len(n.words))

    def _register_name(self, name: str, entry: ActorEntry) -> None:
        parts = [name[a:b] for a, b in self.split(name)]
        if not parts:
            return
        lower = tuple(p.lower() for p in parts)
        if entry.kind == "role":
            variants = {lower}
            for place in {0, len(lower) - 1}:
                if lower[place].isalpha():
                    for form in self.morphology.forms(lower[place], "n"):
                        for enclitic in ("", *self.morphology.pronoun_enclitics):
                            word = form.form + enclitic
                            variants.add((*lower[:place], word, *lower[place + 1 :]))
            for variant in variants:
                self.names.setdefault(variant[0], []).append(
                    Name(variant, ("",) * len(variant), entry)
                )
            return
        cased = tuple(_casing(p) for p in parts)
        self.names.setdefault(lower[0], []).append(Name(lower, cased, entry))

    # -- unknown words -----------------------------------------------------------------------

    def _reduplicated(self, lower: str) -> str | None:
        if not self.morphology.reduplication:
            return None
        first, _, second = lower.partition("-")
        return first if second.startswith(first) or second == first else None

    def _analyse(self, lower: str) -> Word:
        word = Word()
        if self.morphology.reduplication and "-" in lower:
            first = self._reduplicated(lower)
            if first:
                inner = self.word(first)
                word.nouns, word.head = inner.nouns or (first,), inner.head
                word.verbs = inner.verbs
                return word
            first, _, second = lower.partition("-")
            return self.words.get(second) or word
        for enclitic in self.morphology.enclitics:
            stem = lower[: -len(enclitic)]
            if len(stem) > 2 and lower.endswith(enclitic) and stem in self.words:
                inner = self.words[stem]
                if inner.verbs or inner.nouns or inner.roles:
                    word.roles, word.verbs, word.nouns = inner.roles, inner.verbs, inner.nouns
                    word.head = inner.head
                    word.object_pronoun = enclitic in self.morphology.pronoun_enclitics
                    return word
        kind = self.morphology.guess(lower)
        if kind == "adverb":
            word.roles = BIT["auxiliary"]
        elif kind:
            word.verbs = ((lower, kind),)
        return word


def _by_second(names: list[Name]) -> tuple[dict[str, list[Name]], list[Name]]:
    """Names of several words by their second word, and those of one word; their order stays."""
    longer: dict[str, list[Name]] = {}
    for name in names:
        if len(name.words) > 1:
            longer.setdefault(name.words[1], []).append(name)
    return longer, [name for name in names if len(name.words) == 1]


def _casing(part: str) -> str:
    if part.isupper() and len(part) > 1:
        return "=" + part
    return "^" if part[:1].isupper() else ""


def _by_first(listed: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    made: dict[str, list[tuple[str, ...]]] = {}
    for entry in listed:
        first, *rest = entry.lower().split()
        made.setdefault(first, []).append(tuple(rest))
    return made


def _optional(path: Path) -> Mapping[str, Any]:
    return lined_yaml(path) if path.exists() else {}


def _cldr_countries(lang: str, codebook: Codebook) -> list[ActorEntry]:
    try:
        names = Locale(lang).territories
    except UnknownLocaleError:
        return []
    made = []
    for country in codebook.countries.values():
        name = names.get(country.iso2)
        if name:
            made.append(ActorEntry((name,), (Term(country.iso3),), "country", f"CLDR {lang}", 0))
    return made

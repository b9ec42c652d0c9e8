"""The field's dictionaries in PETRARCH format, into a language folder of one's own.

Actor files list a name with its codes, each with the dates in which it holds; agent files common
nouns with a role; verb files blocks of verbs with a code, and patterns around them in which ``$``
stands for the source, ``+`` for the target and ``*`` for the verb. What has no counterpart in this
toolkit's format is listed with its line and the reason, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.languages.morphology import LanguageError

_CODE = re.compile(r"\[([^\]]*)\]")
_PLURAL = re.compile(r"\{([^}]*)\}")
_DATED = re.compile(r"^(\S+?)(?:\s+(.*))?$")
_VERB_CODE = re.compile(r"^\d{2,4}$")


@dataclass
class Imported:
    """Lines for the files of a pack, and what could not be carried over (``file:line``, why)."""

    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_actors(path: Path, made: Imported) -> None:
    """An actor dictionary: names, ``+synonyms`` and ``[CODE dates]``."""
    names: list[str] = []
    terms: list[str] = []
    begun = 0

    def finish() -> None:
        if names and terms:
            undated = [t for t in terms if "[" not in t]
            dated = [t for t in terms if "[" in t]
            if not undated:
                undated = [dated[-1].split()[0][:3]]
            made.names.append(f"{' | '.join(names)} = {'; '.join([*dated, undated[-1]])}")
        elif names:
            made.left_out.append((f"{path}:{begun}", f"{names[0]} has no code"))

    for number, line in _lines(path):
        text = line.strip()
        if text.startswith("["):
            for code in _CODE.findall(text):
                terms.extend(_term(path, number, code, made))
            continue
        name = _CODE.sub("", text).strip()
        if text.startswith("+"):
            names.append(_name(name[1:]))
        else:
            finish()
            names, terms, begun = [_name(name)], [], number
        for code in _CODE.findall(text):
            terms.extend(_term(path, number, code, made))
    finish()


def _term(path: Path, number: int, code: str, made: Imported) -> Iterator[str]:
    match = _DATED.match(code.strip())
    if match is None:
        made.left_out.append((f"{path}:{number}", f"[{code}] is no code"))
        return
    actor, dates = match[1].strip("~").upper(), (match[2] or "").strip()
    if not dates:
        yield actor
        return
    if dates[0] in "<>":
        day = _month(dates[1:])
        bounds: tuple[str | None, str | None] = ("", day) if dates[0] == "<" else (day, "")
    else:
        first, _, last = dates.partition("-")
        bounds = (_month(first), _month(last))
    if None in bounds or bounds == ("", ""):
        made.left_out.append((f"{path}:{number}", f"[{code}] has dates that cannot be read"))
        return
    yield f"{actor} [{bounds[0]}..{bounds[1]}]"


def _month(text: str) -> str | None:
    """``YYYY-MM`` of YYMMDD, YYYYMM, YYYYMMDD or YYYY; None where it is none of them."""
    text = text.strip()
    if not text.isdigit():
        return None
    if len(text) == 4:
        return text
    if len(text) == 8 or (len(text) == 6 and text[:2] in ("19", "20") and text[4:] <= "12"):
        return f"{text[:4]}-{text[4:6]}"
    if len(text) == 6:
        century = "19" if int(text[:2]) > 30 else "20"
        return f"{century}{text[:2]}-{text[2:4]}"
    return None


def _name(text: str) -> str:
    """``UNITED_STATES_`` as people write it: United States."""
    words = [w for w in re.split(r"[_\s]+", text.strip()) if w]
    return " ".join(w if len(w) <= 3 and "." in w else w.capitalize() for w in words)


def read_agents(path: Path, made: Imported) -> None:
    """An agent dictionary: ``NOUN {PLURAL} [~ROLE]``."""
    for number, line in _lines(path):
        codes = _CODE.findall(line)
        plural = [p.strip() for p in _PLURAL.findall(line) if p.strip()]
        noun = _PLURAL.sub("", _CODE.sub("", line)).strip()
        if noun.startswith("!") or not codes or not codes[0].startswith("~"):
            made.left_out.append((f"{path}:{number}", f"{line.strip()!r} is no noun with a role"))
            continue
        words = [w.replace("_", " ").strip().lower() for w in (noun, *plural)]
        made.roles.append(f"{' | '.join(words)} = {codes[0].strip('~').upper()}")


@dataclass
class _Block:
    verbs: list[str]
    code: str | None


def read_verbs(path: Path, made: Imported, prepositions: frozenset[str]) -> None:
    """A verb dictionary: synonym sets ``&SET``, blocks of verbs, patterns ``- … * …  [code]``."""
    sets: dict[str, list[str]] = {}
    current: list[str] | None = None
    block = _Block([], None)
    for number, line in _lines(path):
        text = line.strip()
        where = f"{path}:{number}"
        if text.startswith("&"):
            current = sets.setdefault(text.split()[0], [])
        elif text.startswith("+") and current is not None:
            current.append(_plain(_PLURAL.sub("", text[1:])))
        elif text.startswith("---"):
            current = None
            codes = _CODE.findall(text)
            block = _Block([], _first_code(codes))
        elif text.startswith("-"):
            current = None
            _pattern(text[1:], block, sets, prepositions, made, where)
        else:
            current = None
            codes = _CODE.findall(text)
            code = _first_code(codes) or block.code
            verb = _plain(_PLURAL.sub("", _CODE.sub("", text)))
            if not verb:
                made.left_out.append((where, f"{text!r} is no verb"))
                continue
            block.verbs.append(verb)
            if code is not None:
                made.actions.append(f"{code}  {verb}/v")


def _first_code(codes: list[str]) -> str | None:
    for code in codes:
        first = code.split(":")[0].strip()
        if _VERB_CODE.match(first):
            return first
    return None


def _plain(text: str) -> str:
    return text.replace("_", " ").strip().lower()


def _pattern(
    text: str,
    block: _Block,
    sets: dict[str, list[str]],
    prepositions: frozenset[str],
    made: Imported,
    where: str,
) -> None:
    body = text.split("#")[0]
    code = _first_code(_CODE.findall(body))
    body = re.sub(r"[(){}]", " ", _CODE.sub(" ", body))
    tokens = [t for t in body.split() if t not in ("%", "^")]
    if code is None or "*" not in tokens or not block.verbs:
        made.left_out.append((where, f"{text.strip()!r} has no verb, no * or no CAMEO code"))
        return
    at = tokens.index("*")
    before = [t for t in tokens[:at] if t not in ("$", "+")]
    after = tokens[at + 1 :]
    parts: list[str] = []
    if before:
        parts.append(f"subj:({_alternatives(before, sets)})")
    words: list[str] = []
    for i, token in enumerate(after):
        if token == "+":
            if i and after[i - 1].lower() in prepositions:
                parts.append(f"T={after[i - 1].lower()}")
        elif token != "$" and token.lower() not in prepositions:
            words.append(token)
    if len(words) > 3:
        made.left_out.append((where, f"{text.strip()!r} has too many fixed words"))
        return
    parts[:0] = [f"({_alternatives([word], sets)})" for word in words[:1]]
    parts.extend(f"near:({_alternatives([word], sets)})" for word in words[1:])
    for verb in block.verbs:
        made.actions.append(" ".join([f"{code}  {verb}/v", *parts]))


def _alternatives(tokens: list[str], sets: dict[str, list[str]]) -> str:
    words: list[str] = []
    for token in tokens:
        words.extend(sets.get(token, [_plain(token.lstrip("&"))]))
    return "|".join(dict.fromkeys(w for w in words if w))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LanguageError(f"cannot read {path}: {error}; save it as UTF-8 text") from None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split(";")[0]
        if line.strip() and not line.lstrip().startswith(("#", "<!")):
            yield number, line


def write_pack(made: Imported, folder: Path) -> list[Path]:
    """Write a pack's files into ``folder``; returns those that hold something."""
    paths = []
    for path, lines in (
        (folder / "names.txt", made.names),
        (folder / "roles.txt", made.roles),
        (folder / "actions" / "imported.txt", made.actions),
    ):
        if lines:
            path.parent.mkdir(parents=True, exist_ok=True)
            header = "# Imported from dictionaries in PETRARCH format."
            path.write_text("\n".join([header, *dict.fromkeys(lines)]) + "\n", encoding="utf-8")
            paths.append(path)
    return paths

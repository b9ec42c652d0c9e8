"""Languages as folders of data: ``load("id")`` gives the compiled pack of one.

``toolkit.languages.known()`` lists the folders. See ``README.md`` here for the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from toolkit.languages.morphology import LanguageError
from toolkit.languages.pack import Pack
from toolkit.languages.words import Word
from toolkit.ontology import Codebook

__all__ = ["LanguageError", "Pack", "digest", "known", "load", "load_with", "vocabulary"]

HERE = Path(__file__).parent


def known() -> list[str]:
    """Codes of the languages that have a folder."""
    return list(_folders())


@lru_cache(maxsize=1)
def _folders() -> tuple[str, ...]:
    """Looked up once, since it is asked for every article."""
    return tuple(sorted(p.parent.name for p in HERE.glob("*/language.yaml")))


def load_with(lang: str, codebook: Codebook, packs: tuple[Path, ...] = ()) -> Pack:
    """The pack of a language with a user's packs (folders of the same shape) read after it.

    Raises LanguageError for an unknown language or a fault in a file.
    """
    if (HERE / lang / "language.yaml").exists():
        pack = _compiled(lang, codebook, packs) if packs else _built_in(lang, codebook)
        _ = pack.name_index  # a fault in the lists of names shows now
        return pack
    raise LanguageError(f"unknown language {lang!r}; the toolkit knows {', '.join(known())}")


@lru_cache(maxsize=8)
def _built_in(lang: str, codebook: Codebook) -> Pack:
    """Only packs that nobody edits meanwhile are kept."""
    return _compiled(lang, codebook, ())


def _compiled(lang: str, codebook: Codebook, packs: tuple[Path, ...]) -> Pack:
    own = tuple(p / lang if (p / lang).is_dir() else p for p in packs)
    return Pack((HERE / lang, *own), HERE / "world", codebook)


def digest(packs: tuple[Path, ...] = ()) -> str:
    """A hash of all that the language folders hold, so that results can be told apart that were
    made before and after an edit."""
    made = hashlib.sha256()
    for folder in (HERE, *packs):
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            made.update(path.relative_to(folder).as_posix().encode())
            made.update(path.read_bytes())
    return made.hexdigest()


def vocabulary(lang: str) -> Mapping[str, Word]:
    """The forms that a built-in language knows, without its names: half the work of ``load``."""
    from toolkit.workspace import packaged_codebook

    return _built_in(lang, packaged_codebook()).words


def load(lang: str) -> Pack:
    """The built-in pack of a language with the packaged codebook."""
    from toolkit.workspace import packaged_codebook

    return load_with(lang, packaged_codebook())

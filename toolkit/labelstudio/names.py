"""What an annotator reads, in the annotator's language: names of codes, of actors, of fields."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import toolkit
from toolkit.ontology import Codebook
from toolkit.records import ToolkitError

LANGUAGES = Path(toolkit.__file__).parent / "languages"


def languages() -> list[str]:
    """The languages the interface speaks."""
    return sorted(path.parent.name for path in LANGUAGES.glob("*/interface.yaml"))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Names:
    """Names in one language; English, the codebook's own, where the language has none."""

    language: str
    codebook: Codebook
    codes: dict[str, tuple[str, str]]
    actors: dict[str, str]
    countries: dict[str, str]
    words: dict[str, dict[str, str]]

    @classmethod
    def load(cls, codebook: Codebook, language: str) -> Names:
        """Read the names of a language; raises ToolkitError where the interface lacks it."""
        words = _read(LANGUAGES / language / "interface.yaml")
        if not words:
            raise ToolkitError(
                f"the labelling interface has no language {language!r}; it has "
                + ", ".join(languages())
            )
        book = _read(LANGUAGES / language / "codebook.yaml")
        codes = {
            item["code"]: (item["name"], item.get("definition") or "")
            for item in book.get("codes", [])
        }
        actors = {
            item["code"]: item["name"]
            for section, items in book.items()
            if section != "codes" and isinstance(items, list)
            for item in items
        }
        from babel import Locale

        territories = Locale.parse(language).territories
        countries = {
            c.iso3: territories.get(c.iso2, c.name) if c.iso2 else c.name
            for c in codebook.countries.values()
        }
        return cls(language, codebook, codes, actors, countries, words)

    def code(self, code: str) -> tuple[str, str]:
        """Name and definition of an event code."""
        own = self.codebook[code]
        name, definition = self.codes.get(code, (own.name, own.definition))
        return name, definition or own.definition

    def actor(self, code: str) -> str:
        """Words for an actor code: ``Turki, kepolisian``."""
        if code in self.actors:
            return self.actors[code]
        if code in self.codebook.bodies:
            return self.codebook.bodies[code].name
        words = []
        for start in range(0, len(code), 3):
            part = code[start : start + 3]
            element = self.codebook.elements.get(part)
            if part in self.countries and (start == 0 or element is None):
                words.append(self.actors.get(part, self.countries[part]))
            elif element is not None:
                words.append(self.actors.get(part, element.name))
            else:
                words.append(part)
        return ", ".join(words)

    def label(self, label: str) -> str:
        """The name of a kind of span."""
        return self.words["labels"][label]

    def status(self, status: str) -> str:
        """The words of a status."""
        return self.words["statuses"][status]

    def heading(self, key: str) -> str:
        """A heading, button or placeholder of the interface."""
        return self.words["headings"][key]

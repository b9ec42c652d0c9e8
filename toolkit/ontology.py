"""CAMEO as a tree, and the make-up of actor codes.

``Codebook.load(folder)`` reads ``cameo.yaml``, ``roles.yaml`` and ``countries.tsv`` of a
``schemas/`` folder and says file and line of a fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from toolkit.records import ToolkitError

QUAD_CLASSES = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}


class CodebookError(ToolkitError):
    """A fault in a file of the codebook, with its line."""


@dataclass(frozen=True, slots=True)
class Code:
    """One CAMEO code. ``goldstein`` is the Goldstein (1992) scale as CAMEO assigns it, -10..10."""

    code: str
    parent: str | None
    name: str
    definition: str
    quad: int
    goldstein: float
    plover: str | None = None
    plover_mode: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One element of actor codes, or a whole code of a named body."""

    code: str
    name: str
    kind: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO 3166-1 codes, English short name, Correlates of War number if it has one."""

    iso3: str
    iso2: str
    name: str
    cow: int | None


def lined_yaml(path: Path) -> Any:
    """The document of a YAML file, each mapping with its line under the key ``__line__``."""

    class Lined(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    def mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
        made = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if key in made:
                raise CodebookError(
                    f"{path}:{key_node.start_mark.line + 1}: the key {key!r} stands twice; "
                    "take one out"
                )
            made[key] = loader.construct_object(value_node, deep=True)
        made["__line__"] = node.start_mark.line + 1
        return made

    Lined.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CodebookError(
            f"cannot read {path}: {error.strerror}; a workspace without it can be mended by "
            "copying the file from another workspace, see `toolkit init`"
        ) from None
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path} is not UTF-8 (at byte {error.start}); save it so") from None
    try:
        return yaml.load(text, Lined)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CodebookError(f"{path}:{line}: not valid YAML ({error.problem})") from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        reason = str(error).splitlines()[0]
        raise CodebookError(f"{path}: not valid YAML ({reason})") from None


def _text(path: Path, item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CodebookError(f"{path}:{item['__line__']}: {key} must be a text in quotes")
    return value


def _items(path: Path, data: Any, section: str) -> list[Mapping[str, Any]]:
    """The entries of a section; a section may be left out, its entries must be mappings."""
    if not isinstance(data, dict):
        raise CodebookError(f"{path}:1: it must hold lists such as {section}")
    listed = data.get(section) or []
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise CodebookError(f"{path}:1: {section} must be a list of entries {{code: …, name: …}}")
    return listed


class Codebook:
    """The codes an event may bear. Immutable once loaded."""

    def __init__(
        self,
        codes: Mapping[str, Code],
        elements: Mapping[str, Element],
        bodies: Mapping[str, Element],
        countries: Mapping[str, Country],
        version: str,
    ) -> None:
        self.codes = dict(codes)
        self.elements = dict(elements)
        self.bodies = dict(bodies)
        self.countries = dict(countries)
        self.version = version
        self.order = {code: i for i, code in enumerate(self.codes)}

    # -- the tree of actions -----------------------------------------------------------------

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code: str) -> Code:
        try:
            return self.codes[code]
        except KeyError:
            raise CodebookError(f"the codebook has no code {code!r}") from None

    @property
    def roots(self) -> list[str]:
        """The 20 root codes in order."""
        return [c.code for c in self if c.parent is None]

    def root(self, code: str) -> str:
        """The two-digit root of a code."""
        return code[:2]

    def quad(self, code: str) -> int:
        """The quad class, 1..4."""
        return self[code].quad

    def plover(self, code: str) -> str | None:
        """The PLOVER event type, where the crosswalk has one."""
        return self[code].plover

    def goldstein(self, code: str) -> float:
        """The Goldstein score, -10..10."""
        return self[code].goldstein

    @staticmethod
    def normal(code: str) -> str:
        """A bare root and its ``x0`` are the same in comparison: 190 → 19, 19 → 19."""
        return code[:2] if len(code) == 3 and code.endswith("0") else code

    def path(self, code: str) -> tuple[str, ...]:
        """The ancestors from the root to the code itself, ``x0`` taken as its root."""
        code = self.normal(code)
        return tuple(code[:n] for n in range(2, len(code) + 1))

    def distance(self, a: str, b: str) -> float:
        """Path distance in the tree over its greatest value, in 0..1; a metric.

        Codes of different roots meet in an unnamed top node.
        """
        pa, pb = self.path(a), self.path(b)
        shared = 0
        for x, y in zip(pa, pb, strict=False):
            if x != y:
                break
            shared += 1
        return (len(pa) + len(pb) - 2 * shared) / 6

    # -- actor codes -------------------------------------------------------------------------

    def country_of(self, code: str) -> str | None:
        """The country or region that an actor code begins with; the body for IGOUNO and its kind;
        None where only a role is known."""
        first = code[:3]
        if first in self.countries:
            return first
        element = self.elements.get(first)
        if element is None or element.kind == "role":
            return None
        return code[:6] if element.kind == "kind" and len(code) >= 6 else first

    def roles_of(self, code: str) -> tuple[str, ...]:
        """The role elements of an actor code, in order."""
        parts = [code[i : i + 3] for i in range(0, len(code), 3)]
        return tuple(p for p in parts if p in self.elements and self.elements[p].kind == "role")

    def actor_fault(self, code: str) -> str | None:
        """Why ``code`` is no actor code, or None where it is one.

        A code is a body of the codebook (IGOEUREEC, PSEINSHAM), or elements of three capital
        letters that begin with a country, region, kind or role; letters of a body that the
        codebook does not list may stand last.
        """
        if code in self.bodies:
            return None
        if not code or len(code) % 3 or not code.isascii() or not code.isalpha():
            return f"{code!r} is not made of elements of three letters"
        if code != code.upper():
            return f"{code!r} must be in capitals"
        parts = [code[i : i + 3] for i in range(0, len(code), 3)]
        if parts[0] not in self.countries and parts[0] not in self.elements:
            return f"{code!r} begins with {parts[0]}, which is no country, region, kind or role"
        if any(code.startswith(body) for body in self.bodies):
            return None
        for i, part in enumerate(parts[1:], 1):
            known = part in self.elements or part in self.countries
            if not known and (i < len(parts) - 1 or i == 0):
                return f"{code!r} holds {part}, which is no element of the codebook"
        return None

    def name_of_actor(self, code: str) -> str:
        """English words for an actor code: ``Turkey, police``."""
        if code in self.bodies:
            return self.bodies[code].name
        words = []
        for i in range(0, len(code), 3):
            part = code[i : i + 3]
            if part in self.countries and (i == 0 or part not in self.elements):
                words.append(self.countries[part].name)
            elif part in self.elements:
                words.append(self.elements[part].name)
            else:
                words.append(part)
        return ", ".join(words)

    # -- loading -----------------------------------------------------------------------------

    @classmethod
    def load(cls, folder: Path) -> Codebook:
        """Read and check the codebook of a ``schemas/`` folder; raises CodebookError."""
        codes, version = _load_codes(folder / "cameo.yaml")
        countries = _load_countries(folder / "countries.tsv")
        elements, bodies = _load_elements(folder / "roles.yaml", countries)
        return cls(codes, elements, bodies, countries, version)


def _load_codes(path: Path) -> tuple[dict[str, Code], str]:
    data = lined_yaml(path)
    listed = _items(path, data, "codes")
    if not listed:
        raise CodebookError(f"{path}:1: a codebook needs a list called codes")
    codes: dict[str, Code] = {}
    for item in listed:
        line = item["__line__"]
        code = _text(path, item, "code")
        if not code.isdigit() or len(code) not in (2, 3, 4):
            raise CodebookError(f"{path}:{line}: {code!r} is not two to four digits in quotes")
        if code in codes:
            raise CodebookError(f"{path}:{line}: the code {code} stands twice; take one out")
        parent = item.get("parent")
        if (parent is None) != (len(code) == 2) or (parent is not None and parent not in codes):
            raise CodebookError(
                f"{path}:{line}: the parent of {code} must be a code that stands before it, "
                "and a root has none"
            )
        if parent is not None and code[:-1] != parent:
            raise CodebookError(f"{path}:{line}: {code} cannot be a child of {parent}")
        quad, goldstein = item.get("quad"), item.get("goldstein")
        if quad not in QUAD_CLASSES:
            raise CodebookError(f"{path}:{line}: quad of {code} must be 1, 2, 3 or 4")
        if not isinstance(goldstein, int | float) or not -10 <= goldstein <= 10:
            raise CodebookError(f"{path}:{line}: goldstein of {code} must be within -10 and 10")
        codes[code] = Code(
            code,
            parent,
            _text(path, item, "name"),
            _text(path, item, "definition"),
            quad,
            float(goldstein),
            item.get("plover"),
            item.get("plover_mode"),
        )
    return codes, str(data.get("version", "0"))


_SECTIONS = {
    "roles": "role",
    "kinds": "kind",
    "regions": "region",
    "dissolved_states": "state",
    "extra_countries": "state",
}


def _load_elements(
    path: Path, countries: dict[str, Country]
) -> tuple[dict[str, Element], dict[str, Element]]:
    data = lined_yaml(path)
    elements: dict[str, Element] = {}
    bodies: dict[str, Element] = {}
    for section, kind in [*_SECTIONS.items(), ("bodies", "body")]:
        for item in _items(path, data, section):
            code, line = _text(path, item, "code"), item["__line__"]
            made = Element(code, _text(path, item, "name"), kind, item.get("definition") or "")
            if code in elements or code in bodies:
                raise CodebookError(f"{path}:{line}: {code} stands twice; take one out")
            if kind == "body":
                if len(code) % 3 or not code.isupper():
                    raise CodebookError(f"{path}:{line}: {code} is not elements of three letters")
                if code[:3] not in elements and code[:3] not in countries:
                    raise CodebookError(
                        f"{path}:{line}: {code} must begin with a country, region, kind or role"
                    )
                bodies[code] = made
            elif kind == "state":
                countries.setdefault(code, Country(code, "", made.name, None))
            elif len(code) != 3 or not code.isupper():
                raise CodebookError(f"{path}:{line}: {code} is not three capital letters")
            elif code in countries:
                raise CodebookError(f"{path}:{line}: {code} is the country {countries[code].name}")
            else:
                elements[code] = made
    return elements, bodies


def _load_countries(path: Path) -> dict[str, Country]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CodebookError(f"cannot read {path}: {error.strerror}") from None
    rows = csv.DictReader((line for line in text.splitlines()), delimiter="\t")
    made: dict[str, Country] = {}
    for row in rows:
        cow = row.get("cow") or ""
        try:
            country = Country(
                row["iso3"], row["iso2"], row["name"], int(cow) if cow.strip() else None
            )
        except (KeyError, TypeError, ValueError):
            raise CodebookError(
                f"{path}:{rows.line_num}: a country needs iso3, iso2, name and cow (a number)"
            ) from None
        if country.iso3 in made:
            raise CodebookError(f"{path}:{rows.line_num}: {country.iso3} stands twice")
        made[country.iso3] = country
    return made

"""How to cite a dataset: CITATION.cff (Citation File Format 1.2.0) and BibTeX."""

from __future__ import annotations

import re
from typing import Any

import yaml

from toolkit.dataset.history import Release
from toolkit.workspace import Settings

LICENCES = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "odc-by": "https://opendatacommons.org/licenses/by/1-0/",
}


def authors(settings: Settings) -> list[str]:
    """The authors, or the maintainers as a body where none is named."""
    return settings.authors or [f"The maintainers of {settings.title}"]


def citation_cff(settings: Settings, version: str, release: Release | None) -> str:
    """The content of CITATION.cff. A local, unreleased dataset has no date."""
    told: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": settings.title,
        "authors": [_person(name) for name in settings.authors] or [{"name": authors(settings)[0]}],
        "version": version,
    }
    if release is not None:
        told["date-released"] = release.released.isoformat()
    if settings.description:
        told["abstract"] = settings.description.strip()
    if settings.homepage:
        told["url"] = settings.homepage
    if settings.label_license != "other":
        told["license"] = settings.label_license.upper()
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)


def _person(name: str) -> dict[str, str]:
    """``Given Family`` or ``Family, Given``; a name of one word is a body."""
    if "," in name:
        family, given = (part.strip() for part in name.split(",", 1))
        return {"family-names": family, "given-names": given}
    given, _, family = name.strip().rpartition(" ")
    return {"family-names": family, "given-names": given} if given else {"name": family}


def bibtex(settings: Settings, version: str, release: Release | None) -> str:
    """A BibTeX entry."""
    names = authors(settings)
    key = re.sub(r"\W+", "_", settings.name.lower()).strip("_")
    fields = {
        "title": f"{{{settings.title}}}",
        "author": " and ".join(names if settings.authors else [f"{{{names[0]}}}"]),
        "year": str(release.released.year) if release else None,
        "version": version,
        "url": settings.homepage or None,
        "note": "Dataset",
    }
    lines = [f"  {name:<8} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])

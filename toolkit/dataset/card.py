"""The dataset card and the files beside it, filled from the data.

``card.md`` of this folder is the text; :mod:`toolkit.dataset.sections` fills it. A maintainer's own
prose comes from ``schemas/card.md`` of the workspace (a heading of the card puts the text under
it, another heading makes a section), or stands in the card itself between ``<!-- own -->`` and
``<!-- /own -->``: such a block of the card that is replaced is carried over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from toolkit import __version__
from toolkit.dataset.checks import Finding
from toolkit.dataset.citation import LICENCES, citation_cff
from toolkit.dataset.croissant import FILE as CROISSANT
from toolkit.dataset.croissant import croissant
from toolkit.dataset.history import Release
from toolkit.dataset.leakage import leakage
from toolkit.dataset.metadata import front_matter
from toolkit.dataset.plan import Plan
from toolkit.dataset.plots import write_plots
from toolkit.dataset.sections import Place, sections

MANIFEST = "dataset.json"
_TEMPLATE = Path(__file__).parent / "card.md"
_OWN = re.compile(r"<!-- own -->.*?<!-- /own -->", re.DOTALL)
_HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)


def write_manifest(folder: Path, made: Plan, release: Release) -> None:
    """``dataset.json``: by which a later release knows what it replaces."""
    told = {
        "name": made.inputs.settings.name,
        "version": release.version,
        "text_policy": made.policy,
        "content": release.content,
        "codebook": release.codebook,
        "coder": release.coder,
        "toolkit": __version__,
    }
    _write(folder / MANIFEST, json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def write_card(
    folder: Path,
    made: Plan,
    release: Release | None = None,
    earlier: str | None = None,
    findings: Sequence[Finding] = (),
    place: Place | None = None,
) -> None:
    """Write README.md and its pictures, croissant.json, CITATION.cff, LICENSE.md, leakage.json and,
    for a release, CHANGELOG.md.

    ``earlier`` is the card to be replaced, ``place`` where the dataset will lie.
    """
    settings = made.inputs.settings
    place = place or Place(folder.name)
    leaks = leakage(made)
    pictures = write_plots(folder, made)
    filled = sections(made, leaks, pictures, release, findings, place)
    told = croissant(folder, made, filled, release, place)
    _write(folder / CROISSANT, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(filled)
    text = with_prose(text, made.inputs.prose, earlier or "")
    _write(folder / "README.md", front_matter(made) + "\n" + text)
    _write(folder / "leakage.json", json.dumps(leaks, indent=2, ensure_ascii=False) + "\n")
    _write(folder / "CITATION.cff", citation_cff(settings, made.version, release))
    _write(folder / "LICENSE.md", license_text(made))
    if release is not None:
        _write(folder / "CHANGELOG.md", made.changelog(release))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def license_text(made: Plan) -> str:
    """LICENSE.md: the labels' licence, and whose the texts are."""
    settings = made.inputs.settings
    where = LICENCES.get(settings.label_license)
    labels = f"{settings.label_license}" + (f" ({where})" if where else "")
    texts = (
        "belong to their publishers. This dataset grants no right to them."
        if settings.text_license == "other"
        else f"are licensed under {settings.text_license}."
    )
    return (
        f"# Licence of {settings.title}\n\n"
        f"The labels, that is all columns but the words of the articles, are licensed under "
        f"{labels}.\n\nThe texts and titles of the articles {texts}\n"
    )


# -- the maintainer's own prose --------------------------------------------------------------------


def with_prose(card: str, prose: str, earlier: str) -> str:
    """The card with the sections of ``prose`` and the own blocks of an ``earlier`` card."""
    for heading, text in [*_sections(prose), *_own_blocks(earlier)]:
        if text.strip() and text.strip() not in card:
            card = _under(card, heading, text.strip())
    return card


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Text by its heading of the second level; what stands before the first has none."""
    parts = _HEADING.split(text)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _own_blocks(card: str) -> Iterator[tuple[str, str]]:
    for heading, text in _sections(card):
        for block in _OWN.findall(text):
            yield heading, block


def _under(card: str, heading: str, text: str) -> str:
    """The card with a text at the end of a section, which is made before the citation where it is
    missing."""
    parts = _HEADING.split(card)
    headings = parts[1::2]
    if heading and heading not in headings:
        at = headings.index("How to cite") if "How to cite" in headings else len(headings)
        new = ["", heading, f"\n\n{text}\n\n"]
        parts[1 + 2 * at : 1 + 2 * at] = new[1:]
    else:
        at = 2 + 2 * headings.index(heading) if heading else 0
        parts[at] = f"{parts[at].rstrip()}\n\n{text}\n\n"
    made = parts[0]
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        made += f"## {name}{body}"
    return made.rstrip() + "\n"

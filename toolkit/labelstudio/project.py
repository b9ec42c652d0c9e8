"""The project on the server: made, recognised and brought up to date."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.labelstudio.client import AmbiguousError, Client, ServerError
from toolkit.labelstudio.fields import CONTROLS, SPAN
from toolkit.labelstudio.guidelines import guidelines_page
from toolkit.labelstudio.interface import labelling_config
from toolkit.ontology import Codebook
from toolkit.records import ToolkitError

#: Names that are no annotator's: the project in which disputes are settled.
RESERVED = frozenset({"adjudication"})
_TITLE_MOST = 50  # what Label Studio takes


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project is to be: its title, its interface, and the guidelines as a page."""

    title: str
    config: str
    instruction: str


def title_of(dataset: str, annotator: str | None = None) -> str:
    """The title of a dataset's project, or of one annotator's; raises ToolkitError where Label
    Studio does not take it, or a folder cannot bear it."""
    if "/" in dataset or "\\" in dataset or dataset.startswith("."):
        raise ToolkitError(
            f"a project cannot be called {dataset!r}: its annotations lie in a folder of that name"
        )
    title = f"{dataset} / {annotator}" if annotator else dataset
    if not 3 <= len(title) <= _TITLE_MOST:
        raise ToolkitError(
            f"a project's title must have 3 to {_TITLE_MOST} characters, and {title!r} has "
            f"{len(title)}; shorten the name in schemas/dataset.yaml or the annotator's"
        )
    return title


def plan(title: str, codebook: Codebook, language: str, guidelines: Path) -> Plan:
    """The plan of a project from the codebook and the guidelines file (which may be missing)."""
    return Plan(title, labelling_config(codebook, language), guidelines_page(guidelines))


def find_project(client: Client, title: str) -> dict[str, Any] | None:
    """The project of this title, or None; raises ServerError where it is not one of ours."""
    found = client.projects(title)
    if not found:
        return None
    if len(found) > 1:
        raise ServerError(
            f"{client.url} has {len(found)} projects called {title!r}; rename all but one"
        )
    project = found[0]
    config = project.get("label_config") or "<View/>"
    empty = config.replace(" ", "") in ("<View></View>", "<View/>")
    if not empty and not is_ours(config):
        raise ServerError(
            f"the project {title!r} on {client.url} has a labelling interface of another shape; "
            "rename that project, or choose another title with --project"
        )
    return project


def is_ours(config: str) -> bool:
    """Whether a labelling interface has the controls of this toolkit."""
    try:
        names = {element.get("name") for element in ET.fromstring(config).iter()}
    except ET.ParseError:
        return False
    return {SPAN, *CONTROLS} <= names


def ensure_project(client: Client, wanted: Plan) -> int:
    """The id of the project, made or brought up to date."""
    body = {
        "title": wanted.title,
        "label_config": wanted.config,
        "expert_instruction": wanted.instruction,
    }
    always = {
        "show_instruction": False,
        "show_skip_button": True,
        "enable_empty_annotation": True,
        "show_collab_predictions": True,
        "sampling": "Sequential sampling",
    }
    project = find_project(client, wanted.title)
    if project is None:
        try:
            project = client.post("/api/projects/", {**body, **always})
        except AmbiguousError:
            client.wait(1)
            project = find_project(client, wanted.title)
            if project is None:
                raise
    elif any(str(project.get(key) or "").strip() != value.strip() for key, value in body.items()):
        client.patch(f"/api/projects/{project['id']}/", body)
    return int(project["id"])

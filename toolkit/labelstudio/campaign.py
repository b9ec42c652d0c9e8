"""A workspace's annotation on a server: pushing all of it, pulling all of it, how it stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from toolkit import rows
from toolkit.labelstudio.assignment import (
    assign,
    read_assignment,
    write_assignment,
)
from toolkit.labelstudio.client import Client
from toolkit.labelstudio.collect import Pulled, WhoIs, annotated, collect, pseudonyms, save
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.guidelines import guidelines_version
from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.names import Names, languages
from toolkit.labelstudio.project import (
    RESERVED,
    Plan,
    ensure_project,
    find_project,
    plan,
    title_of,
)
from toolkit.labelstudio.push import Pushed, push
from toolkit.labelstudio.results import MODEL_VERSION
from toolkit.labelstudio.server import running_server
from toolkit.labelstudio.tasks import Task, task
from toolkit.records import Document, Event, ToolkitError
from toolkit.workspace import FileError, Workspace, read_documents, read_rows, write_json

Tick = Callable[[int], None]
Near = Mapping[str, Sequence[str]]


def local_folder(workspace: Workspace) -> Path:
    """Where the workspace's own Label Studio keeps its data."""
    return workspace.build / "label-studio"


def connect(workspace: Workspace) -> Client:
    """The server of ``LABEL_STUDIO_URL`` and ``LABEL_STUDIO_API_KEY``, else the one that
    ``toolkit label`` runs for this workspace; raises ToolkitError."""
    url, key = os.environ.get("LABEL_STUDIO_URL"), os.environ.get("LABEL_STUDIO_API_KEY")
    if url or key:
        return Client(url or "", key or "")
    local = running_server(local_folder(workspace))
    if local is None:
        raise ToolkitError(
            "no Label Studio server is given: set LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY, or "
            "start one with `toolkit label`"
        )
    return Client(local[0], local[1].token)


def spoken(workspace: Workspace, language: str | None = None) -> str:
    """The language of the interface: the one asked for, else the first of the dataset's that the
    interface speaks, else English."""
    if language:
        return language
    return next((code for code in workspace.settings.languages if code in languages()), "en")


# -- what there is to annotate ---------------------------------------------------------------------


def documents_of(workspace: Workspace) -> list[Document]:
    """The documents as read; raises FileError that says how to make them."""
    if not workspace.documents.is_file():
        raise FileError(
            f"there is no {workspace.documents}; run `toolkit run` first, which reads and codes "
            "the articles"
        )
    return read_documents(workspace.documents)


def coded(workspace: Workspace) -> Iterator[tuple[Document, list[Event]]]:
    """Every document with its events, one at a time; raises FileError."""
    if not workspace.events.is_file():
        raise FileError(f"there is no {workspace.events}; run `toolkit run` first")
    groups = groupby(
        (rows.event_from_row(row) for _, row in read_rows(workspace.events, rows.EventRow)),
        key=lambda event: event.doc_id,
    )
    waiting = next(groups, None)
    for _, row in read_rows(workspace.documents, rows.DocumentRow):
        document = rows.document_from_row(row)
        events: list[Event] = []
        if waiting is not None and waiting[0] == document.doc_id:
            events = list(waiting[1])
            waiting = next(groups, None)
        yield document, events
    if waiting is not None:
        raise FileError(
            f"{workspace.events} has events of {waiting[0]} out of the order of "
            f"{workspace.documents}; code the documents again"
        )


# -- push ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """How to push: one project, or one an annotator with shares drawn by ``seed``."""

    project: str
    language: str
    annotators: tuple[str, ...] = ()
    overlap: int = 2
    seed: int = 0
    shared: int = 0
    blind: int = 0
    gold: frozenset[str] = field(default_factory=frozenset)


def assignment_path(workspace: Workspace, project: str) -> Path:
    """Where the assignment of a project stands."""
    return workspace.annotations / project / "assignment.yaml"


def push_workspace(
    client: Client,
    workspace: Workspace,
    choice: Choice,
    *,
    near: Near | None = None,
    tick: Tick = lambda _: None,
) -> dict[str, Pushed]:
    """Push a workspace's articles; what was done, by project title."""
    shares = _shares(workspace, choice, near or {})
    config = labelling_config(workspace.codebook, choice.language)
    checker = TaskChecker(workspace.codebook, config)
    done: dict[str, Pushed] = {}
    for annotator, wanted in shares:
        made = plan(
            title_of(choice.project, annotator),
            workspace.codebook,
            choice.language,
            workspace.schemas / "guidelines.md",
        )
        done[made.title] = _push_one(client, workspace, choice, made, wanted, checker, near, tick)
    return done


def _push_one(
    client: Client,
    workspace: Workspace,
    choice: Choice,
    made: Plan,
    wanted: Sequence[str] | None,
    checker: TaskChecker,
    near: Near | None,
    tick: Tick,
) -> Pushed:
    number = ensure_project(client, made)
    held = read_assignment(assignment_path(workspace, choice.project))
    blind = held.blind if held and wanted is not None else frozenset()
    return push(
        client,
        number,
        _tasks(workspace, choice.language, wanted, blind),
        checker,
        near=near if wanted is None else None,
        progress=tick,
    )


def _tasks(
    workspace: Workspace, language: str, wanted: Sequence[str] | None, blind: frozenset[str]
) -> Iterator[Task]:
    names = Names.load(workspace.codebook, language)
    version = guidelines_version(workspace.schemas / "guidelines.md")
    chosen = None if wanted is None else {doc_id: n for n, doc_id in enumerate(wanted)}
    made = (
        task(d, events, names, guidelines=version, precoded=d.doc_id not in blind)
        for d, events in coded(workspace)
        if chosen is None or d.doc_id in chosen
    )
    if chosen is None:
        return made
    return iter(sorted(made, key=lambda t: chosen[t["data"]["doc_id"]]))


def _shares(
    workspace: Workspace, choice: Choice, near: Near
) -> list[tuple[str | None, Sequence[str] | None]]:
    """The annotators, or None for the common project, with their articles, or None for all."""
    path = assignment_path(workspace, choice.project)
    before = read_assignment(path)
    if not choice.annotators:
        return [*before.articles.items()] if before else [(None, None)]
    taken = set(before.all) if before else set()
    doc_ids = []
    for document in documents_of(workspace):
        if document.doc_id in taken or not any(
            twin in taken for twin in near.get(document.doc_id, ())
        ):
            taken.add(document.doc_id)
            doc_ids.append(document.doc_id)
    made = assign(
        doc_ids,
        choice.annotators,
        overlap=choice.overlap,
        seed=choice.seed,
        shared=choice.shared,
        blind=choice.blind,
        gold=choice.gold,
        before=before,
    )
    write_assignment(path, made)
    return [*made.articles.items()]


# -- pull ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """A project on the server and how its annotations get their names."""

    number: int
    title: str
    who: WhoIs


def sources(client: Client, workspace: Workspace, project: str) -> list[Source]:
    """The dataset's projects on the server: the common one, and one an annotator. Raises
    ToolkitError where there is none."""
    made = []
    by_account = pseudonyms(annotators(workspace))
    if (common := find_project(client, project)) is not None:
        made.append(Source(int(common["id"]), project, by_account))
    for one in client.projects_with(f"{project} / "):
        title = str(one["title"])
        name = title.removeprefix(f"{project} / ")
        if name != title and name not in RESERVED:
            find_project(client, title)  # refuses one of another shape
            made.append(Source(int(one["id"]), title, _always(name)))
    if not made:
        raise ToolkitError(
            f"{client.url} has no project {project!r}; push it first with `toolkit push`, or name "
            "another with --project"
        )
    return made


def _always(name: str) -> WhoIs:
    return lambda _: name


def annotators(workspace: Workspace) -> dict[str, Any]:
    """``annotations/annotators.yaml``: pseudonym → what is known; raises FileError."""
    path = workspace.annotations / "annotators.yaml"
    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return {str(name): facts for name, facts in found.items()}
    except (OSError, yaml.YAMLError, AttributeError):
        raise FileError(f"{path} is not a list of pseudonyms with what is known of each") from None


def pull_workspace(
    client: Client,
    workspace: Workspace,
    project: str,
    *,
    everything: bool = False,
    tick: Tick = lambda _: None,
) -> tuple[Pulled, list[Path]]:
    """Pull what is new (or everything) into ``annotations/<project>/``; what came and which files
    changed."""
    documents = {d.doc_id: d for d in documents_of(workspace)}
    folder = workspace.annotations / title_of(project)
    note = workspace.build / "label-studio-pulled.json"
    times = {} if everything else _times(note)
    total = Pulled()
    changed: list[Path] = []
    for source in sources(client, workspace, project):
        key = f"{client.url} {source.number}"
        since = times.get(key) if folder.is_dir() else None
        tasks = _counted(annotated(client, source.number, since), tick)
        pulled = collect(tasks, documents, workspace.codebook, source.who)
        changed += save(folder, pulled, workspace.codebook)
        _add(total, pulled)
        if pulled.newest:
            times[key] = pulled.newest
    write_json(note, times)
    return total, changed


def pull_file(
    workspace: Workspace, project: str, tasks: Sequence[Mapping[str, Any]]
) -> tuple[Pulled, list[Path]]:
    """Take over what Label Studio exported."""
    documents = {d.doc_id: d for d in documents_of(workspace)}
    who = pseudonyms(annotators(workspace))
    pulled = collect(tasks, documents, workspace.codebook, who)
    return pulled, save(workspace.annotations / title_of(project), pulled, workspace.codebook)


def _times(note: Path) -> dict[str, str]:
    import json

    try:
        return dict(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}  # then everything is pulled again, which changes nothing


def _counted(tasks: Iterable[dict[str, Any]], tick: Tick) -> Iterator[dict[str, Any]]:
    for one in tasks:
        yield one
        tick(1)


def _add(total: Pulled, more: Pulled) -> None:
    for name, found in more.annotations.items():
        total.annotations.setdefault(name, []).extend(found)
    for name, kept in more.aside.items():
        total.aside.setdefault(name, []).extend(kept)
    for name, articles in more.articles.items():
        total.articles.setdefault(name, set()).update(articles)
    total.problems += more.problems


def live(client: Client, workspace: Workspace, project: str) -> tuple[Pulled, dict[str, list[str]]]:
    """Everything annotated on the server now, without writing it, and the articles of each
    annotator's own project."""
    documents = {d.doc_id: d for d in documents_of(workspace)}
    total = Pulled()
    assigned: dict[str, list[str]] = {}
    for source in sources(client, workspace, project):
        tasks = annotated(client, source.number)
        _add(total, collect(tasks, documents, workspace.codebook, source.who))
        there = client.tasks(source.number, include="id,data", page_size=1000)
        doc_ids = [str(t["data"].get("doc_id")) for t in there]
        if source.title == project:
            assigned |= dict.fromkeys(total.articles, doc_ids)
        else:
            assigned[source.title[len(project) + 3 :]] = doc_ids
    return total, assigned


def connect_backend(client: Client, title: str, url: str) -> None:
    """Connect a prediction backend to a project, once; raises ToolkitError where the server does
    not reach it."""
    project = find_project(client, title)
    if project is None:
        raise ToolkitError(f"{client.url} has no project {title!r}; push it first")
    number = project["id"]
    there = client.get("/api/ml/", project=number)
    if any(str(one.get("url", "")).rstrip("/") == url for one in there):
        return
    body = {"project": number, "url": url, "title": MODEL_VERSION, "is_interactive": False}
    client.post("/api/ml/", body)
    client.patch(f"/api/projects/{number}/", {"evaluate_predictions_automatically": True})

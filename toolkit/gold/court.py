"""An adjudication of a workspace: its project on a server, or files in its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.agreement.inputs import Given, of_workspace
from toolkit.agreement.panel import ADJUDICATION
from toolkit.gold.adjudication import (
    adjudication_config,
    adjudication_tasks,
    disputes,
    write_adjudication,
)
from toolkit.gold.make import make_gold
from toolkit.labelstudio.tasks import Task
from toolkit.records import ToolkitError
from toolkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decisions that the workspace holds, and the disputed articles that the server holds."""

    decided: int
    pushed: int


class Court:
    """Pulls decisions and pushes disputes. ``problems`` collects what had to be left out."""

    def __init__(self, workspace: Workspace, language: str | None, threshold: float) -> None:
        self.workspace = workspace
        settings = workspace.settings
        self.language = language or settings.languages[0]
        self.threshold = threshold
        self.problems: list[str] = []
        self.folder = workspace.annotations / ADJUDICATION

    @cached_property
    def title(self) -> str:
        """The title of the project."""
        from toolkit.labelstudio.project import title_of

        return title_of(self.workspace.settings.name, ADJUDICATION)

    def given(self) -> Given:
        """The annotations and decisions of the workspace; raises ToolkitError without texts."""
        given = of_workspace(self.workspace)
        if not given.documents:
            raise ToolkitError(
                f"there is no {self.workspace.documents}; run `toolkit run` or `toolkit read` first"
            )
        self.problems += [f for f in given.faults if f not in self.problems]
        return given

    def tasks(self) -> list[Task]:
        """The disputed articles as tasks, those whose decision tells most first."""
        from toolkit.labelstudio.guidelines import guidelines_version

        given = self.given()
        gold = make_gold(
            given.annotations,
            adjudications=given.adjudications,
            codes=given.codes,
            threshold=self.threshold,
        )
        return adjudication_tasks(
            disputes(gold),
            given.documents,
            self.workspace.codebook,
            language=self.language,
            guidelines=guidelines_version(self.workspace.schemas / "guidelines.md"),
        )

    def write(self, folder: Path) -> int:
        """Write the tasks and the interface for an import by hand; returns their number."""
        tasks = self.tasks()
        write_adjudication(folder, tasks, self.workspace.codebook, self.language)
        return len(tasks)

    def read_export(self, path: Path) -> Outcome:
        """Take the decisions of an export of Label Studio in."""
        from toolkit.labelstudio.collect import exported

        return Outcome(self._keep(exported(path)), 0)

    def meet(self) -> Outcome:
        """Pull the decisions from the server, then push what is still open."""
        from toolkit.labelstudio.client import Client
        from toolkit.labelstudio.collect import annotated
        from toolkit.labelstudio.faults import TaskChecker
        from toolkit.labelstudio.guidelines import guidelines_page
        from toolkit.labelstudio.project import Plan, ensure_project, find_project
        from toolkit.labelstudio.push import push

        url, key = os.environ.get("LABEL_STUDIO_URL"), os.environ.get("LABEL_STUDIO_API_KEY")
        if not url or not key:
            raise ToolkitError(
                "set LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY, or work without a server: "
                "-o DIR writes the tasks, --from FILE reads an export"
            )
        with Client(url, key) as client:
            project = find_project(client, self.title)
            if project is not None:
                self._keep(annotated(client, int(project["id"])))
            tasks = self.tasks()
            config = adjudication_config(self.workspace.codebook, self.language)
            page = guidelines_page(self.workspace.schemas / "guidelines.md")
            number = ensure_project(client, Plan(self.title, config, page))
            done = push(client, number, tasks, TaskChecker(self.workspace.codebook, config))
            self.problems += [*done.faulty, *done.other_text]
        return Outcome(self._decided(), done.created + done.updated + done.unchanged)

    def _keep(self, tasks: Iterable[Mapping[str, Any]]) -> int:
        from toolkit.labelstudio.collect import collect, pseudonyms, save
        from toolkit.ontology import lined_yaml

        codebook, documents = self.workspace.codebook, self.given().documents
        path = self.workspace.annotations / "annotators.yaml"
        known = (lined_yaml(path) or {}) if path.exists() else {}
        pulled = collect(tasks, documents, codebook, pseudonyms(known))
        self.problems += [str(p) for p in pulled.problems]
        save(self.folder, pulled, codebook)
        return self._decided()

    def _decided(self) -> int:
        return len({a.doc_id for a in self.given().adjudications if not a.skipped})

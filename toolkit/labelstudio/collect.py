"""Annotations from a server, or from a file that Label Studio exported, into ``annotations/``.

One file an annotator, sorted by article; what could not become a record, and drafts, are kept
aside in ``<annotator>.aside.json``, so that nothing an annotator did is lost.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.labelstudio.client import Client, task_filter
from toolkit.labelstudio.pull import Problem, annotation_from
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document, ToolkitError
from toolkit.workspace import FileError, read_annotations, write_annotations, write_json

#: The time of a task lags that of its annotations by about a second.
_OVERLAP = dt.timedelta(seconds=10)
WhoIs = Callable[[Mapping[str, Any]], str]


@dataclass(slots=True)
class Pulled:
    """What a pull brought, by annotator; ``problems`` are left out of the records."""

    annotations: dict[str, list[Annotation]] = field(default_factory=dict)
    aside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    articles: dict[str, set[str]] = field(default_factory=dict)
    newest: str | None = None

    @property
    def skipped(self) -> int:
        """Articles that an annotator passed on."""
        return sum(a.skipped for found in self.annotations.values() for a in found)

    @property
    def drafts(self) -> int:
        """Annotations begun and not submitted."""
        return sum(e["draft"] for found in self.aside.values() for e in found)


def annotated(client: Client, project: int, since: str | None = None) -> Iterator[dict[str, Any]]:
    """The tasks of a project on which somebody worked, as the server holds them, with drafts;
    ``since`` an ISO 8601 date-time of the last pull. Drafts never move a task's time, so all tasks
    with drafts come every time."""
    touched = [
        task_filter("total_annotations", "greater", "Number", 0),
        task_filter("cancelled_annotations", "greater", "Number", 0),
    ]
    drafts = [task_filter("draft_exists", "equal", "Boolean", True)]
    if since is None:
        found: Iterable[dict[str, Any]] = client.tasks(project, filters=touched, conjunction="or")
    else:
        start = (dt.datetime.fromisoformat(since) - _OVERLAP).astimezone(dt.UTC)
        stamp = start.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        newer = [task_filter("updated_at", "greater", "Datetime", stamp)]
        found = client.tasks(project, filters=newer)
    seen: set[int] = set()
    for task in found:
        if task["id"] in seen:
            continue  # the server's pages shifted while somebody worked
        seen.add(task["id"])
        if task.get("draft_exists"):
            task["drafts"] = client.get(f"/api/tasks/{task['id']}/drafts")
        yield task
    for task in client.tasks(project, filters=drafts):
        if task["id"] not in seen:
            task["drafts"] = client.get(f"/api/tasks/{task['id']}/drafts")
            yield task


def exported(path: Path) -> list[dict[str, Any]]:
    """The tasks of a JSON file that Label Studio exported; raises FileError."""
    try:
        tasks = json.loads(path.read_bytes())
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise FileError(f"{path} is not JSON ({error}); export the project as JSON") from None
    if not isinstance(tasks, list) or not all(
        isinstance(t, dict) and "data" in t and "annotations" in t for t in tasks
    ):
        raise FileError(
            f"{path} is no export of Label Studio: choose the format JSON, not JSON-MIN or CSV"
        )
    return tasks


def collect(
    tasks: Iterable[Mapping[str, Any]],
    documents: Mapping[str, Document],
    codebook: Codebook,
    who: WhoIs,
) -> Pulled:
    """Read every annotation of some tasks. ``who`` gives the pseudonym of an annotation's author.

    Of several annotations of one article by one person the latest counts.
    """
    pulled = Pulled()
    for task in tasks:
        doc_id = str((task.get("data") or {}).get("doc_id") or "?")
        document = documents.get(doc_id)
        pulled.newest = max(pulled.newest or "", str(task.get("updated_at") or "")) or None
        by_person: dict[str, list[Mapping[str, Any]]] = {}
        for annotation in task.get("annotations") or []:
            by_person.setdefault(who(annotation), []).append(annotation)
        for annotator, several in by_person.items():
            ordered = sorted(several, key=lambda a: (str(a.get("updated_at")), int(a["id"])))
            *older, latest = ordered
            pulled.articles.setdefault(annotator, set()).add(doc_id)
            record, problems = annotation_from(task, latest, document, annotator, codebook)
            if record is not None:
                pulled.annotations.setdefault(annotator, []).append(record)
            if problems:
                pulled.problems += problems
                _keep(pulled, annotator, task, latest, [str(p) for p in problems])
            for one in older:
                said = Problem(
                    doc_id, int(task["id"]), annotator, "annotated twice; the later one counts"
                )
                pulled.problems.append(said)
                _keep(pulled, annotator, task, one, [str(said)])
        for draft in task.get("drafts") or []:
            annotator = who(draft)
            if draft.get("annotation") is None and annotator not in by_person:
                pulled.articles.setdefault(annotator, set()).add(doc_id)
                _keep(pulled, annotator, task, draft, [], draft=True)
    return pulled


def _keep(
    pulled: Pulled,
    annotator: str,
    task: Mapping[str, Any],
    annotation: Mapping[str, Any],
    problems: list[str],
    draft: bool = False,
) -> None:
    data = task.get("data") or {}
    pulled.aside.setdefault(annotator, []).append(
        {
            "doc_id": str(data.get("doc_id") or "?"),
            "task": int(task.get("id") or 0),
            "annotation": int(annotation.get("id") or 0),
            "draft": draft,
            "created": str(annotation.get("created_at") or ""),
            "sha256": str(data.get("sha256") or ""),
            "problems": problems,
            "result": annotation.get("result") or [],
        }
    )


def save(folder: Path, pulled: Pulled, codebook: Codebook) -> list[Path]:
    """Merge a pull into ``annotations/<project>/``: what was pulled replaces what was there of the
    same article and annotator, the rest stays. Returns the files that changed."""
    changed = []
    for annotator in sorted(pulled.articles):
        fresh = pulled.articles[annotator]
        path = folder / f"{annotator}.jsonl"
        kept = read_annotations(path, codebook) if path.is_file() else []
        merged = [a for a in kept if a.doc_id not in fresh]
        merged += pulled.annotations.get(annotator, [])
        if sorted(merged, key=_order) != sorted(kept, key=_order):
            write_annotations(path, merged, codebook)
            changed.append(path)
        if _save_aside(folder / f"{annotator}.aside.json", pulled.aside.get(annotator, []), fresh):
            changed.append(folder / f"{annotator}.aside.json")
    return changed


def _order(annotation: Annotation) -> tuple[str, str]:
    return annotation.doc_id, annotation.created


def _save_aside(path: Path, found: list[dict[str, Any]], fresh: set[str]) -> bool:
    kept = read_aside(path)
    merged = [e for e in kept if e["doc_id"] not in fresh] + found
    merged.sort(key=lambda e: (e["doc_id"], e["draft"], e["annotation"]))
    if merged == kept:
        return False
    if merged:
        write_json(path, merged)
    else:
        path.unlink()
    return True


def read_aside(path: Path) -> list[dict[str, Any]]:
    """What was kept aside of one annotator; raises FileError."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FileError(f"cannot read {path}: {error}") from None


def user_of(annotation: Mapping[str, Any]) -> int:
    """The number of the account that made an annotation or a draft."""
    who = annotation.get("completed_by") or annotation.get("created_username")
    who = who or annotation.get("user")
    if isinstance(who, Mapping):
        who = who.get("id")
    if isinstance(who, str):  # a draft says "name@server.example, 3"
        who = who.rpartition(",")[2].strip()
    try:
        return int(who or 0)
    except (TypeError, ValueError):
        raise ToolkitError(f"annotation {annotation.get('id')} does not say who made it") from None


def pseudonyms(known: Mapping[str, Any]) -> WhoIs:
    """Names by account number: those that ``annotations/annotators.yaml`` gives under the key
    ``label_studio_user``, else ``annotator-NUMBER``; an email never enters a file."""
    by_number = {
        int(facts["label_studio_user"]): name
        for name, facts in known.items()
        if isinstance(facts, Mapping) and facts.get("label_studio_user")
    }

    def who(annotation: Mapping[str, Any]) -> str:
        number = user_of(annotation)
        return by_number.get(number, f"annotator-{number}")

    return who

"""Tasks to a server: idempotent by ``doc_id``, safe to cut off anywhere and run again.

The server has no unique field on tasks and commits an import even when its answer is lost. So
every batch is looked up before it is sent, looked up again when an answer is missing, and at the
end no article stands twice.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.labelstudio.client import AmbiguousError, Client, ServerError, task_filter
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.results import MODEL_VERSION
from toolkit.labelstudio.tasks import Task

BATCH = 250  # an import of this many keeps a call at 1 to 3 s
_SETTLE = 1.5  # seconds without a new task after which a lost import counts as over


@dataclass(slots=True)
class Pushed:
    """What a push did; each list holds doc_ids or sentences about them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)
    other_text: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return not (self.faulty or self.other_text)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the server holds of an article."""

    task: int
    sha256: str
    fingerprint: str
    touched: bool


def fingerprint(task: Task) -> str:
    """What a task shows, pre-coding and guidelines, as a short hash: unequal where a push has
    something to update."""
    data = task["data"]
    keys = ("text", "title", "guidelines", "options", "known")
    shown = [*(data[key] for key in keys), task["predictions"]]
    text = json.dumps(shown, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def push(
    client: Client,
    project: int,
    tasks: Iterable[Task],
    checker: TaskChecker,
    *,
    expected: frozenset[str] | None = None,
    near: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Pushed:
    """Bring the project's tasks to ``tasks``, an iterable that is never held as a whole.

    Human annotations are never touched. ``expected`` are all doc_ids that belong to the project
    (those of ``tasks`` where None); the server's others are reported as removed. ``near`` names
    the near-duplicates of articles: a new one of an article that is there, or goes now, stays home.
    """
    done = Pushed()
    held = _held(client, project)
    seen: set[str] = set()
    sent: set[str] = set()
    unsure = False
    for batch in _batches(tasks, BATCH):
        new: list[Task] = []
        changed: list[tuple[_Held, Task]] = []
        for task in batch:
            doc_id = task["data"]["doc_id"]
            if doc_id in seen:
                done.faulty.append(f"{doc_id}: two articles have this id")
                continue
            seen.add(doc_id)
            if faults := checker.faults(task):
                done.faulty.append(f"{doc_id}: {faults[0]}")
                continue
            before = held.get(doc_id)
            twins = [t for t in (near or {}).get(doc_id, ()) if t in held or t in sent]
            if before is None and twins:
                done.duplicates.append(f"{doc_id} is nearly the same as {twins[0]}")
                continue
            sent.add(doc_id)
            if before is None:
                new.append(_marked(task))
            elif before.sha256 != task["data"]["sha256"] and before.touched:
                done.other_text.append(
                    f"{doc_id} has another text than the one being annotated (task {before.task})"
                )
            elif before.fingerprint != fingerprint(task):
                changed.append((before, task))
            else:
                done.unchanged += 1
        unsure |= _create(client, project, new)
        done.created += len(new)
        _update(client, project, changed)
        done.updated += len(changed)
        progress(len(batch))
    if unsure:
        _held(client, project)  # takes out what a lost answer doubled
    wanted = expected if expected is not None else frozenset(seen)
    done.removed = sorted(held.keys() - wanted - seen)
    if done.created or done.updated:
        client.patch(f"/api/projects/{project}/", {"model_version": MODEL_VERSION})
    return done


def _batches(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    batch: list[Task] = []
    for task in tasks:
        batch.append(task)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _marked(task: Task) -> Task:
    return {**task, "data": {**task["data"], "fingerprint": fingerprint(task)}}


# -- what is there ---------------------------------------------------------------------------------


def _held(client: Client, project: int) -> dict[str, _Held]:
    """The articles on the server; of one that stands twice all but the annotated or first task are
    taken out, where nobody has touched them."""
    found: dict[str, _Held] = {}
    surplus: list[int] = []
    include = "id,data,total_annotations,cancelled_annotations,draft_exists"
    for task in client.tasks(project, include=include, page_size=1000):
        data = task["data"]
        doc_id = sys.intern(str(data.get("doc_id") or ""))
        if not doc_id:
            continue
        touched = bool(
            task.get("total_annotations")
            or task.get("cancelled_annotations")
            or task.get("draft_exists")
        )
        held = _Held(
            int(task["id"]),
            str(data.get("sha256") or ""),
            str(data.get("fingerprint") or ""),
            touched,
        )
        twin = found.get(doc_id)
        if twin is not None and twin.task == held.task:
            continue  # the server's pages shifted: the same task, not a second one
        if twin is None or (touched and not twin.touched):
            found[doc_id] = held
        if twin is not None:
            other = twin if found[doc_id] is held else held
            if not other.touched:
                surplus.append(other.task)
    for number in surplus:
        client.delete(f"/api/tasks/{number}/")
    return found


def _there(client: Client, project: int, doc_ids: list[str]) -> set[str]:
    """Which of some articles are on the server."""
    items = [task_filter("data.doc_id", "in_list", "String", doc_ids)]
    return {
        str(task["data"]["doc_id"])
        for task in client.tasks(project, include="id,data", filters=items, page_size=1000)
    }


# -- creating --------------------------------------------------------------------------------------


def _create(client: Client, project: int, tasks: list[Task]) -> bool:
    """Import tasks; returns whether an answer was lost on the way."""
    unsure = False
    attempt = 0
    while tasks:
        attempt += 1
        try:
            client.post(f"/api/projects/{project}/import", tasks, return_task_ids="true")
            return unsure
        except AmbiguousError:
            unsure = True
            if attempt == client.tries:
                raise
            client.wait(attempt)
            arrived = _settled(client, project, [t["data"]["doc_id"] for t in tasks])
            tasks = [t for t in tasks if t["data"]["doc_id"] not in arrived]
    return unsure


def _settled(client: Client, project: int, doc_ids: list[str]) -> set[str]:
    """What has arrived of an import whose answer was lost, once no more arrives."""
    before = _there(client, project, doc_ids)
    while len(before) < len(doc_ids):
        time.sleep(_SETTLE)
        now = _there(client, project, doc_ids)
        if now == before:
            break
        before = now
    return before


# -- updating --------------------------------------------------------------------------------------


def _update(client: Client, project: int, changed: list[tuple[_Held, Task]]) -> None:
    """New pre-codings in the place of old ones. The fingerprint comes last: a push cut off before
    it does the article again."""
    if not changed:
        return
    numbers = [held.task for held, _ in changed]
    client.post_again(
        "/api/dm/actions",
        {
            "project": str(project),
            "selectedItems": {"all": False, "included": numbers},
            "filters": {"conjunction": "and", "items": []},
        },
        id="delete_tasks_predictions",
        project=project,
    )
    rows = [
        {**prediction, "task": held.task}
        for held, task in changed
        for prediction in task["predictions"]
    ]
    if rows:
        _import_predictions(client, project, rows)
    for held, task in changed:
        data = _marked(task)["data"]
        if held.touched:
            before = client.get(f"/api/tasks/{held.task}/")["data"]
            data = keep_options(before, data) | {"guidelines": before.get("guidelines", "")}
        client.patch(f"/api/tasks/{held.task}/", {"data": data})


def _import_predictions(client: Client, project: int, rows: list[dict[str, Any]]) -> None:
    try:
        client.post(f"/api/projects/{project}/import/predictions", rows)
    except AmbiguousError as error:
        raise ServerError(f"{error} (nothing is lost or doubled)") from None


def keep_options(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The new data of a task that somebody works on: what could be picked before can be picked
    still, and is still known."""
    data = dict(now)
    data["options"] = {
        name: [
            *picks,
            *(
                {k: v for k, v in old.items() if k != "hotkey"}
                for old in (before.get("options") or {}).get(name, [])
                if old["alias"] not in {p["alias"] for p in picks}
            ),
        ]
        for name, picks in now["options"].items()
    }
    data["known"] = {
        name: {**(before.get("known") or {}).get(name, {}), **known}
        for name, known in now["known"].items()
    }
    return data

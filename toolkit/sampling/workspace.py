"""Sampling in a workspace: what is known of its articles, the list that is written, the push."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict

from toolkit.coder.evaluation.matching import Match, Triple
from toolkit.coder.evaluation.reading import triple
from toolkit.records import Document, Event, ToolkitError
from toolkit.sampling.choosing import Candidate, Chosen, Weights, choose
from toolkit.sampling.parts import counted_roots, disagreement, doubt, rarity, uncertainty
from toolkit.workspace import Workspace, read_annotations, read_documents, read_events, write_rows

if TYPE_CHECKING:
    from toolkit.baselines.models import Model
    from toolkit.labelstudio.push import Pushed

Told = Callable[[int, int], None]


class SamplingError(ToolkitError):
    """A sample that cannot be drawn."""


class SampleRow(TypedDict):
    """A line of ``sample.jsonl``: what to annotate next, and why."""

    doc_id: str
    rank: int
    control: bool
    reason: str
    score: float
    inclusion: float | None
    uncertainty: NotRequired[float | None]
    disagreement: NotRequired[float | None]
    rarity: NotRequired[float | None]


@dataclass(frozen=True, slots=True)
class Request:
    """How many articles, by what. ``codings`` are further files of events by other coders,
    ``model`` a folder of `toolkit train`."""

    number: int = 20
    control: float = 0.2
    codings: tuple[Path, ...] = ()
    model: Path | None = None
    weights: Weights = field(default_factory=Weights)
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.control <= 1:
            raise SamplingError("the random share must be within 0 and 1")


def sample_workspace(
    workspace: Workspace, request: Request, told: Told = lambda done, of: None
) -> list[Chosen]:
    """The next articles of a workspace to annotate, none of which anybody annotated yet. Raises
    SamplingError where there is none left."""
    if not workspace.documents.is_file():
        raise SamplingError(f"there is no {workspace.documents}; run `toolkit run` first")
    documents = read_documents(workspace.documents)
    annotations = (
        read_annotations(workspace.annotations, workspace.codebook)
        if workspace.annotations.is_dir()
        else []
    )
    done = {a.doc_id for a in annotations if not a.skipped}
    left = [d for d in documents if d.doc_id not in done]
    if not left:
        raise SamplingError(
            f"all {len(documents)} articles are annotated already; add articles to "
            f"{workspace.seeds} and run `toolkit run`"
        )
    files = [workspace.events, *request.codings]
    codings = [_by_document(read_events(path, workspace.codebook)) for path in files]
    seen = counted_roots((e for a in annotations for e in a.events), workspace.codebook)
    model = _model(request.model)
    candidates = []
    for n, document in enumerate(left):
        told(n, len(left))
        candidates.append(_candidate(document, codings, seen, model, workspace))
    told(len(left), len(left))
    return choose(
        candidates,
        request.number,
        annotated=[d.text for d in documents if d.doc_id in done],
        control=request.control,
        weights=request.weights,
        seed=request.seed,
    )


def _by_document(events: Iterable[Event]) -> dict[str, list[Event]]:
    made: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        made[event.doc_id].append(event)
    return made


def _model(folder: Path | None) -> Model | None:
    if folder is None:
        return None
    from toolkit.baselines.models import Model

    return Model.load(folder)


def _candidate(
    document: Document,
    codings: Sequence[Mapping[str, Sequence[Event]]],
    seen: Mapping[str, int],
    model: Model | None,
    workspace: Workspace,
) -> Candidate:
    codebook = workspace.codebook
    found = [[e for e in of.get(document.doc_id, ()) if e.status == "asserted"] for of in codings]
    roots = {codebook.root(e.action.code) for events in found for e in events}
    parts = {"rarity": rarity(roots, seen, codebook)}
    if model is not None:
        from toolkit.languages import load

        bounds = load(document.lang).sentences(document.text)
        made = model.predict([document.text[start:end] for start, end in bounds])
        assert made.probabilities is not None
        parts["uncertainty"] = uncertainty(made.probabilities)
    else:
        parts["uncertainty"] = doubt(found[0])
    if len(found) > 1:
        triples: list[list[Triple]] = [[triple(e) for e in events] for events in found]
        parts["disagreement"] = disagreement(triples, Match(codebook))
    return Candidate(document.doc_id, document.text, parts)


def write_sample(path: Path, chosen: Sequence[Chosen]) -> int:
    """Write the choice, a line each; returns their number."""
    rows: list[SampleRow] = []
    for one in chosen:
        row: SampleRow = {
            "doc_id": one.doc_id,
            "rank": one.rank,
            "control": one.control,
            "reason": one.reason,
            "score": round(one.score, 6),
            "inclusion": one.inclusion,
        }
        parts = {name: round(value, 6) for name, value in one.parts.items()}
        rows.append({**row, **parts})  # type: ignore[typeddict-item]
    return write_rows(path, rows, SampleRow)


def push_sample(workspace: Workspace, chosen: Sequence[Chosen], project: str) -> Pushed:
    """Push the chosen articles to the annotators' project, in their order, with the reason of each
    as the column ``why`` of its task. Raises ToolkitError where no server is given."""
    from toolkit.labelstudio.campaign import coded, connect, spoken
    from toolkit.labelstudio.faults import TaskChecker
    from toolkit.labelstudio.guidelines import guidelines_version
    from toolkit.labelstudio.interface import labelling_config
    from toolkit.labelstudio.names import Names
    from toolkit.labelstudio.project import ensure_project, plan
    from toolkit.labelstudio.push import push
    from toolkit.labelstudio.tasks import task

    language = spoken(workspace)
    guidelines = workspace.schemas / "guidelines.md"
    names = Names.load(workspace.codebook, language)
    version = guidelines_version(guidelines)
    place = {one.doc_id: one for one in chosen}
    tasks = []
    everything = set()
    for document, events in coded(workspace):
        everything.add(document.doc_id)
        if document.doc_id in place:
            made = task(document, events, names, guidelines=version)
            made["data"]["why"] = place[document.doc_id].reason
            tasks.append(made)
    tasks.sort(key=lambda t: place[t["data"]["doc_id"]].rank)
    checker = TaskChecker(workspace.codebook, labelling_config(workspace.codebook, language))
    with connect(workspace) as client:
        number = ensure_project(client, plan(project, workspace.codebook, language, guidelines))
        return push(client, number, tasks, checker, expected=frozenset(everything))

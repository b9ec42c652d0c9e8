"""A coder of two parts: a trained model proposes the codes, the grammar keeps roles, dates, places.

``classifier:MODEL_DIR`` recodes what the grammar finds, where the model is surer than a threshold
(``classifier:MODEL_DIR@0.6`` sets it) and says another root.
``classifier:MODEL_DIR+EVENT_MODEL_DIR`` with a model of the task ``event`` beside it also codes
sentences in which the grammar knows no act: the parties of their main verb do what the model says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import __version__
from toolkit.baselines.errors import BaselineError
from toolkit.baselines.models import Model
from toolkit.baselines.proposals import propose
from toolkit.baselines.tasks import EVENT
from toolkit.coder import RuleCoder, rule_coder
from toolkit.ontology import Codebook
from toolkit.records import Action, Document, Event, event_id

RECODE_FROM = 0.95  # probability from which a model overrules the lexicon, which is seldom wrong
PROPOSE_FROM = 0.5  # probability of an event, and of its code, from which a new event is coded


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    code: str
    chance: float
    of_root: Mapping[str, float]
    event: float


class ClassifierCoder:
    """A :class:`toolkit.coder.Coder` on a model of the task root or code and, perhaps, one of the
    task event."""

    def __init__(
        self,
        model: Model,
        rules: RuleCoder,
        events: Model | None = None,
        recode_from: float = RECODE_FROM,
    ) -> None:
        if model.config.task not in ("root", "code"):
            raise BaselineError(
                f"a coder needs a model of the task root or code, not {model.config.task}"
            )
        if events is not None and events.config.task != "event":
            raise BaselineError(
                "the model after + says whether a sentence reports an event: it needs the task "
                f"event, not {events.config.task}"
            )
        self.name = f"classifier-{model.config.model}/{__version__}"
        self._model, self._rules, self._events = model, rules, events
        self._recode_from = recode_from

    def code(self, document: Document) -> list[Event]:
        """The events of a document, in the order of their action spans. Raises ToolkitError for a
        language that the grammar does not know."""
        found = self._rules.code(document)
        sentences = self._sentences(document)
        made: list[Event] = []
        for sentence in sentences:
            inside = [e for e in found if sentence.start <= e.action.span.start < sentence.end]
            made += self._recoded(inside, sentence)
            if not inside and min(sentence.event, sentence.chance) >= PROPOSE_FROM:
                made += self._proposed(document, sentence)
        made.sort(key=lambda e: (e.action.span.start, e.action.span.end))
        return list(self._numbered(made))

    def _sentences(self, document: Document) -> list[_Sentence]:
        bounds = self._rules.pack(document.lang).sentences(document.text)
        texts = [document.text[start:end] for start, end in bounds]
        predicted = self._model.predict(texts)
        assert predicted.probabilities is not None
        confidence = predicted.confidence
        assert confidence is not None
        events = [0.0] * len(texts)
        if self._events is not None and texts:
            of = self._events.predict(texts)
            assert of.probabilities is not None
            events = [float(p) for p in of.probabilities[:, of.classes.index(EVENT)]]
        made = []
        for i, (start, end) in enumerate(bounds):
            roots: dict[str, float] = {}
            for code, p in zip(predicted.classes, predicted.probabilities[i], strict=True):
                roots[code[:2]] = roots.get(code[:2], 0.0) + float(p)
            made.append(
                _Sentence(start, end, predicted.labels[i], float(confidence[i]), roots, events[i])
            )
        return made

    def _recoded(self, events: Sequence[Event], sentence: _Sentence) -> Iterator[Event]:
        """The events of a sentence. The model was trained on its first event, so it is the first
        that takes the model's code, and only where none has the model's root already."""
        root = sentence.code[:2]
        sure = sentence.of_root.get(root, 0.0)
        overrule = sure >= self._recode_from and all(e.action.code[:2] != root for e in events)
        for i, event in enumerate(events):
            own = event.action.code[:2]
            if i == 0 and overrule:
                yield replace(
                    event,
                    action=Action(sentence.code, event.action.span),
                    confidence=min(1.0, sure),
                    trace=(*event.trace, f"{self.name}: {sentence.code} ({sure:.2f}), not {own}"),
                )
            elif own in sentence.of_root:
                chance = min(1.0, sentence.of_root[own])
                yield replace(
                    event,
                    confidence=chance,
                    trace=(*event.trace, f"{self.name}: {own} has probability {chance:.2f}"),
                )
            else:
                yield event

    def _proposed(self, document: Document, sentence: _Sentence) -> Iterator[Event]:
        chance = min(sentence.event, sentence.chance)
        told = (
            f"{self.name}: an event ({sentence.event:.2f}), {sentence.code} ({sentence.chance:.2f})"
        )
        for event in propose(self._rules, document, sentence.start, sentence.end, sentence.code):
            yield replace(event, confidence=min(1.0, chance), trace=(told, *event.trace))

    def _numbered(self, events: Sequence[Event]) -> Iterator[Event]:
        """Events under this coder's own name and ids."""
        ranks: dict[tuple[int, int], int] = {}
        for event in events:
            span = event.action.span
            rank = ranks.get((span.start, span.end), 0)
            ranks[span.start, span.end] = rank + 1
            yield replace(
                event,
                event_id=event_id(event.doc_id, self.name, span.start, span.end, rank),
                coder=self.name,
            )


def make(argument: str | None, codebook: Codebook) -> ClassifierCoder:
    """The coder of ``MODEL_DIR[+EVENT_MODEL_DIR][@THRESHOLD]``."""
    if not argument:
        raise BaselineError("name the model folder: classifier:MODEL_DIR")
    folders, _, threshold = argument.partition("@")
    try:
        recode_from = float(threshold) if threshold else RECODE_FROM
    except ValueError:
        raise BaselineError(f"the threshold after @ must be a number, not {threshold!r}") from None
    code, _, event = folders.partition("+")
    events = Model.load(Path(event)) if event else None
    return ClassifierCoder(Model.load(Path(code)), rule_coder(codebook), events, recode_from)

"""What a language model is asked: the codebook, the rules, the article, the form of the answer."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from toolkit.ontology import Codebook
from toolkit.records import PRECISIONS, STATUSES, Document

_TEMPLATE = Path(__file__).with_name("prompt.md")


def instructions(codebook: Codebook) -> str:
    """The system message: rules, all codes with the definitions of the roots, roles, bodies."""
    codes = [
        f"{c.code} {c.name}: {c.definition}" if c.parent is None else f"  {c.code} {c.name}"
        for c in codebook
    ]
    roles = [f"{e.code} {e.name}" for e in codebook.elements.values()]
    bodies = [f"{b.code} {b.name}" for b in codebook.bodies.values()]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        codes="\n".join(codes), roles="\n".join(roles), bodies="\n".join(bodies)
    )


def question(document: Document, text: str) -> str:
    """The user message: language, date of publication, and a stretch of the article."""
    published = document.published.isoformat() if document.published else "unknown"
    title = f"Title: {document.title}\n" if document.title else ""
    return f"Language: {document.lang}\nPublished: {published}\n{title}Article:\n{text}"


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    # Servers that constrain output by a schema want every property required and no other.
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of the answer: ``{"events": [...]}``."""
    text: dict[str, Any] = {"type": "string"}
    actor = _object({"code": text, "text": _nullable(text)})
    event = _object(
        {
            "sentence": text,
            "action": _object({"code": text, "text": text}),
            "source": _nullable(actor),
            "target": _nullable(actor),
            "status": {"type": "string", "enum": list(STATUSES)},
            "attribution": _nullable(actor),
            "date": _nullable(
                _object(
                    {
                        "start": text,
                        "end": text,
                        "precision": {"type": "string", "enum": list(PRECISIONS)},
                        "text": _nullable(text),
                    }
                )
            ),
            "location": _nullable(
                _object({"name": text, "country": _nullable(text), "text": _nullable(text)})
            ),
            "confidence": {"type": "number"},
        }
    )
    return _object({"events": {"type": "array", "items": event}})

"""The parser's opinions counted over a file of events, in each of its formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolkit.engines.opinions import opinions_in
from toolkit.engines.output import FORMATS, render, write

AGREES, DIFFERS = "parser agrees: subject", "parser differs: Chad is the agent of 'hit' by the …"


def event(number: int, *trace: str) -> Any:
    action = {"code": "190", "root": "19", "quad": 4, "plover": "FIGHT", "text": "hit"}
    return {
        "doc_id": "d",
        "event_id": f"e{number}",
        "action": {**action, "start": 0, "end": 3, "span": None},
        "source": None,
        "target": None,
        "date": None,
        "location": None,
        "status": "asserted",
        "attribution": None,
        "confidence": 0.5,
        "coder": "rules/0",
        "trace": ["pattern x:1", *trace],
        "derived_from": None,
        "origin": [],
    }


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_each_event_counts_once(suffix: str, tmp_path: Path) -> None:
    told = [(AGREES,), (DIFFERS,), (AGREES,), ()]
    row: Any = {
        "where": "d",
        "doc_id": "d",
        "sha256": None,
        "coder": "rules/0",
        "skipped": None,
        "events": [event(i, *trace) for i, trace in enumerate(told)],
    }
    path = tmp_path / f"events{suffix}"
    write([render([row], FORMATS[suffix])], path)
    made = opinions_in(path)
    assert (made.agree, made.differ) == (2, 1)

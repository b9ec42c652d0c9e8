"""Whether a task may leave: the server checks no prediction, and one bad relation leaves the
annotator an empty page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.labelstudio.fields import CONTROLS, LABELS, SPAN
from toolkit.ontology import Codebook


class TaskChecker:
    """Checks predictions by rules of our own and, where it is installed, by Label Studio's SDK."""

    def __init__(self, codebook: Codebook, config: str) -> None:
        self._codebook = codebook
        self._interface: Any = None
        try:
            from label_studio_sdk.label_interface.interface import LabelInterface
        except ImportError:
            return
        self._interface = LabelInterface(config)

    def faults(self, task: Mapping[str, Any]) -> list[str]:
        """What is wrong with a task; empty where nothing is."""
        data = task["data"]
        found = [] if data["text"].strip() else ["its text is empty"]
        picks = {name: {o["alias"] for o in opts} for name, opts in data["options"].items()}
        for prediction in task["predictions"]:
            found += self._result_faults(data["text"], prediction["result"], picks)
            if not found and self._interface is not None:
                told = self._interface.validate_prediction(prediction, return_errors=True)
                found += [str(t) for t in told or []]
        return found

    def _result_faults(
        self, text: str, results: list[dict[str, Any]], picks: Mapping[str, set[str]]
    ) -> list[str]:
        found = []
        spans = [r["id"] for r in results if r.get("from_name") == SPAN]
        if len(spans) != len(set(spans)):
            found.append("two regions have the same id")
        for result in results:
            value = result.get("value") or {}
            if result["type"] == "relation":
                found += [
                    f"a relation points to {result[end]}, which is not there"
                    for end in ("from_id", "to_id")
                    if result[end] not in spans
                ]
                continue
            if "start" in value:
                start, end = value["start"], value["end"]
                if not 0 <= start < end <= len(text):
                    found.append(f"region {result['id']} lies outside the text")
            name = result["from_name"]
            if name == SPAN:
                if text[value["start"] : value["end"]] != value["text"]:
                    found.append(f"region {result['id']} does not quote the text")
                if len(value["labels"]) != 1 or value["labels"][0] not in LABELS:
                    found.append(f"region {result['id']} has the labels {value['labels']}")
            elif name == "code":
                for path in value["taxonomy"]:
                    if not self._is_path(path):
                        found.append(f"region {result['id']} has the code path {path}")
            elif f"{name}s" in picks:
                found += [
                    f"region {result['id']}: {v!r} is no option of its article"
                    for v in value[CONTROLS[name]]
                    if v not in picks[f"{name}s"]
                ]
        return found

    def _is_path(self, path: list[str]) -> bool:
        above = None
        for code in path:
            if code not in self._codebook or self._codebook[code].parent != above:
                return False
            above = code
        return bool(path)

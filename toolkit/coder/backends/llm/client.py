"""Asking an OpenAI-compatible server: retries, a rate, a budget.

Only the standard library is used; the call is ``POST <base>/chat/completions``.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import ToolkitError

TRIES = 5
_TIMEOUT = 120.0  # seconds
_LONGEST_WAIT = 60.0  # seconds, however long the server asks for
_MOST_BYTES = 4_000_000  # an answer longer than this is no answer


class LLMError(ToolkitError):
    """A document that the language model could not be made to code."""


class LLMStopError(LLMError):
    """A fault that the next document would meet as well: no access, no such model, no budget."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked: requests a minute, tokens and money in all (None: no limit), prices
    for a million tokens in and out, seconds to wait for an answer. They hold for one process."""

    per_minute: float | None = None
    tokens: int | None = None
    cost: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0
    timeout: float = _TIMEOUT

    @classmethod
    def of_environment(cls, environ: Mapping[str, str] = os.environ) -> Limits:
        """From TOOLKIT_LLM_REQUESTS_PER_MINUTE, _MAX_TOKENS, _MAX_COST, _PRICE_IN, _PRICE_OUT and
        _TIMEOUT; raises LLMStopError for one that is no number."""

        def number(name: str) -> float | None:
            value = environ.get(f"TOOLKIT_LLM_{name}")
            if not value:
                return None
            try:
                return float(value)
            except ValueError:
                raise LLMStopError(f"TOOLKIT_LLM_{name} must be a number, not {value!r}") from None

        tokens = number("MAX_TOKENS")
        return cls(
            per_minute=number("REQUESTS_PER_MINUTE"),
            tokens=None if tokens is None else int(tokens),
            cost=number("MAX_COST"),
            price_in=number("PRICE_IN") or 0.0,
            price_out=number("PRICE_OUT") or 0.0,
            timeout=number("TIMEOUT") or _TIMEOUT,
        )


@dataclass
class Spent:
    """What was used so far."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def cost(self, limits: Limits) -> float:
        """In the currency of the prices."""
        used = self.tokens_in * limits.price_in + self.tokens_out * limits.price_out
        return used / 1_000_000


@dataclass
class Client:
    """A server and a model there. ``sleep`` and ``clock`` are those of :mod:`time`, for tests."""

    base: str
    model: str
    key: str | None = field(default=None, repr=False)
    limits: Limits = Limits()
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    spent: Spent = field(default_factory=Spent)
    _last: float | None = None
    _formats: list[str] = field(default_factory=lambda: ["json_schema", "json_object", "none"])

    def __post_init__(self) -> None:
        if urllib.parse.urlsplit(self.base).scheme not in ("http", "https"):
            raise LLMStopError(f"{self.base!r} is no address of a server: it must begin with http")

    def ask(self, system: str, user: str, schema: Mapping[str, Any], attempt: int = 0) -> str:
        """The text of the model's answer. ``attempt`` numbers the tries at one document: a new seed
        may bring a better answer.

        Raises LLMError after TRIES failures that may pass, LLMStopError at once for others.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        body = {"model": self.model, "messages": messages, "temperature": 0, "seed": attempt}
        failed = ""
        for tried in range(TRIES):
            self._within_budget()
            self._keep_rate()
            try:
                return self._content(self._post({**body, **self._format(schema)}))
            except urllib.error.HTTPError as error:
                failed, wait = self._answered(error, tried)
            except ValueError as error:
                failed, wait = f"its answer cannot be used ({error})", _backoff(tried)
            except (OSError, http.client.HTTPException) as error:
                failed, wait = f"the connection failed ({_reason(error)})", _backoff(tried)
            if tried < TRIES - 1:
                self.sleep(wait)
        raise LLMError(f"{self.base} gave no answer in {TRIES} tries: {failed}")

    # -- one request -------------------------------------------------------------------------

    def _post(self, body: Mapping[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(
            f"{self.base.rstrip('/')}/chat/completions",
            json.dumps(body).encode(),
            headers,
            method="POST",
        )
        self.spent.requests += 1
        with _OPENER.open(request, timeout=self.limits.timeout) as answer:
            data = answer.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError("the answer is too long")
        return json.loads(data)

    def _content(self, answer: Any) -> str:
        try:
            usage = answer.get("usage") or {}
            self.spent.tokens_in += int(usage.get("prompt_tokens") or 0)
            self.spent.tokens_out += int(usage.get("completion_tokens") or 0)
            choice = answer["choices"][0]
            content = choice["message"]["content"]
        except (KeyError, IndexError, TypeError, AttributeError):
            raise ValueError("the answer holds no message") from None
        if choice.get("finish_reason") == "length":
            raise ValueError("the answer was cut off at the length limit")
        if not isinstance(content, str):
            raise ValueError("the answer holds no text")
        return content

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        kind = self._formats[0]
        if kind == "json_schema":
            named = {"name": "coded_events", "strict": True, "schema": schema}
            return {"response_format": {"type": kind, "json_schema": named}}
        return {"response_format": {"type": kind}} if kind == "json_object" else {}

    # -- what may be asked -------------------------------------------------------------------

    def _within_budget(self) -> None:
        limits, spent = self.limits, self.spent
        if limits.tokens is not None and spent.tokens_in + spent.tokens_out >= limits.tokens:
            raise LLMStopError(
                f"the limit of {limits.tokens} tokens is used up after {spent.requests} requests; "
                "what is coded is kept, raise TOOLKIT_LLM_MAX_TOKENS to go on"
            )
        if limits.cost is not None and spent.cost(limits) >= limits.cost:
            raise LLMStopError(
                f"the limit of {limits.cost:g} is spent after {spent.requests} requests; what is "
                "coded is kept, raise TOOLKIT_LLM_MAX_COST to go on"
            )

    def _keep_rate(self) -> None:
        if self.limits.per_minute and self._last is not None:
            wait = self._last + 60.0 / self.limits.per_minute - self.clock()
            if wait > 0:
                self.sleep(wait)
        self._last = self.clock()

    def _answered(self, error: urllib.error.HTTPError, tried: int) -> tuple[str, float]:
        """What a status means: a wait before the next try, or a fault for good."""
        with error:
            told = error.read(2000).decode("utf-8", "replace").strip()
        words = f"{error.code} {_message(told)}"
        if error.code in (400, 422) and "response_format" in told and len(self._formats) > 1:
            self._formats.pop(0)
            return words, 0.0
        if error.code in (408, 409, 425, 429) or error.code >= 500:
            return f"it answered {words}", _asked_wait(error) or _backoff(tried)
        if error.code in (401, 403):
            raise LLMStopError(
                f"{self.base} refuses access ({words}); set OPENAI_API_KEY to a key it accepts"
            ) from None
        if error.code == 404:
            raise LLMStopError(
                f"{self.base} knows no model {self.model} or is no such server ({words}); set "
                "OPENAI_BASE_URL to the address that ends in /v1"
            ) from None
        raise LLMError(f"{self.base} answered {words}") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is for one server: it is not carried to another that the first points to."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _backoff(tried: int) -> float:
    """Seconds before the next try: 1, 2, 4, … with up to half as much again, so that many clients
    do not come back at once."""
    return float(2**tried) * (1 + random.random() / 2)


def _asked_wait(error: urllib.error.HTTPError) -> float | None:
    try:
        return min(float(error.headers.get("Retry-After", "")), _LONGEST_WAIT)
    except ValueError:
        return None


def _message(body: str) -> str:
    try:
        told = json.loads(body)["error"]
        return str(told["message"] if isinstance(told, dict) else told)[:200]
    except (ValueError, KeyError, TypeError):
        return body[:200]


def _reason(error: BaseException) -> str:
    return str(getattr(error, "reason", None) or error or type(error).__name__)

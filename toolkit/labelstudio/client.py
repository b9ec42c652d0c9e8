"""Talking to a Label Studio server over HTTP; every failure is one sentence without secrets.

Requests that change nothing twice are repeated with growing pauses after 408, 429, 5xx and broken
connections. Imports are not: whoever sends one looks what arrived before sending again
(:mod:`toolkit.labelstudio.push`).
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import httpx

from toolkit.records import ToolkitError

OLDEST, NEWEST_MAJOR = (1, 20), 1
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class ServerError(ToolkitError):
    """The server refused or did not answer; says what to do."""


class AmbiguousError(ServerError):
    """The connection broke after a request was sent: it may or may not have been carried out."""


class Client:
    """One server, one key (a legacy token or a personal access token).

    ``pause`` seconds before the first repetition, doubled each time, ``tries`` in all.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 60.0,
        tries: int = 5,
        pause: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.strip().rstrip("/")
        if not re.match(r"https?://[^/\s]", self.url):
            raise ServerError(
                f"LABEL_STUDIO_URL must begin with http:// or https://, not {self.url or 'nothing'}"
            )
        self._key = key.strip()
        if not self._key or not self._key.isascii() or not self._key.isprintable():
            raise ServerError(
                "LABEL_STUDIO_API_KEY is empty or broken; copy it from the server's "
                "Account & Settings page"
            )
        self._http = httpx.Client(timeout=timeout, follow_redirects=False)
        self._timeout, self.tries, self._pause, self._sleep = timeout, tries, pause, sleep
        self._access: tuple[str, float] | None = None
        self.version = self._check_version()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- requests --------------------------------------------------------------------------------

    def get(self, path: str, **params: Any) -> Any:
        """GET, repeated where it fails for a while."""
        return self._again("GET", path, params=params)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """PATCH, repeated where it fails for a while."""
        return self._again("PATCH", path, json=body)

    def delete(self, path: str) -> Any:
        """DELETE, repeated where it fails for a while; a thing already gone is no failure."""
        return self._again("DELETE", path, gone_is_fine=True)

    def post(self, path: str, body: Any, **params: Any) -> Any:
        """POST once; raises AmbiguousError where it may have been carried out."""
        return self._once("POST", path, json=body, params=params)

    def post_again(self, path: str, body: Any, **params: Any) -> Any:
        """POST of something that may safely happen twice."""
        return self._again("POST", path, json=body, params=params)

    def _again(self, method: str, path: str, **more: Any) -> Any:
        for attempt in range(1, self.tries + 1):
            try:
                return self._once(method, path, **more)
            except AmbiguousError:
                if attempt == self.tries:
                    raise
                self.wait(attempt)
        raise AssertionError("unreachable")

    def wait(self, attempt: int) -> None:
        """The pause before a repetition."""
        self._sleep(self._pause * 2 ** (attempt - 1) * (1 + random.random() / 4))

    def _once(self, method: str, path: str, *, gone_is_fine: bool = False, **more: Any) -> Any:
        response = self._send(method, path, self._headers(), **more)
        if response.status_code in _AGAIN:
            raise AmbiguousError(
                f"{self.url} answers {method} {path} with error {response.status_code}; "
                "run the same command again later"
            )
        if response.status_code == 401:
            raise ServerError(
                f"{self.url} does not accept the key in LABEL_STUDIO_API_KEY; copy it anew from "
                "the server's Account & Settings page"
            )
        if response.status_code == 403:
            raise ServerError(f"{self.url}: this account may not do {method} {path}")
        if response.status_code == 404 and gone_is_fine:
            return None
        if response.status_code >= 300:
            raise ServerError(
                f"{self.url} refuses {method} {path} ({response.status_code}): {_reason(response)}"
            )
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            raise ServerError(
                f"{self.url} is not a Label Studio server: {path} is no JSON"
            ) from None

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], **more: Any
    ) -> httpx.Response:
        try:
            return self._http.request(method, self.url + path, headers=dict(headers), **more)
        except httpx.ConnectError:
            raise AmbiguousError(
                f"no server answers at {self.url}; is it running, and is the address right?"
            ) from None
        except httpx.TimeoutException:
            raise AmbiguousError(
                f"{self.url} did not answer within {self._timeout:g} seconds; "
                "run the same command again later"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise AmbiguousError(
                f"the connection to {self.url} broke ({type(error).__name__}); "
                "run the same command again"
            ) from None

    # -- signing in ------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        if not _is_personal(self._key):
            return {"Authorization": f"Token {self._key}"}
        if self._access is None or self._access[1] < time.monotonic():
            answer = self._send("POST", "/api/token/refresh", {}, json={"refresh": self._key})
            if answer.status_code in _AGAIN:
                raise AmbiguousError(
                    f"{self.url} answers with error {answer.status_code} on signing in; "
                    "run the same command again later"
                )
            try:
                token = str(answer.json()["access"])
            except (ValueError, KeyError, TypeError):
                raise ServerError(
                    f"{self.url} does not accept the key in LABEL_STUDIO_API_KEY; copy it anew "
                    "from the server's Account & Settings page"
                ) from None
            self._access = token, time.monotonic() + 200  # good for 300 s
        return {"Authorization": f"Bearer {self._access[0]}"}

    def _check_version(self) -> str:
        for attempt in range(1, self.tries + 1):
            try:
                answer = self._send("GET", "/api/version", {})
                if answer.status_code not in _AGAIN or attempt == self.tries:
                    break
            except AmbiguousError:
                if attempt >= min(2, self.tries):
                    raise
            self.wait(attempt)
        try:
            release = str(answer.json()["release"])
        except (ValueError, KeyError, TypeError):
            raise ServerError(
                f"{self.url} is not a Label Studio server; set LABEL_STUDIO_URL to the address "
                "at which Label Studio opens in the browser"
            ) from None
        numbers = tuple(int(n) for n in re.findall(r"\d+", release)[:2])
        if numbers < OLDEST or numbers[:1] > (NEWEST_MAJOR,):
            raise ServerError(
                f"{self.url} runs Label Studio {release}; this toolkit works with "
                f"{'.'.join(map(str, OLDEST))} up to any {NEWEST_MAJOR}.x"
            )
        return release

    # -- what push and pull need -----------------------------------------------------------------

    def projects(self, title: str) -> list[dict[str, Any]]:
        """The projects with exactly this title."""
        return [p for p in self.projects_with(title) if p["title"] == title]

    def projects_with(self, words: str) -> list[dict[str, Any]]:
        """The projects whose title holds some words."""
        found: list[dict[str, Any]] = []
        page = 1
        while True:
            answer = self.get("/api/projects/", title=words, page=page, page_size=100)
            found += answer["results"]
            if not answer.get("next"):
                return found
            page += 1

    def tasks(
        self,
        project: int,
        *,
        include: str | None = None,
        filters: Sequence[Mapping[str, Any]] = (),
        conjunction: str = "and",
        page_size: int = 500,
    ) -> Iterator[dict[str, Any]]:
        """The tasks of a project in the order of their ids, page by page; all fields, or only
        those of ``include``."""
        query = {
            "ordering": ["tasks:id"],
            "filters": {"conjunction": conjunction, "items": list(filters)},
        }
        params: dict[str, Any] = {
            "project": project,
            "page_size": page_size,
            "resolve_uri": "false",
            "query": json.dumps(query),
        }
        if include is not None:
            params["include"] = include
        else:
            params["fields"] = "all"
        page, seen = 1, 0
        while True:
            answer = self.get("/api/tasks/", page=page, **params)
            yield from answer["tasks"]
            seen += len(answer["tasks"])
            if not answer["tasks"] or seen >= int(answer["total"]):
                return
            page += 1


def task_filter(column: str, operator: str, kind: str, value: Any) -> dict[str, Any]:
    """A filter of the Data Manager."""
    return {
        "filter": f"filter:tasks:{column}",
        "operator": operator,
        "type": kind,
        "value": value,
    }


def _is_personal(key: str) -> bool:
    """A personal access token is a JSON Web Token; a legacy one is not."""
    parts = key.split(".")
    if len(parts) != 3:
        return False
    try:
        head = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4))
        return "alg" in json.loads(head)
    except ValueError:
        return False


def _reason(response: httpx.Response) -> str:
    """What the server says is wrong, in a line without markup."""
    try:
        body = response.json()
    except ValueError:
        return "it sends a web page; is LABEL_STUDIO_URL the server's root address?"
    if isinstance(body, dict):
        body = body.get("validation_errors") or body.get("detail") or body
    text = " ".join(json.dumps(body, ensure_ascii=False).split())
    return text if len(text) <= 300 else text[:297] + "…"

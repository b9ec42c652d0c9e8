"""What goes wrong with a server is one clear sentence, without a secret in it."""

from __future__ import annotations

import socket
import time

import pytest

from tests.labelstudio.faulty import answer, listening
from toolkit.labelstudio.client import Client, ServerError

KEY = "secretsecretsecretsecretsecretsecretsecr"


def told(url: str, key: str = KEY, **more) -> str:
    with pytest.raises(ServerError) as refused, Client(url, key, pause=0, **more) as client:
        client.projects("x")
    said = str(refused.value)
    assert "secret" not in said and "cookie" not in said.lower() and "\n" not in said
    return said


def version(release: str):
    return f'{{"release": "{release}"}}'.encode()


@pytest.mark.parametrize("url", ["label.example.org", "", "ftp://x", "http://"])
def test_a_url_without_a_scheme(url):
    assert "must begin with http:// or https://" in told(url)


@pytest.mark.parametrize("key", ["", "  ", "ab\nc", "é"])
def test_an_empty_or_broken_key(key):
    assert "LABEL_STUDIO_API_KEY is empty or broken" in told("http://127.0.0.1:9", key)


def test_no_server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert "no server answers at" in told(f"http://127.0.0.1:{port}")


def test_another_web_server():
    with listening(lambda r: answer(r, 200, b"<html>Welcome</html>", "text/html")) as url:
        assert "is not a Label Studio server; set LABEL_STUDIO_URL" in told(url)


def test_a_hanging_server():
    with listening(lambda r: time.sleep(2)) as url:
        assert "did not answer within 0.3 seconds" in told(url, timeout=0.3, tries=1)


@pytest.mark.parametrize("release", ["1.8.2", "0.9.1", "2.0.0"])
def test_a_version_that_is_not_supported(release):
    with listening(lambda r: answer(r, 200, version(release), "application/json")) as url:
        assert f"runs Label Studio {release}; this toolkit works with 1.20" in told(url)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, b'{"detail": "Invalid token."}', "does not accept the key"),
        (403, b"{}", "this account may not do GET /api/projects/"),
        (404, b"<html>nothing here</html>", "is LABEL_STUDIO_URL the server's root address?"),
        (400, b'{"validation_errors": {"title": ["too long"]}}', "too long"),
        (302, b"", "refuses GET /api/projects/ (302)"),
        (500, b"<html>", "answers GET /api/projects/ with error 500"),
        (200, b"<html>", "is not a Label Studio server: /api/projects/ is no JSON"),
    ],
)
def test_refusals(status, body, words):
    def handle(request):
        if request.path == "/api/version":
            answer(request, 200, version("1.23.2"), "application/json")
        else:
            answer(request, status, body, "application/json")

    with listening(handle) as url:
        assert words in told(url, tries=2)


def test_a_personal_token_that_is_refused():
    token = "eyJhbGciOiAiSFMyNTYifQ.eyJzZWNyZXQiOiAxfQ.c2VjcmV0"

    def handle(request):
        if request.path == "/api/version":
            answer(request, 200, version("1.23.2"), "application/json")
        else:
            answer(request, 401, b'{"detail": "Token is invalid"}', "application/json")

    with listening(handle) as url:
        said = told(url, token)
    assert "does not accept the key" in said and token not in said

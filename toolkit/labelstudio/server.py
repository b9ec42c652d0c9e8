"""A Label Studio of one's own: its environment, its secrets, starting and stopping it.

The server's 200 packages hold back libraries that the toolkit uses, so they live in an environment
of their own under the user's cache, made on first use. The data (SQLite) lie in the workspace under
``build/label-studio``; name, password and token are made once and only the owner can read them.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from toolkit.records import ToolkitError

VERSION = "1.23.2"
PACKAGES = 150  # about as many as pip will name, for the progress bar
USERNAME = "maintainer@localhost.localdomain"
Progress = Callable[[str, float], None]


class LocalServerError(ToolkitError):
    """The local server could not be made, started or reached."""


def _quiet(message: str, share: float) -> None:
    """No progress."""


# -- the environment -------------------------------------------------------------------------------


def cache_folder() -> Path:
    """The toolkit's folder under the user's cache."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "event-coding-toolkit"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "event-coding-toolkit"
    return Path.home() / ".cache" / "event-coding-toolkit"


def environment(progress: Progress = _quiet) -> Path:
    """The Python that can run Label Studio, made on first use (a minute or two, 1 GB).

    A failed or broken-off installation is thrown away and made anew. Raises LocalServerError.
    """
    home = cache_folder() / f"label-studio-{VERSION}"
    python = home / "bin" / "python"
    done = home / "complete"
    if done.is_file():
        return python
    home.parent.mkdir(parents=True, exist_ok=True)
    with _lock(home.with_name(f"{home.name}.lock")):
        if done.is_file():
            return python
        shutil.rmtree(home, ignore_errors=True)
        progress(f"making an environment for Label Studio {VERSION}", 0.0)
        _run([sys.executable, "-m", "venv", str(home)])
        _install(python, progress)
        done.write_text(VERSION + "\n", encoding="utf-8")
    return python


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Only one process at a time; released when the process ends, however it ends."""
    import fcntl

    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalServerError(
            f"cannot make an environment for Label Studio: {_last_line(done.stderr)}"
        )


def _install(python: Path, progress: Progress) -> None:
    command = [
        str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--progress-bar", "off", f"label-studio=={VERSION}",
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        named, last = 0, ""
        for line in process.stdout:
            if line.startswith("Collecting "):
                named += 1
                progress(f"fetching {line.split()[1]}", min(0.9, 0.9 * named / PACKAGES))
            elif line.startswith("Installing collected"):
                progress("installing", 0.92)
            if line.startswith("ERROR") or not last:
                last = line
    if process.returncode:
        raise LocalServerError(
            f"Label Studio {VERSION} could not be installed: {_last_line(last)}; "
            "is the package index reachable? Or use a server of yours: set LABEL_STUDIO_URL"
        )


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


# -- secrets ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Access:
    """Name, password and token of the local server; never printed by ``repr``."""

    username: str
    password: str
    token: str

    def __repr__(self) -> str:
        return f"Access({self.username})"


def access(folder: Path) -> Access:
    """The secrets kept in ``folder``, made where there are none; the file is the owner's only."""
    path = folder / "access.json"
    if path.is_file():
        try:
            return Access(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise LocalServerError(
                f"{path} is damaged; move {folder} away to begin with a new local server"
            ) from None
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = Access(USERNAME, secrets.token_urlsafe(12), secrets.token_hex(20))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(made), out, indent=2)
    return made


# -- the running server ----------------------------------------------------------------------------


def free_port(wanted: int = 0) -> int:
    """``wanted`` where it is free on loopback, else any free port."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalServerError("there is no free port on 127.0.0.1")


class LocalServer:
    """A Label Studio on 127.0.0.1 with its data in ``folder``.

    ``local_backends`` lets it call a prediction backend on this machine.
    """

    def __init__(self, folder: Path, *, port: int = 0, local_backends: bool = False) -> None:
        self.folder = folder
        self.access = access(folder)
        self.port = free_port(port)
        self.url = f"http://127.0.0.1:{self.port}"
        self._local_backends = local_backends
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the server writes while it runs."""
        return self.folder / "server.log"

    def start(self, progress: Progress = _quiet, patience: float = 300.0) -> None:
        """Start and wait until it answers; raises LocalServerError."""
        python = environment(progress)
        running = self.folder / "running.json"
        if (other := _running(running)) is not None:
            raise LocalServerError(
                f"a Label Studio with this workspace's data runs already at {other} (process "
                f"{_noted(running).get('pid')}); use that one, or stop it first"
            )
        progress("starting Label Studio", 0.95)
        with self.log.open("ab") as out:
            self.log.chmod(0o600)
            self._process = subprocess.Popen(
                [
                    str(python), "-m", "label_studio.server", "start", "--no-browser",
                    "--internal-host", "127.0.0.1", "--port", str(self.port),
                ],
                env=self._environ(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd=self.folder,
            )  # fmt: skip
        running.write_text(json.dumps({"pid": self._process.pid, "url": self.url}))
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise LocalServerError(
                    f"Label Studio stopped while starting; its last words are in {self.log}"
                )
            if _healthy(self.url):
                return
            time.sleep(0.3)
        self.stop()
        raise LocalServerError(
            f"Label Studio did not answer within {patience:g} seconds; see {self.log}"
        )

    def _environ(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LABEL_STUDIO", "PYTHON"))}
        made = kept | {
            # secrets go by the environment: arguments can be read by every user of the machine
            "LABEL_STUDIO_USERNAME": self.access.username,
            "LABEL_STUDIO_PASSWORD": self.access.password,
            "LABEL_STUDIO_USER_TOKEN": self.access.token,
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.folder.resolve()),
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
        }
        if self._local_backends:
            made |= {"ML_BLOCK_LOCAL_IP": "false", "SSRF_PROTECTION_ENABLED": "false"}
        return made

    def stop(self) -> None:
        """End the server and what it started; it writes its data as it goes, nothing is lost."""
        process, self._process = self._process, None
        if process is None:
            return
        for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                break
        (self.folder / "running.json").unlink(missing_ok=True)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def wait(self) -> None:
        """Until the server ends; raises LocalServerError where it ends by itself."""
        if self._process is not None:
            self._process.wait()
            raise LocalServerError(f"Label Studio has stopped; its last words are in {self.log}")

    def __enter__(self) -> LocalServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _running(note: Path) -> str | None:
    """The address of a server that another process runs on the same data."""
    url = _noted(note).get("url")
    return str(url) if url and _healthy(str(url)) else None


def _noted(note: Path) -> dict[str, object]:
    """What a running server's note says; empty where there is none."""
    try:
        return dict(json.loads(note.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def running_server(folder: Path) -> tuple[str, Access] | None:
    """Address and secrets of the local server that runs on these data, if one does."""
    url = _running(folder / "running.json")
    return (url, access(folder)) if url else None

"""``toolkit code`` stopped and continued: nothing coded twice, nothing lost, nobody left behind."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Cli
from tests.engines.corpus import write_lines
from toolkit.engines import local, parts

TOOLKIT = Path(sys.executable).parent / "toolkit"
MISBEHAVING = "tests.engines.corpus:Misbehaving"
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def start(*arguments: object) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [str(a) for a in (TOOLKIT, "code", *arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )


def wait_for(what: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def made(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name.startswith("events")}


def children(pid: int) -> list[int]:
    """All processes below one, by their numbers."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if after[0] != "Z":
            parents[int(stat.parent.name)] = int(after[1])
    found: list[int] = []
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level}
        found.extend(level)
    return found


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("given") / "articles.jsonl", 2_500)


@pytest.fixture(scope="module")
def expected(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected")
    assert start(given, "-o", out / "events.jsonl").wait() == 0
    return made(out)


def test_a_rerun_codes_only_what_is_missing(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "BATCH_DOCUMENTS", 10)
    given = write_lines(tmp_path / "articles.jsonl", 95)
    out = tmp_path / "events.jsonl"
    assert cli("code", given, "-o", out, "--workers", 1).code == 0
    whole = made(tmp_path)
    out.unlink()

    coded: list[int] = []
    code = local.code

    def stopping(*arguments: object) -> None:
        if len(coded) == 4:
            raise KeyboardInterrupt
        coded.append(1)
        code(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "code", stopping)
    called = cli("code", given, "-o", out, "--workers", 1)
    assert called.code == 130
    assert called.err == "toolkit: stopped; run the same command again to go on\n"
    assert not out.exists()
    monkeypatch.setattr(local, "code", lambda *a: (coded.append(1), code(*a)))
    assert cli("code", given, "-o", out, "--workers", 1).code == 0
    assert len(coded) == 10  # of ten batches, each once
    assert made(tmp_path) == whole


def test_parts_of_another_coder_or_of_other_articles_are_not_used(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "BATCH_DOCUMENTS", 10)
    given = write_lines(tmp_path / "articles.jsonl", 40)
    good = given.read_text("utf-8")
    out = tmp_path / "events.jsonl"
    given.write_text(good + '{"id": "z", "text": "FAULTY PACK", "lang": "en"}\n', "utf-8")
    assert cli("code", given, "-o", out, "--coder", MISBEHAVING).code == 1
    write_lines(given, 40, seed=1)  # other articles under the same ids
    assert cli("code", given, "-o", out).code == 0
    mixed = made(tmp_path)
    assert b"misbehaving" not in mixed["events.jsonl"]
    assert cli("code", given, "-o", out).code == 0
    assert made(tmp_path) == mixed


@pytest.mark.parametrize("until", [".events.jsonl.parts/00000002.part", ".events.jsonl.????????"])
@LINUX
def test_killed_and_run_again_all_is_there_once(
    tmp_path: Path, given: Path, expected: dict[str, bytes], until: str
) -> None:
    running = start(given, "-o", tmp_path / "events.jsonl", "--workers", 2)
    wait_for(lambda: any(tmp_path.glob(until)) or running.poll() is not None)
    below = children(running.pid)
    running.send_signal(signal.SIGKILL)
    running.wait()
    # The workers notice that their parent is gone.
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), 30)
    again = start(given, "-o", tmp_path / "events.jsonl", "--workers", 2)
    assert again.communicate()[1] == b""
    assert again.returncode == 0
    assert made(tmp_path) == expected
    assert not (tmp_path / ".events.jsonl.parts").exists()


@pytest.mark.slow
def test_killed_at_any_point_and_again_all_is_there_once(
    tmp_path: Path, given: Path, expected: dict[str, bytes]
) -> None:
    chance = random.Random(7)
    for _ in range(8):
        running = start(given, "-o", tmp_path / "events.jsonl", "--workers", 2)
        try:
            running.wait(chance.uniform(0.5, 2.5))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    last = start(given, "-o", tmp_path / "events.jsonl", "--workers", 2)
    assert last.wait() == 0
    assert made(tmp_path) == expected


@LINUX
def test_a_worker_that_is_killed_is_replaced(
    tmp_path: Path, given: Path, expected: dict[str, bytes]
) -> None:
    running = start(given, "-o", tmp_path / "events.jsonl", "--workers", 2)
    wait_for(lambda: any(tmp_path.glob(".events.jsonl.parts/*.part")))
    # The workers are children of the process that forks them.
    workers = set(children(running.pid)) - set(direct(running.pid))
    assert workers
    os.kill(min(workers), signal.SIGKILL)
    assert running.communicate()[1] == b""
    assert running.returncode == 0
    assert made(tmp_path) == expected


def direct(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def test_two_runs_for_one_output_do_not_mix(cli: Cli, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 3)
    held = parts.Parts(tmp_path / "events.jsonl", {})
    called = cli("code", given, "-o", tmp_path / "events.jsonl")
    assert called.code == 1
    assert "another run is writing" in called.err
    held.release()
    assert cli("code", given, "-o", tmp_path / "events.jsonl").code == 0


def test_a_terminal_is_shown_rate_and_end(tmp_path: Path, given: Path) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "150", "TERM": "xterm"}
    command = [TOOLKIT, "code", given, "-o", tmp_path / "events.jsonl", "--workers", "1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65_536):
            shown += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert running.wait() == 0
    assert b"of about 2,500 articles" in shown
    assert b"a second" in shown
    assert b"ends about " in shown


@pytest.mark.slow
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from toolkit.engines import BatchCoder, code_articles\n"
        "code_articles([Path(sys.argv[1])], Path(sys.argv[2]), BatchCoder(), workers=1)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    for count in (1_500, 15_000):
        given = write_lines(tmp_path / "articles.jsonl", count)
        command = [sys.executable, "-c", script, given, tmp_path / "events.jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.15 * peaks[0]

"""Our programs as processes of a test, forked from one that has imported them already.

Importing costs a bot a second or two of a core, which is more than most tests do with it. After the fork a program
runs as ``python -m …`` would: with its own environment, folder, files and limits, and it can be killed. What starts
programs by themselves (``make demo``, the tests of the start) does not come by here.

The workers of a run share the process that has imported everything: for each it forks one that forks for that worker
alone, and whose programs end with it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import resource
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bot.cli import ENTRIES
from bot.embedded.children import follow_parent
from tests import core_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = "MOTCUA_TEST_FORKING"
"""Names the socket of the process that the workers of a run share."""
_ENDS = 120.0
"""Seconds within which the process that forks ends when its line does; on a busy machine it may still be importing."""

_LARGEST_ORDER = 200_000
_IMPORTED = (
    "bot.app",
    *(f"bot.commands.{entry.module}" for entry in ENTRIES.values()),
    "bot.db.migrate",
    "bot.training.keeper",
    "bot.training.trainer",
    "booking_api.cli",
    "booking_api.migrate",
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "httpcore",
    "typer._click.decorators",
    "typer.rich_utils",
    "rich.markdown",
    "uvicorn.lifespan.off",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.auto",
)


def environment(settings: Mapping[str, str] | None = None, prefix: str = "MOTCUA_") -> dict[str, str]:
    """This process' environment with these settings of ours, given without their prefix, and no others.

    The server that tests prepare databases on is the one embedded in DATA_DIR: without a token, a command acts as the
    machine's owner.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    own = dict(settings or {})
    url = urlsplit(own.get("DATABASE_URL", ""))
    if url.netloc == "postgres@" and prefix == "MOTCUA_":
        (socket_folder,) = parse_qs(url.query)["host"]
        cluster = Path(socket_folder.removesuffix(".sock"))
        own.setdefault("DATA_DIR", str(cluster.parent / "data"))
        embedded = Path(own["DATA_DIR"]) / "postgres"
        embedded.parent.mkdir(parents=True, exist_ok=True)
        if not embedded.exists():
            embedded.symlink_to(cluster)
    return inherited | {f"{prefix}{name}": value for name, value in own.items()}


class Forked:
    """A running program; the parts of ``subprocess.Popen`` that tests use."""

    def __init__(self, pid: int, fate: socket.socket, stdin: IO[bytes] | None, stdout: IO[bytes] | None) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._fate = fate

    def poll(self) -> int | None:
        """Return the exit code once it has ended, as Popen does."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises:
            subprocess.TimeoutExpired: not within ``timeout`` seconds.
        """
        if self.returncode is None:
            if not select.select([self._fate], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            told = self._fate.recv(4)
            self._fate.close()
            self.returncode = struct.unpack("i", told)[0] if told else -signal.SIGKILL
        return self.returncode

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def start(
    module: str,
    *arguments: str,
    env: dict[str, str],
    cwd: Path = CHECKOUT,
    stdin: int = subprocess.DEVNULL,
    stdout: Any = subprocess.DEVNULL,
    stderr: Any = subprocess.DEVNULL,
    largest_file: int | None = None,
) -> Forked:
    """Run ``python -m module arguments``.

    Args:
        module: one of ours.
        arguments: of its command line.
        env: the whole environment.
        cwd: the folder it runs in.
        stdin: PIPE, DEVNULL, or a file.
        stdout: the same.
        stderr: the same, without PIPE.
        largest_file: bytes that a file of the process may have, or None for no limit.
    """
    order = {"module": module, "arguments": arguments, "env": env, "cwd": str(cwd), "largest_file": largest_file}
    mine, theirs = socket.socketpair()
    with contextlib.ExitStack() as stack, contextlib.ExitStack() as undo:
        undo.callback(mine.close)
        stack.callback(theirs.close)
        ours_in, their_in = _pipe(stack, stdin, writing=True)
        ours_out, their_out = _pipe(stack, stdout, writing=False)
        _, their_errors = _pipe(stack, stderr, writing=False)
        files = [theirs.fileno(), their_in, their_out, their_errors]
        socket.send_fds(_control(), [json.dumps(order).encode()], files)
        undo.pop_all()
    (pid,) = struct.unpack("i", mine.recv(4))
    return Forked(pid, mine, ours_in, ours_out)


def run(module: str, *arguments: str, env: dict[str, str], said: str = "", timeout: float = 120.0) -> Any:
    """Run a program to its end, as ``subprocess.run`` with captured text does."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        given.write(said.encode())
        given.seek(0)
        program = start(module, *arguments, env=env, stdin=given, stdout=out, stderr=errors)
        try:
            code = program.wait(timeout)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            raise
        printed = []
        for file in (out, errors):
            file.seek(0)
            printed.append(file.read().decode())
    return subprocess.CompletedProcess([module, *arguments], code, *printed)


def _pipe(stack: contextlib.ExitStack, wanted: Any, *, writing: bool) -> tuple[IO[bytes] | None, int]:
    """Our end of what a program reads or writes, where it is a pipe, and its own end."""
    if wanted == subprocess.PIPE:
        read, write = os.pipe()
        ours, theirs = (write, read) if writing else (read, write)
        stack.callback(os.close, theirs)
        return os.fdopen(ours, "wb" if writing else "rb"), theirs
    if wanted == subprocess.DEVNULL:
        theirs = os.open(os.devnull, os.O_RDWR)
        stack.callback(os.close, theirs)
        return None, theirs
    return None, wanted if isinstance(wanted, int) else wanted.fileno()


@functools.cache
def _control() -> socket.socket:
    """The line to the process that forks; connected when it is first needed, and gone with this one."""
    if path := os.environ.get(SHARED):
        shared = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        shared.connect(path)
        (pid,) = struct.unpack("i", shared.recv(4))
        core_seconds.ELSEWHERE.append(pid)
        atexit.register(shared.close)
        return shared
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        child = _importing("serve", theirs)

    def close() -> None:
        mine.close()
        child.wait(_ENDS)

    atexit.register(close)
    return mine


@contextlib.contextmanager
def shared(path: Path) -> Iterator[None]:
    """Have the processes that are started meanwhile share what has imported everything; it listens at ``path``."""
    line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(path))
        listening.listen()
        child = _importing("share", theirs, listening)
    os.environ[SHARED] = str(path)
    try:
        yield
    finally:
        del os.environ[SHARED]
        line.close()
        child.wait(_ENDS)


def _importing(what: str, *sockets: socket.socket) -> subprocess.Popen[bytes]:
    # Not tied to the thread that happens to need it first, as children of ours are: the line's end ends it.
    numbers = [one.fileno() for one in sockets]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.forking", what, *map(str, numbers)],
        env=environment(),
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        pass_fds=numbers,
        start_new_session=True,
    )


# ── in the process that forks ────────────────────────────────────────────────────────────────────────────────────────


def _serve(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Fork for every order, and tell the fate of each child; returns in the children only, with their order."""
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno())
    fates: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _tell_fates(fates)
        if control not in ready:
            continue
        data, files, _, _ = socket.recv_fds(control, _LARGEST_ORDER, 4)
        if not data:
            signal.set_wakeup_fd(-1)
            for pid in fates:
                os.kill(pid, signal.SIGKILL)
            sys.exit(0)
        fate = socket.socket(fileno=files[0])
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (control, woken, waker, fate, *fates.values()):
                inherited.close()
            return json.loads(data), files[1:]
        fates[pid] = fate
        fate.send(struct.pack("i", pid))
        for file in files[1:]:
            os.close(file)


def _share(line: socket.socket, listening: socket.socket) -> socket.socket:
    """Fork for every process that connects, until the line ends; returns in the children only, with their line."""
    signal.signal(signal.SIGCHLD, lambda *_: _wait_for_ended())
    while True:
        ready, _, _ = select.select([line, listening], [], [])
        if line in ready:
            sys.exit(0)  # the kernel ends the children, and what these have started
        control, _ = listening.accept()
        with control:
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                if (follow := follow_parent(signal.SIGKILL)) is not None:
                    follow()
                os.setsid()
                line.close()
                listening.close()
                control.send(struct.pack("i", os.getpid()))
                return socket.socket(fileno=control.detach())


def _wait_for_ended() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _tell_fates(fates: dict[int, socket.socket]) -> None:
    for pid in list(fates):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with contextlib.suppress(OSError), fates.pop(pid) as fate:  # a test that is over does not listen
                fate.send(struct.pack("i", os.waitstatus_to_exitcode(status)))


def _become(order: dict[str, Any], files: list[int]) -> None:
    """Be the program of ``order``, until it ends."""
    if (follow := follow_parent(signal.SIGKILL)) is not None:
        follow()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    if (largest := order["largest_file"]) is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    sys.argv[:] = [order["module"], *order["arguments"]]
    _end(_ran(order["module"]))


def _ran(module: str) -> int:
    """Run a module as a program, and return the code that Python would end with."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        sys.stderr.write(f"{ended.code}\n")
        return 1
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return 1
    except BaseException:  # noqa: BLE001 - as Python does with whatever is not caught
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _end(code: int) -> None:
    """End as Python does, but for taking every object apart: each would be a page of the memory that is shared here."""
    threading._shutdown()  # waits for threads, and has those of executors end
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code & 0xFF)


def _read_what_never_changes() -> None:
    """Places, catalogue, texts and the certificates of the world, each kept by the function that reads it."""
    importlib.import_module("bot.content.reference").load_reference()
    importlib.import_module("bot.content.texts_loader").load_texts()
    trusted = importlib.import_module("bot.certificates").trusted
    trusted()  # as the programs do: the cache goes by how the arguments are given
    trusted(environment=False)
    importlib.import_module("booking_client.transport")._trusted()
    importlib.import_module("bot.content.rulebook_loader").load_rulebook()  # the schema's validator, what it imports
    # What parameters a command's function has is found out anew in each process, by its annotations: for two dozen.
    typer = importlib.import_module("typer.main")
    typer.get_params_from_function = functools.cache(typer.get_params_from_function)
    typer.get_command(importlib.import_module("bot.cli").build(ENTRIES))


def main() -> None:
    """Import everything, read what never changes, then fork until whoever started this is gone."""
    what, *numbers = sys.argv[1:]
    sockets = [socket.socket(fileno=int(number)) for number in numbers]
    for module in _IMPORTED:
        importlib.import_module(module)
    _read_what_never_changes()
    gc.collect()
    gc.freeze()
    control = _share(*sockets) if what == "share" else sockets[0]
    order, files = _serve(control)
    _become(order, files)


if __name__ == "__main__":
    main()

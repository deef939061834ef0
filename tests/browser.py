"""The browser that page tests run in: found, or installed, or a clear sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

SHELL = "chromium-headless-shell"
"""The same browser without windows: a page costs a third in it."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # Chromium's sandbox does not start as root, as tests often run in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_INSTALL_SECONDS = 600


class BrowserMissing(Exception):
    """No browser is here and none could be installed."""


def find_browser() -> Path | None:
    """Return the headless shell, on PATH or where scripts/get_browser.sh has put it, or a Chromium on PATH, or None."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "motcua"
    fetched = cache / "headless-shell" / "usr" / "lib" / "chromium" / SHELL
    found = next(filter(None, map(shutil.which, (SHELL, str(fetched), *NAMES))), None)
    return Path(found) if found else None


async def launch(playwright: Playwright) -> Browser:
    """Start a browser; installs one where there is none.

    Raises:
        BrowserMissing: with what to do.
    """
    executable = find_browser() or _install(Path(playwright.chromium.executable_path))
    return await playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))


def _install(playwrights: Path) -> Path:
    """Install a browser: by apt as root, else by Playwright into its own cache, where one may lie already."""
    if playwrights.exists():
        return playwrights
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "update"], environment)
        # What scripts/get_browser.sh has fetched starts only where its libraries are: they come with the package.
        for package in (SHELL, NAMES[0]):
            _run(["apt-get", "install", "--yes", "--no-install-recommends", package], environment)
            if found := find_browser():
                return found
    _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    if playwrights.exists():
        return playwrights
    raise BrowserMissing(
        "The page tests need a Chromium: none is on PATH, and neither apt nor `playwright install chromium` could "
        f"install one. Install one of {', '.join(NAMES)} and run the tests again."
    )


def _run(command: list[str], environment: dict[str, str]) -> None:
    # Whether it worked is seen by the browser being there; a machine without network fails here quietly.
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=_INSTALL_SECONDS)

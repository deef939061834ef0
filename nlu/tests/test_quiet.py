"""What libraries write lies in a folder of one's own, whoever was there first."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from quiet import own_folder


def link(place: Path) -> None:
    (place.parent / "elsewhere").mkdir()
    place.symlink_to(place.parent / "elsewhere")


def link_to_nothing(place: Path) -> None:
    place.symlink_to(place.parent / "nothing")


def open_to_all(place: Path) -> None:
    place.mkdir()
    place.chmod(0o777)


def a_file(place: Path) -> None:
    place.touch()


@pytest.mark.parametrize("made", [link, link_to_nothing, open_to_all, a_file])
def test_a_folder_that_others_could_have_made_is_not_used(made: Callable[[Path], None], tmp_path: Path) -> None:
    """Somebody of the same machine knows its name before: what lies in it would be loaded."""
    place = tmp_path / "motcua-nlu-0"
    made(place)
    found = own_folder(place)
    try:
        status = found.lstat()
        assert found != place
        assert stat.S_ISDIR(status.st_mode)
        assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (os.getuid(), 0o700)
        assert not (tmp_path / "nothing").exists()
    finally:
        found.rmdir()


def test_ones_own_is_used_again(tmp_path: Path) -> None:
    place = tmp_path / "motcua-nlu-0"
    assert own_folder(place) == own_folder(place) == place
    assert stat.S_IMODE(place.lstat().st_mode) == 0o700

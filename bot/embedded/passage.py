"""Letting one user pass through a folder, and nobody else: a POSIX access list (acl(5)), written as Linux keeps it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ATTRIBUTE = "system.posix_acl_access"
_HEAD = struct.Struct("<I")
_ENTRY = struct.Struct("<HHI")
_VERSION = 2
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NOBODY = 0xFFFFFFFF
_PASS = 0o1
"""The right to pass: x of a folder."""
_NO_LIST = (errno.ENODATA, errno.ENOTSUP, errno.EOPNOTSUPP)


def allow_passage(folder: Path, uid: int) -> bool:
    """Let user ``uid`` pass through ``folder``; nothing in it becomes readable.

    Returns:
        False where the file system keeps no access lists or the folder is another's: nothing was changed.
    """
    entries = _read(folder)
    entries[_USER, uid] = entries.get((_USER, uid), 0) | _PASS
    shared = [right for (tag, _), right in entries.items() if tag in (_USER, _GROUP_OBJ, _GROUP)]
    mask = 0
    for right in shared:
        mask |= right
    entries[_MASK, _NOBODY] = mask
    value = _HEAD.pack(_VERSION) + b"".join(
        _ENTRY.pack(tag, right, who) for (tag, who), right in sorted(entries.items())
    )
    with contextlib.suppress(OSError):
        os.setxattr(folder, _ATTRIBUTE, value)
        return True
    return False


def _read(folder: Path) -> dict[tuple[int, int], int]:
    """Return the rights of a folder by tag and user; of one without a list, those of its mode."""
    try:
        value = os.getxattr(folder, _ATTRIBUTE)
    except OSError as error:
        if error.errno not in _NO_LIST:
            raise
        mode = stat.S_IMODE(folder.stat().st_mode)
        return {
            (_USER_OBJ, _NOBODY): mode >> 6 & 7,
            (_GROUP_OBJ, _NOBODY): mode >> 3 & 7,
            (_OTHER, _NOBODY): mode & 7,
        }
    return {(tag, who): right for tag, right, who in _ENTRY.iter_unpack(value[_HEAD.size :])}

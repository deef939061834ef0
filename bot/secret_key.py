"""A secret key that is made once and kept in a folder."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def kept_key(folder: Path) -> bytes:
    """Return the folder's key; made where there is none."""
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(draft)  # whoever comes first wins; nobody reads half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().encode()

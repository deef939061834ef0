"""Uploads of the OA API: pictures, moving pictures and files, within their types and sizes, for seven days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.forms import Upload
from tests.fakes.zalo.world import Refusal

if TYPE_CHECKING:
    from tests.fakes.zalo.world import World

IMAGE_BYTES = 1_000_000
GIF_BYTES = 5_000_000
FILE_BYTES = 5_000_000
KEPT_SECONDS = 7 * 86_400
UPLOADS_A_MONTH = 5000

_FILE_TYPES = frozenset({"pdf", "doc", "docx", "csv"})
_MONTH_SECONDS = 30 * 86_400
# What a picture is, its first bytes tell, and not its name.
_PNG, _JPG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")


@dataclass(frozen=True, slots=True)
class Kept:
    """Something uploaded, until it is forgotten."""

    upload: Upload
    kind: str
    until: float


class Uploads:
    """Takes uploads and gives them back by ``attachment_id`` (pictures) or ``token`` (files).

    Attributes:
        a_month: uploads that each of the APIs takes.
        image_bytes, file_bytes: the largest that is taken.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.a_month = UPLOADS_A_MONTH
        self.image_bytes = IMAGE_BYTES
        self.file_bytes = FILE_BYTES
        self._kept: dict[str, Kept] = {}

    def image(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._read(body, "image", self.image_bytes)
        if not upload.content.startswith((_PNG, _JPG)):
            raise Refusal(-201, "file type is invalid!")
        return {"attachment_id": self._keep(upload, "image")}

    def gif(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._read(body, "gif", GIF_BYTES)
        if not upload.content.startswith(_GIF):
            raise Refusal(-201, "file type is invalid!")
        return {"attachment_id": self._keep(upload, "gif")}

    def file(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._read(body, "file", self.file_bytes)
        if upload.name.rpartition(".")[2].lower() not in _FILE_TYPES or not self.world.files_work:
            raise Refusal(-201, "file type is invalid!")
        return {"token": self._keep(upload, "file")}

    def get(self, kind: str, name: object) -> Upload:
        """Return what was uploaded.

        Raises:
            Refusal: there is no such thing (any more).
        """
        kept = self._kept.get(str(name))
        if kept is None or kept.kind != kind:
            raise Refusal(-201, f"{'token' if kind == 'file' else 'attachment_id'} is invalid!")
        if kept.until <= self.world.now():
            raise Refusal(-100, "attachment_id is expired")
        return kept.upload

    def _read(self, body: dict[str, Any], kind: str, most: int) -> Upload:
        upload = body.get("file")
        if not isinstance(upload, Upload) or not upload.content:
            raise Refusal(-201, "file is invalid!")
        since = self.world.now() - _MONTH_SECONDS + KEPT_SECONDS
        if sum(kept.kind == kind and kept.until > since for kept in self._kept.values()) >= self.a_month:
            raise Refusal(-211, "Out of quota")
        if len(upload.content) > most:
            raise Refusal(-210, "file exceeds the allowable limit")
        return upload

    def _keep(self, upload: Upload, kind: str) -> str:
        name = self.world.new_id(kind)
        self._kept[name] = Kept(upload, kind, self.world.now() + KEPT_SECONDS)
        return name

"""Pictures of broadcasts for the web chat, and for platforms that take nothing but an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from bot.db.pictures import PATH
from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.db.pictures import StoredPictures

_DIGITS = 64
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def picture_routes(pictures: StoredPictures) -> list[Route]:
    """Return the route of stored pictures: ``/pictures/SHA-256.png``. Nobody guesses the hash of one not sent yet."""

    async def picture(request: Request) -> Response:
        digest = request.path_params["name"].partition(".")[0].lower()
        if len(digest) != _DIGITS or set(digest) - set("0123456789abcdef"):
            return Response(status_code=404)
        try:
            found = await pictures.find(digest)
        except INFRASTRUCTURE:
            return Response(status_code=503, headers={"Retry-After": "5"})
        if found is None:
            return Response(status_code=404)
        content, media_type = found
        return Response(content, media_type=media_type, headers=_HEADERS)

    return [Route(f"{PATH}/{{name}}", picture, methods=["GET"])]

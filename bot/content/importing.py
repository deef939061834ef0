"""Bringing the packaged content into the database, which is the truth from then on."""

from __future__ import annotations

from bot.content.rulebook_loader import load_offers, load_rulebook, read_rows
from bot.db.guidance import import_content
from pgkit.addresses import connect


def import_packaged(url: str) -> bool:
    """Import the packaged rulebook, by its hash, once; the offers of each way that staff have not written about.

    Args:
        url: of the bot's database, migrated.

    Returns:
        Whether anything was new.

    Raises:
        RulebookError, OffersError: the packaged content has mistakes; nothing is imported.
    """
    rulebook = load_rulebook()
    load_offers()
    with connect(url) as connection:
        return import_content(
            connection,
            rulebook=rulebook.to_plain(),
            content_hash=rulebook.content_hash,
            offers=read_rows("offers.csv"),
            duties=read_rows("presence.csv"),
        )

"""What programs of other people's code are told of our environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.embedded.children import environment_without_secrets

if TYPE_CHECKING:
    import pytest


def test_no_secret_of_ours_reaches_other_peoples_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "MOTCUA_SECRET_KEY",
        "MOTCUA_DATABASE_URL",
        "MOTCUA_ZALO_APP_SECRET",
        "PGPASSWORD",
        "AWS_SECRET_ACCESS_KEY",
    ):
        monkeypatch.setenv(name, "only-for-tests")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    told = environment_without_secrets()
    assert "only-for-tests" not in told.values()
    assert told["OMP_NUM_THREADS"] == "1"
    assert "PATH" in told

"""Where embedded parts keep their things: in nobody else's folder, and opened to nobody who need not pass."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from bot.embedded import postgres
from bot.embedded.children import open_log
from bot.embedded.postgres import EmbeddedPostgres, EmbeddedPostgresError
from bot.embedded.sockets import UnsafeFolder, leads_to, make_own, socket_folder
from bot.settings import Settings


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_server_of_the_data_folder_is_embedded(tmp_path):
    cluster = tmp_path / "postgres"
    own = f"postgresql://motcua_bot@/motcua?host={socket_folder(cluster)}"
    production = "postgresql://postgres@/motcua?host=/var/run/postgresql"
    assert leads_to(own, tmp_path)
    assert not leads_to(production, tmp_path)
    assert not leads_to("postgresql://postgres@/motcua", tmp_path)
    assert not leads_to("no address", tmp_path)
    settings = Settings(data_dir=tmp_path, database_url=production, secret_key="x" * 32)
    assert not settings.embedded


def test_a_folder_that_others_could_have_made_is_refused(tmp_path):
    make_own(tmp_path / "own")
    make_own(tmp_path / "own")
    assert mode(tmp_path / "own") == 0o700
    (tmp_path / "link").symlink_to(tmp_path / "own")
    (tmp_path / "file").touch()
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for name in ("link", "file", "open", "dangling"):
        with pytest.raises(UnsafeFolder, match="MOTCUA_DATA_DIR"):
            make_own(tmp_path / name)


def test_logs_are_their_owners(tmp_path):
    old = tmp_path / "old.log"
    old.touch(mode=0o644)
    for path in (old, tmp_path / "run" / "new.log"):
        with open_log(path) as log:
            log.write(b"DETAIL: Failing row contains (...)")
        assert mode(path) == 0o600


@pytest.fixture
def shut():
    """A folder that only its owner may enter; not below pytest's own, whose rights every other run sets anew."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-shut-"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("deep", ["pg", "/".join(["a long name of a folder"] * 5)])
def test_a_server_starts_within_a_shut_folder_and_opens_it_to_nobody(shut, deep):
    with EmbeddedPostgres(shut / deep, durable=False) as server:
        assert mode(server.socket_dir) == 0o700
        assert mode(server.log_path) == 0o600
    assert not mode(shut) & 0o007


def test_who_is_kept_out_all_the_same_is_told_so_and_what_to_do(shut, monkeypatch):
    """As where a file system takes an access list and does not keep to it; it was initdb's own error once."""
    monkeypatch.setattr(postgres, "allow_passage", lambda _folder, _uid: True)
    shut.chmod(0o000)
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with pytest.raises(EmbeddedPostgresError, match=rf"{user}, who is kept out of {shut}: .*MOTCUA_DATA_DIR"):
        postgres._let_pass(user, shut / "postgres")
    assert mode(shut) == 0
    shut.chmod(0o700)


def test_without_access_lists_folders_are_opened_to_pass_and_that_is_said(shut, monkeypatch, caplog):
    monkeypatch.setattr(postgres, "allow_passage", lambda _folder, _uid: False)
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    postgres._let_pass(user, shut / "postgres")
    assert mode(shut) == 0o711
    assert f"everybody may pass through {shut}" in caplog.text

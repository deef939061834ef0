"""Settings: read once, validated, contradictions refused with words."""

from __future__ import annotations

import re
import stat

import pytest
from pydantic import ValidationError

from booking_api.settings import Settings as BookingSettings
from bot.content.texts_loader import load_texts
from bot.settings import Settings, SettingsError

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    import os

    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)


def test_every_field_is_described():
    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert undescribed == []


def test_values_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("MOTCUA_PORT", "9001")
    monkeypatch.setenv("MOTCUA_AS_OF", "2021-08-22")
    settings = Settings()
    assert settings.port == 9001
    assert settings.calendar.now().date().isoformat() == "2021-08-22"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "22/8/2021"),
        ("as_of", "tomorrow"),
        ("port", 70000),
        ("database_url", "mysql://localhost/x"),
        ("secret_key", "short"),
        ("nlu_seconds", 0),
        ("workers", 0),
        ("log_level", "loud"),
        ("public_url", "cskh.camau.example"),
        ("public_url", "ftp://camau.example"),
        ("booking_url", "booking:8100"),
        ("booking_url", "http://:8100"),
        ("nlu_url", "http://rasa:port"),
        ("telegram_api_url", "api.telegram.org"),
    ],
)
def test_a_wrong_value_is_refused(name, value):
    with pytest.raises(ValidationError):
        Settings(**{name: value})


def test_a_wrong_address_is_named_and_not_repeated():
    with pytest.raises(ValidationError) as refused:
        Settings(booking_url="user:geheim@booking")
    (error,) = refused.value.errors()
    assert error["msg"].startswith("Value error, BOOKING_URL is no web address")
    assert "geheim" not in error["msg"]


@pytest.mark.parametrize("level", ["DEBUG", "info", "Warning"])
def test_a_log_level_is_taken_in_any_case(level):
    assert Settings(log_level=level).log_level == level


@pytest.mark.parametrize("as_of", ["2021-08-22", "2021-08-22T09:00", "2020-01-01"])
def test_a_real_token_with_another_day_is_refused(as_of):
    with pytest.raises(ValidationError, match="AS_OF answers for another day"):
        Settings(telegram_token=TOKEN, as_of=as_of)


@pytest.mark.parametrize("as_of", [None, "today", ""])
def test_a_real_token_with_today_is_taken(as_of):
    assert Settings(telegram_token=TOKEN, as_of=as_of).real_platform


def test_a_server_on_this_machine_is_no_real_platform():
    settings = Settings(telegram_token=TOKEN, telegram_api_url="http://127.0.0.1:8081", as_of="2021-08-22")
    assert not settings.real_platform


def test_a_name_that_only_begins_like_this_machine_is_a_real_platform():
    with pytest.raises(ValidationError, match="AS_OF"):
        Settings(telegram_token=TOKEN, telegram_api_url="http://127.0.0.1.example.org", as_of="2021-08-22")


ZALO = {
    "zalo_app_id": "1",
    "zalo_app_secret": "s",
    "zalo_oa_id": "2",
    "zalo_oa_secret_key": "k",
}
HERE = dict.fromkeys(("zalo_api_url", "zalo_oauth_url", "zalo_zbs_url"), "http://127.0.0.1:1")


@pytest.mark.parametrize(
    "given", [ZALO, {**ZALO, **HERE, "zalo_zbs_url": "https://x.example"}, {"zalo_bot_token": "1:a"}]
)
def test_zalos_real_tokens_with_another_day_are_refused(given):
    with pytest.raises(ValidationError, match="AS_OF answers for another day, but ZALO"):
        Settings(**given, as_of="2021-08-22")
    assert Settings(**given).real_platform


def test_a_zalo_on_this_machine_may_have_another_day():
    here = {**HERE, "zalo_bot_token": "1:a", "zalo_bot_api_url": "http://localhost:1"}
    assert not Settings(**ZALO, **here, as_of="2021-08-22").real_platform


@pytest.mark.parametrize("name", ["zalo_app_secret", "zalo_oa_id", "zalo_oa_secret_key"])
def test_an_account_is_told_what_it_lacks(name):
    with pytest.raises(ValidationError, match=f"ZALO_APP_ID is set, so {name.upper()} must be"):
        Settings(**{key: value for key, value in ZALO.items() if key != name})


def test_fault_points_with_a_real_token_are_refused():
    with pytest.raises(ValidationError, match="FAULT_POINT"):
        Settings(telegram_token=TOKEN, fault_point="turn-claimed")


def test_the_secret_is_made_once_for_embedded_data(tmp_path):
    settings = Settings(data_dir=tmp_path)
    first = settings.secret()
    assert len(first) >= 32
    assert Settings(data_dir=tmp_path).secret() == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_database_of_ones_own_demands_a_secret(tmp_path):
    settings = Settings(data_dir=tmp_path, database_url="postgresql://bot@db.example/motcua")
    with pytest.raises(SettingsError, match="MOTCUA_SECRET_KEY"):
        settings.secret()


def test_secrets_do_not_show_in_the_settings_text():
    settings = Settings(telegram_token=TOKEN, secret_key="x" * 40, staff_token="staff-token-value")
    assert TOKEN not in repr(settings)
    assert "staff-token-value" not in str(settings)
    assert "x" * 40 not in repr(settings)


PROMISED = {
    "opening.machine": {30},
    "consent.text": {90},
    "privacy.policy": {30, 90},
    "about_us.data_lasts": {30, 90},
    "case.remembered": {30},
}
"""Texts that say how long something is kept, and for how many days."""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", PROMISED)
def test_people_are_told_how_long_something_is_kept(language, key):
    said = load_texts().get(language, key, agency="Trung tâm Demo")
    assert {int(days) for days in re.findall(r"(\d+) (?:ngày|days)", said)} == PROMISED[key]


@pytest.mark.parametrize(
    ("name", "promised"), [("keep_messages_days", 30), ("keep_callbacks_days", 90), ("keep_review_days", 90)]
)
def test_nothing_is_kept_longer_than_people_are_told(name, promised):
    assert getattr(Settings(), name) == promised
    assert getattr(Settings(**{name: promised - 1}), name) == promised - 1
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: promised + 1})


def test_nor_does_the_booking_service_keep_a_name_longer():
    url = {"database_url": "postgresql://"}
    assert BookingSettings(**url).keep_visitors_days == 90
    with pytest.raises(ValidationError, match="keep_visitors_days"):
        BookingSettings(**url, keep_visitors_days=91)

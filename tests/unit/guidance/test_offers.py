"""Which procedure is offered how, when; and what nobody knows."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import parse_moment
from bot.guidance.offers import Offers, OffersError

THEN, NOW = parse_moment("2021-08-22T09:00"), parse_moment("2026-11-24T09:00")


def row(**changes):
    made = {
        "code": "1.1",
        "channel": "online",
        "offered": "yes",
        "valid_from": "2021-01-01",
        "valid_to": "2021-02-01",
        "basis": "",
        "note": "",
    }
    return made | changes


def duty(**changes):
    made = {
        "code": "1.1",
        "presence": "required",
        "valid_from": "",
        "valid_to": "",
        "basis": "",
        "note": "",
        "question": "",
    }
    return made | changes


def test_the_basis_of_2021_says_that_it_is_unconfirmed(offers):
    offering = offers.at(THEN, "1.001193")
    assert (offering.online.offered, offering.postal.offered) == (Offered.YES, Offered.YES)
    assert offering.bases == ("danh mục năm 2026; năm 2021 có nhận như vậy hay không thì chưa xác nhận",)
    assert "2021" not in offers.at(NOW, "1.001193").bases[0]


@pytest.mark.parametrize("code", ["1.014027", "1.014028", "1.014062", "3.000228"])
def test_what_did_not_exist_in_2021_is_unknown_then(offers, code):
    then = offers.at(THEN, code)
    assert {offer.offered for offer in (then.online, then.postal, then.in_person)} == {Offered.UNKNOWN}
    assert then.duty.presence is Presence.UNKNOWN
    assert offers.at(NOW, code).duty.presence is not Presence.UNKNOWN


def test_between_the_two_tables_nothing_is_known(offers):
    assert offers.at(parse_moment("2023-05-01"), "1.001193").online.offered is Offered.UNKNOWN
    assert offers.at(THEN, "9.999999").duty.presence is Presence.UNKNOWN


@pytest.mark.parametrize(
    ("code", "presence"),
    [
        ("1.001193", Presence.NOT_REQUIRED),
        ("1.000894", Presence.REQUIRED),
        ("2.000815", Presence.REQUIRED),
        ("2.001019", Presence.REQUIRED),
        ("1.014061", Presence.REQUIRED),
        ("1.014062", Presence.CONDITIONAL),
        ("1.014064", Presence.CONDITIONAL),
        ("1.014748", Presence.CONDITIONAL),
        ("3.000347", Presence.NOT_STATED),
        ("1.004222", Presence.NOT_STATED),
        ("1.001022", Presence.UNKNOWN),
    ],
)
def test_who_must_come(offers, code, presence):
    assert offers.at(NOW, code).duty.presence is presence


def test_a_post_that_only_returns_results_takes_no_dossier(offers):
    assert offers.at(NOW, "1.014064").postal.offered is Offered.NO
    assert "trả kết quả" in offers.at(NOW, "1.014064").postal.note
    assert offers.at(NOW, "1.014748").postal.offered is Offered.LIMITED


def test_the_table_speaks_of_procedures_of_the_catalogue_only(offers):
    text = (files("bot.content") / "procedures.csv").read_text(encoding="utf-8")
    catalogue = {line["code"] for line in csv.DictReader(text.splitlines())}
    assert offers.codes <= catalogue


def test_an_offer_holds_from_its_first_moment_to_before_its_last():
    table = Offers.parse([row()], [])
    seen = [
        table.at(parse_moment(moment), "1.1").offer(Channel.ONLINE).offered
        for moment in ("2020-12-31T23:59", "2021-01-01", "2021-01-31T23:59", "2021-02-01")
    ]
    assert seen == [Offered.UNKNOWN, Offered.YES, Offered.YES, Offered.UNKNOWN]


@pytest.mark.parametrize(
    ("offer_rows", "duty_rows", "said"),
    [
        ([row(), row(channel="boat")], [], r"offers line 3 \(1\.1\): 'boat'"),
        ([row(offered="maybe")], [], r"offers line 2 \(1\.1\): 'maybe'"),
        ([row(valid_from="soon")], [], r"offers line 2 \(1\.1\): .*soon"),
        ([row(), row(valid_from="2021-01-31", valid_to="")], [], r"line 3 \(1\.1\): two rows"),
        ([], [duty(), duty(presence="conditional")], r"line 3 \(1\.1\): two rows"),
        ([], [duty(presence="perhaps")], r"presence line 2 \(1\.1\): 'perhaps'"),
    ],
)
def test_a_wrong_row_is_named(offer_rows, duty_rows, said):
    with pytest.raises(OffersError, match=said):
        Offers.parse(offer_rows, duty_rows)


def test_rows_that_follow_each_other_do_not_overlap():
    table = Offers.parse([row(), row(offered="no", valid_from="2021-02-01", valid_to="")], [])
    assert table.at(parse_moment("2021-02-01"), "1.1").online.offered is Offered.NO

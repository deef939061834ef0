"""What is in force when: the seed's version tests for rules, regimes and contacts, and the edges around them."""

from __future__ import annotations

import pytest

from bot.guidance.moments import parse_moment
from bot.guidance.rulebook.advice import Applies, Area

R = "CM4708-R"
LETTER = tuple(f"{R}{number:02}" for number in range(1, 24))


def ids_at(rulebook, moment, **question):
    return set(rulebook.at(parse_moment(moment), **question).ids)


def regimes_at(rulebook, moment):
    return {advised.regime.id for advised in rulebook.at(parse_moment(moment)).regimes}


def contacts_at(rulebook, moment):
    return {contact.id for contact in rulebook.at(parse_moment(moment)).contacts}


def test_before_the_decision_nothing_of_the_letter_holds(rulebook):
    assert ids_at(rulebook, "2021-08-20T12:00") == set()
    assert "REG-1556" in regimes_at(rulebook, "2021-08-20T12:00")


def test_on_the_day_of_the_letter_a_counter_takes_only_the_booked(rulebook):
    area = Area("Huyện Cái Nước", locked=False)
    assert f"{R}05" in ids_at(rulebook, "2021-08-22T09:00", area=area)
    assert "REG-1615" in regimes_at(rulebook, "2021-08-22T09:00")


def test_unemployment_is_arranged_by_the_agency(rulebook, offers):
    moment = parse_moment("2021-08-22T09:00")
    assert f"{R}15" in rulebook.at(moment).ids
    for code in ("1.014748", "1.014749", "1.014753"):
        advice = rulebook.at(moment, None, offers.at(moment, code))
        assert f"{R}15" in advice.ids
        assert not {f"{R}03", f"{R}05"} & set(advice.ids), "the agency sets the time, nobody books"
    assert f"{R}15" not in ids_at(rulebook, "2021-08-22T09:00", procedure="1.001193")


def test_marriage_still_means_coming_by_appointment(rulebook, offers):
    moment = parse_moment("2021-08-22T09:00")
    advice = rulebook.at(moment, None, offers.at(moment, "1.000894"))
    assert {f"{R}19", f"{R}03"} <= set(advice.ids)
    assert advice.get(f"{R}19").applies is Applies.YES
    assert f"{R}01" not in advice.ids, "online or post only is not the whole truth for a marriage"
    assert {f"{R}19", f"{R}03"} <= ids_at(rulebook, "2021-08-22T09:00", procedure="1.000894")


@pytest.mark.parametrize(("people", "ok"), [(1, True), (10, True), (11, False)])
def test_ten_people_may_gather_and_eleven_not(rulebook, people, ok):
    verdict = rulebook.at(parse_moment("2021-08-22T09:00")).crowd(people)
    assert (verdict.ok, verdict.limit, verdict.citation.rule) == (ok, 10, f"{R}09")


def test_no_rule_of_today_counts_people(rulebook):
    verdict = rulebook.at(parse_moment("2026-11-01T09:00")).crowd(200)
    assert (verdict.ok, verdict.citation) == (None, None)


def test_one_regime_ends_where_the_next_begins(rulebook):
    assert "REG-1615" in regimes_at(rulebook, "2021-08-23T23:59")
    assert "REG-CT16-AUG" not in regimes_at(rulebook, "2021-08-23T23:59")
    assert "REG-1615" not in regimes_at(rulebook, "2021-08-24T00:00")
    assert "REG-CT16-AUG" in regimes_at(rulebook, "2021-08-24T00:00")


def test_the_epidemic_line_opens_at_seven_and_is_no_booking_line(rulebook):
    assert "hotline-covid-2021" not in contacts_at(rulebook, "2021-10-18T06:59")
    assert "hotline-covid-2021" in contacts_at(rulebook, "2021-10-18T07:00")
    assert rulebook.at(parse_moment("2021-10-18T07:00")).hotline is None


def test_today_no_line_is_published(rulebook):
    advice = rulebook.at(parse_moment("2026-11-01T09:00"))
    assert {c.id for c in advice.contacts} == {
        "portal-current",
        "emergency-police",
        "emergency-fire",
        "emergency-medical",
        "emergency-children",
        "emergency-rescue",
    }
    assert advice.hotline is None
    assert "hotline-2021" in {contact.id for contact in advice.past_contacts}
    assert advice.silence("hotline_number") is not None
    assert [contact.id for contact in rulebook.unpublished_contacts()] == ["hotline-current"]


def test_a_fee_rule_ends_with_its_year(rulebook):
    assert "NOW-07" in ids_at(rulebook, "2026-12-31T23:59", procedure="1.014063")
    assert "NOW-07" not in ids_at(rulebook, "2027-01-01T00:00", procedure="1.014063")
    assert "NOW-07" not in ids_at(rulebook, "2026-12-31T23:59", procedure="1.001193")


def test_the_opening_paragraph_holds_a_day_before_the_rest(rulebook):
    assert ids_at(rulebook, "2021-08-21T00:00") == {f"{R}{n:02}" for n in range(1, 5)}
    assert ids_at(rulebook, "2021-08-22T00:00") == set(LETTER)
    assert ids_at(rulebook, "2021-10-14T23:59") == set(LETTER)
    assert ids_at(rulebook, "2021-10-15T00:00") == set()


def test_the_letter_is_not_cited_before_it_was_signed(rulebook):
    for advised in rulebook.at(parse_moment("2021-08-21T12:00")).rules:
        assert advised.citation.number == "1615/QĐ-UBND"
        assert advised.citation.quote is None
        assert advised.citation.paragraph is None
    for advised in rulebook.at(parse_moment("2021-08-22T00:00")).rules:
        assert advised.citation.number == "4708/UBND-CCHC"
        assert advised.citation.quote
        assert advised.citation.paragraph


def test_the_letter_is_history_today(rulebook):
    advice = rulebook.at(parse_moment("2026-11-24T09:00"))
    assert not set(LETTER) & set(advice.ids)
    assert {advised.rule.id for advised in advice.history} == set(LETTER)
    assert not any(advised.citation.in_force for advised in advice.history)
    told = {"NOW-01", "NOW-02", "NOW-03", "NOW-04", "NOW-06", "NOW-07", "NOW-08", "NOW-11", "NOW-12", "NOW-13"}
    assert set(advice.ids) == told
    assert all(advised.citation.notice for advised in advice.rules)


def test_history_keeps_to_the_topic(rulebook):
    advice = rulebook.at(parse_moment("2026-11-24T09:00"), None, "1.001193")
    assert advice.past(f"{R}15") is None
    assert advice.past(f"{R}05") is not None
    assert f"{R}05" in {advised.rule.id for advised in advice.past_about("appointment")}


def test_a_regime_withdrawn_before_its_first_day_never_appears(rulebook):
    for moment in ("2021-10-03T23:59", "2021-10-04T00:00", "2021-10-04T12:00", "2026-11-24T09:00"):
        assert "REG-2048" not in regimes_at(rulebook, moment)


def test_a_locked_down_place_takes_nobody(rulebook):
    locked = rulebook.at(parse_moment("2021-08-22T09:00"), Area("Phường 8", locked=True))
    free = rulebook.at(parse_moment("2021-08-22T09:00"), Area("Phường 8", locked=False))
    nobody_knows = rulebook.at(parse_moment("2021-08-22T09:00"), Area("Phường 8"))
    assert f"{R}06" in locked.ids
    assert f"{R}05" not in locked.ids
    assert f"{R}06" not in free.ids
    assert f"{R}05" in free.ids
    assert nobody_knows.get(f"{R}06").applies is Applies.CONDITIONAL
    assert f"{R}05" in nobody_knows.ids


def test_the_letter_does_not_reach_another_province(rulebook):
    area = Area("Phường 1", province="bac-lieu-2021")
    assert ids_at(rulebook, "2021-08-22T09:00", area=area) == set()


def test_a_visit_after_the_change_is_warned_of_it(rulebook):
    now, visit = parse_moment("2021-08-22T09:00"), parse_moment("2021-08-24T07:30")
    assert [warning.id for warning in rulebook.new_warnings(now, visit)] == ["REG-CT16-AUG"]
    assert rulebook.new_warnings(now, parse_moment("2021-08-23T13:30")) == ()


def test_a_moment_needs_a_zone(rulebook):
    with pytest.raises(ValueError, match="time zone"):
        rulebook.at(parse_moment("2021-08-22T09:00").replace(tzinfo=None))


def test_a_moment_is_read_in_vietnamese_time(rulebook):
    # 17:00 UTC on the 14th is midnight of the 15th in Cà Mau.
    assert ids_at(rulebook, "2021-10-14T16:59+00:00") == set(LETTER)
    assert ids_at(rulebook, "2021-10-14T17:00+00:00") == set()

"""What goes out under a rule's source is the rule's own words, with its day; which place was meant is said aloud."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.broadcasts import approving, drafting, listing
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.previewing import preview
from bot.broadcasts.report_page import page
from bot.broadcasts.reporting import report
from bot.broadcasts.starting import send
from bot.broadcasts.understood import understood
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from tests.integration.broadcasts.conftest import approve, approver, author, drafted

OWN = "Bà con Tắc Vân lưu ý: ngày 23/8 Một cửa nghỉ."
RULE = "CM4708-R05"


def blocking(drafted_) -> dict[str, str]:
    return {finding.code: finding.message for finding in drafted_.findings if finding.blocks}


async def test_ones_own_words_do_not_go_out_under_a_rules_source(desk, crowd):
    crowd(2)
    office = await author(desk)
    made = await drafting.create(office, drafting.Wish(title="x", text=OWN, rule=RULE, audience="topic=rules"))
    message = blocking(made)["wording"]
    own = (await drafting.create(office, drafting.Wish(title="x", rule=RULE, audience="topic=rules"))).broadcast
    assert OWN in message
    assert own.content.text in message, "both texts are shown"
    with pytest.raises(Refused, match="không phải lời của quy định"):
        await approve(await approver(desk), made.broadcast.id)
    dropped = await drafting.change(office, made.broadcast.id, drafting.Wish(without=("rule",)))
    assert (blocking(dropped), dropped.broadcast.content.sources) == ({}, ())
    assert "source" in {finding.code for finding in dropped.findings}


async def test_words_put_into_a_rules_draft_later_are_found_as_well(desk):
    office = await author(desk)
    made = await drafting.create(office, drafting.Wish(title="x", rule=RULE, audience="topic=rules"))
    assert blocking(made) == {}
    text = f"{made.broadcast.content.text} Ngày 23/8 Một cửa nghỉ."
    assert set(blocking(await drafting.change(office, made.broadcast.id, drafting.Wish(text=text)))) == {"wording"}
    back = await drafting.change(office, made.broadcast.id, drafting.Wish(rule=RULE))
    assert blocking(back) == {}
    english = await drafting.change(office, made.broadcast.id, drafting.Wish(text_en="Closed on 23/8."))
    assert "translation" in {finding.code for finding in english.findings}


async def test_a_rule_that_nobody_had_signed_is_not_told(desk):
    """No rule of 2025 was known to anybody in 2021."""
    office = await author(desk)
    for rule in ("NOW-01", "NOW-02"):
        with pytest.raises(Refused, match="chưa ký"):
            await drafting.create(office, drafting.Wish(title="x", rule=rule, audience="topic=rules"))
    assert {one.rule[:6] for one in await listing.rules(office)} == {"CM4708"}


async def test_a_rule_that_is_still_to_come_says_from_when(desk, crowd):
    """Signed on 30/5/2025, in force from 1/7/2025."""
    crowd(1)
    june = datetime(2025, 6, 15, 9, tzinfo=VIETNAM)
    office = await author(desk, now=june)
    (coming,) = [one for one in await listing.rules(office) if one.rule == "NOW-01"]
    assert coming.begins == datetime(2025, 7, 1, tzinfo=VIETNAM)
    wish = drafting.Wish(title="x", rule="NOW-01", audience="topic=rules")
    made = (await drafting.create(office, wish)).broadcast
    assert made.content.text.startswith("Từ ngày 1/7/2025: ")
    lines = understood(made.content, office.guidance, office.now).lines
    assert "Về quy định: NOW-01, CHƯA có hiệu lực: bắt đầu 0:00 ngày 1/7/2025" in lines
    bare = made.content.text.removeprefix("Từ ngày 1/7/2025: ")
    assert "wording" in blocking(await drafting.change(office, made.id, drafting.Wish(text=bare)))
    await drafting.change(office, made.id, drafting.Wish(text=made.content.text))
    await approve(await approver(desk, now=june), made.id)
    july = datetime(2025, 7, 2, 9, tzinfo=VIETNAM)  # it holds by then, and what says since when is still true
    assert (await send(await author(desk, now=july), made.id, Reach(), anyway=True)).state == "sending"


async def test_a_hamlet_is_not_silently_its_commune(desk):
    office = await author(desk)
    for audience in ("topic=rules area='ấp 3 xã Tắc Vân'", "topic=rules -area='khóm 2 phường 8'"):
        with pytest.raises(Refused, match="không gửi riêng cho") as refused:
            await drafting.create(office, drafting.Wish(title="x", text="Từ mai nghỉ.", audience=audience))
    assert "area='Phường 8, thành phố Cà Mau'" in refused.value.message, "what to write where that is meant"
    await drafted(desk, audience="topic=rules -area='Phường 8, thành phố Cà Mau'")


@pytest.mark.parametrize(
    ("typed", "respelt"),
    [("xã Tắc Vân, TP Cà Mau", False), ("tac van", False), ("thị trấn Tắc Vân", True), ("xã Tắc Vănn", True)],
)
async def test_the_place_that_was_understood_is_told_everywhere(desk, crowd, typed, respelt):
    crowd(1)
    office = await author(desk)
    made = await drafted(desk, audience=f"topic=rules area='{typed}'")
    seen = await preview(office, made.id, Reach(), {})
    (place,) = seen.understood.places
    assert (place.name, place.respelt) == ("Xã Tắc Vân, thành phố Cà Mau", respelt)
    assert ("xem có đúng nơi này không" in place.words) is respelt
    html = page(await report(office, made.id, {}), datetime.now(VIETNAM))
    assert "ở Xã Tắc Vân, thành phố Cà Mau" in html
    assert "CHƯA DUYỆT" in html


def test_every_command_tells_the_place(motcua, tokens, text_file):
    author = {"token": tokens["author"]}
    new = [
        "broadcast",
        "new",
        "--title",
        "x",
        "--text-file",
        str(text_file),
        "--audience",
        "topic=rules area='tac van'",
    ]
    place = "Nơi: ở Xã Tắc Vân, thành phố Cà Mau"
    made = motcua(*new, **author)
    number = made.out.split()[0]
    told = [
        made,
        motcua("broadcast", "edit", number, "--title", "y", **author),
        motcua("broadcast", "show", number, **author),
        motcua("broadcast", "preview", number, **author),
        motcua.approve(number, token=tokens["approver"]),
    ]
    assert [answer.out for answer in told if place not in answer.out] == []
    everywhere = motcua(*new[:-1], "topic=rules", **author).out
    assert "Nơi: cả tỉnh" in everywhere
    assert "gửi cho cả tỉnh" in everywhere


async def test_an_approver_is_no_html_of_the_report(desk, crowd):
    crowd(1)
    office = await approver(desk)
    made = await drafted(desk)
    rude = type(office.actor)("<script>alert(1)</script>", office.actor.role)
    alone = type(office)(office.database, office.guidance, rude, office.now)
    code = (await approving.approve_alone(alone, made.id, None)).code
    await approving.approve_alone(alone, made.id, code)
    assert "<script" not in page(await report(office, made.id, {}), datetime.now(VIETNAM))

"""Agencies as files call them: which office takes a dossier in, which agency is gone, which province publishes."""

from __future__ import annotations

import functools
import re
from typing import Final

from bot.guidance.catalogue.values import Office, Receiver
from bot.guidance.text import fold

HERE: Final = "ca mau"
_OFFICES = (
    (Office.COMMUNE_POLICE, r"cong an (?:cap )?(?:xa|phuong)"),
    (Office.IMMIGRATION, r"xuat nhap canh"),
    (Office.PROVINCE_POLICE, r"cong an (?:cap )?tinh"),
    (Office.SOCIAL_INSURANCE, r"bao hiem xa hoi|\bbhxh\b"),
    (Office.EMPLOYMENT_CENTRE, r"trung tam dich vu viec lam"),
    (Office.LAND_OFFICE, r"van phong dang ky dat dai"),
    (Office.COMMUNE_CENTRE, r"trung tam phuc vu hanh chinh cong (?:cap )?(?:xa|phuong)"),
    (Office.PROVINCE_CENTRE, r"trung tam phuc vu hanh chinh cong (?:cap )?tinh"),
    (Office.ONE_STOP, r"trung tam phuc vu hanh chinh cong|bo phan (?:mot cua|tiep nhan va tra)"),
    (Office.TAX, r"\bthue\b"),
    (Office.FISHERIES, r"thuy san"),
    (
        Office.COMMUNE_COMMITTEE,
        r"(?:uy ban nhan dan|\bubnd\b)(?: cap)? (?:xa|phuong)|chu tich (?:uy ban nhan dan|ubnd) (?:cap )?xa",
    ),
)
_GONE = re.compile(
    r"cap huyen|\bquan, huyen|cong an (?:cap )?huyen|(?:ubnd|uy ban nhan dan) (?:cap )?(?:huyen|quan|thi xa)"
    r"|phong (?:tu phap|lao dong|noi vu|van hoa|tai chinh|kinh te|giao duc)|thuong binh va xa hoi|\bldtbxh\b"
)
_PROVINCE = re.compile(r"(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan) (?:cap )?(?:tinh|thanh pho|tp)\b ?(.*)")
_ANY_PROVINCE = re.compile(r"^(?:va|thanh pho truc thuoc|, thanh pho|$)")
_BY_COMMITTEE = re.compile(r"q[dđ][-/ ]?(?:ubnd|hdnd)", re.IGNORECASE)


@functools.lru_cache(maxsize=5_000)
def receiver_of(name: str) -> Receiver:
    """Return the office that an agency is; one that is none of the known by its own name."""
    folded = fold(name)
    office = next((office for office, words in _OFFICES if re.search(words, folded)), Office.OTHER)
    return Receiver(office, "" if office is not Office.OTHER else name)


@functools.lru_cache(maxsize=5_000)
def is_gone(name: str) -> bool:
    """Return whether an agency is one that there is no more since districts ended on 1/7/2025."""
    return bool(_GONE.search(fold(name)))


@functools.lru_cache(maxsize=5_000)
def is_of_another_province(issuer: str) -> bool:
    """Return whether the people's committee or council of another province published it."""
    found = _PROVINCE.search(fold(issuer))
    return found is not None and not _ANY_PROVINCE.match(found[1].strip()) and HERE not in found[1]


def decided_elsewhere(decision: str, issuer: str) -> bool:
    """Return whether a decision is of another province, or of a province that nobody names."""
    if is_of_another_province(issuer):
        return True
    return bool(_BY_COMMITTEE.search(decision)) and HERE not in fold(f"{decision} {issuer}")

"""Zalo's error codes as the typed errors of the contract: one table.

Codes and meanings: developers.zalo.me, "Mã lỗi" of the OA OpenAPI and of ZBS Template Message. A failure comes with
HTTP 200; a code that is in no table is tried again by the dispatcher's rules, since nothing says that it is final.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.platforms.contract import (
    AccountRestricted,
    BadCredentials,
    ContactGone,
    MessageRefused,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    WindowClosed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class TokenRefused(BadCredentials):
    """The access token is not valid: renewed once and tried once more."""


class RejectedOnce(PlatformUnavailable):
    """Zalo says no more than "failed": repeated once at once, then for good."""


class LimitOfTheMinute(RateLimited):
    """The app's or the account's calls of this minute are used up."""


class NightBlock(WindowClosed):
    """This kind of message is not taken from 22:00 to 6:00; what answers a person's word is."""


class Unpaid(WindowClosed):
    """A message that Zalo bills, and there is no money for it; what answers a person's word is free."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: the typed error, and Zalo's words in short."""

    error: type[PlatformError]
    words: str


LIMIT_REACHED = -32

_PROOF = (
    "the app demands appsecret_proof: set MOTCUA_ZALO_SECRET_PROOF=true; where it is set, the app's secret is wrong"
)

OA_CODES: Mapping[int, Meaning] = {
    LIMIT_REACHED: Meaning(LimitOfTheMinute, "the limit of API calls is reached"),
    -100: Meaning(MessageRefused, "the attachment has expired"),
    -200: Meaning(RejectedOnce, "sending failed"),
    -201: Meaning(MessageRefused, "a parameter is not valid"),
    -204: Meaning(AccountRestricted, "the Official Account was deleted or disabled"),
    -205: Meaning(AccountRestricted, "the Official Account does not exist"),
    -209: Meaning(AccountRestricted, "the app is not active"),
    -210: Meaning(MessageRefused, "a parameter is longer than allowed"),
    -211: Meaning(AccountRestricted, "the quota of this feature is used up"),
    -212: Meaning(AccountRestricted, "the app has not registered this API"),
    -213: Meaning(ContactGone, "the person does not follow the account"),
    -214: Meaning(PlatformUnavailable, "the article is being processed"),
    -216: Meaning(TokenRefused, "the access token is not valid"),
    -217: Meaning(MessageRefused, "the person blocked invitations"),
    -218: Meaning(MessageRefused, "the person can receive no more for now"),
    -219: Meaning(BadCredentials, "the app was removed or disabled"),
    -220: Meaning(TokenRefused, "the access token has expired"),
    -221: Meaning(AccountRestricted, "the Official Account must be verified"),
    -223: Meaning(AccountRestricted, "the account has not authorised this API"),
    -224: Meaning(AccountRestricted, "the account's package does not cover this API"),
    -227: Meaning(ContactGone, "the person is banned or away for more than 45 days"),
    -230: Meaning(WindowClosed, "the person has not interacted within 7 days"),
    -232: Meaning(WindowClosed, "there is no interaction, or it has expired"),
    -233: Meaning(MessageRefused, "this type of message is not supported"),
    -234: Meaning(NightBlock, "not from 22:00 to 6:00"),
    -235: Meaning(AccountRestricted, "the API does not support this type of account"),
    -237: Meaning(MessageRefused, "the group is disabled"),
    -238: Meaning(MessageRefused, "the asset is used up or disabled"),
    -240: Meaning(MessageRefused, "this version of the API was shut down"),
    -241: Meaning(MessageRefused, "the asset is used up"),
    -242: Meaning(BadCredentials, _PROOF),
    -244: Meaning(MessageRefused, "the person restricted this type of message"),
    -248: Meaning(MessageRefused, "against the platform's standards"),
    -249: Meaning(MessageRefused, "this template can't be sent by user id"),
    -320: Meaning(Unpaid, "the app needs a Zalo Cloud Account"),
    -321: Meaning(Unpaid, "the Zalo Cloud Account has no money left"),
    -403: Meaning(MessageRefused, "the account is not in the group"),
}
"""Of ``openapi.zalo.me``."""

ZBS_CODES: Mapping[int, Meaning] = {
    -100: Meaning(PlatformUnavailable, "unknown"),
    -101: Meaning(AccountRestricted, "the app is not valid"),
    -102: Meaning(AccountRestricted, "the app does not exist"),
    -103: Meaning(AccountRestricted, "the app is not active"),
    -104: Meaning(BadCredentials, "the app's secret is wrong"),
    -105: Meaning(AccountRestricted, "the app is linked to no Official Account"),
    -106: Meaning(MessageRefused, "the method is not supported"),
    -107: Meaning(MessageRefused, "the message's id is not valid"),
    -108: Meaning(MessageRefused, "the phone number is not valid"),
    -109: Meaning(MessageRefused, "the template does not exist"),
    -110: Meaning(MessageRefused, "the person's Zalo is too old"),
    -111: Meaning(MessageRefused, "the template's data are empty"),
    -112: Meaning(MessageRefused, "the template's data are not complete"),
    -1121: Meaning(MessageRefused, "a parameter is too long"),
    -1122: Meaning(MessageRefused, "a parameter is missing"),
    -1123: Meaning(MessageRefused, "the QR code could not be made"),
    -1124: Meaning(MessageRefused, "a parameter has the wrong format"),
    -113: Meaning(MessageRefused, "a button is not valid"),
    -1131: Meaning(MessageRefused, "a button is not valid"),
    -114: Meaning(MessageRefused, "the person cannot receive it"),
    -115: Meaning(AccountRestricted, "the quota or the balance is used up"),
    -116: Meaning(MessageRefused, "the text is not valid"),
    -117: Meaning(AccountRestricted, "no right to use the template"),
    -118: Meaning(MessageRefused, "there is no Zalo account"),
    -119: Meaning(MessageRefused, "the account cannot receive it"),
    -120: Meaning(AccountRestricted, "the account may not use this function"),
    -1201: Meaning(AccountRestricted, "the account may not use this function"),
    -1202: Meaning(AccountRestricted, "the account may not use this function"),
    -121: Meaning(MessageRefused, "the body is empty"),
    -122: Meaning(MessageRefused, "the body has the wrong format"),
    -123: Meaning(MessageRefused, "it could not be decrypted (RSA)"),
    -124: Meaning(TokenRefused, "the access token is not valid"),
    -1241: Meaning(BadCredentials, _PROOF),
    -125: Meaning(AccountRestricted, "the account's id is not valid"),
    -126: Meaning(AccountRestricted, "the quota of development mode is used up"),
    -127: Meaning(MessageRefused, "test messages go to administrators only"),
    -128: Meaning(AccountRestricted, "the key for encryption is missing"),
    -129: Meaning(AccountRestricted, "the key for encryption could not be made"),
    -130: Meaning(MessageRefused, "the text has too many characters"),
    -131: Meaning(AccountRestricted, "the template is not approved"),
    -132: Meaning(MessageRefused, "a parameter is not valid"),
    -133: Meaning(NightBlock, "not from 22:00 to 6:00"),
    -134: Meaning(MessageRefused, "the person has not agreed yet"),
    -135: Meaning(AccountRestricted, "the account may not send templates"),
    -1351: Meaning(AccountRestricted, "the account is blocked from sending templates"),
    -136: Meaning(AccountRestricted, "no Zalo Cloud Account is linked"),
    -137: Meaning(AccountRestricted, "the Zalo Cloud Account could not be charged"),
    -138: Meaning(AccountRestricted, "the app may not use this function"),
    -1381: Meaning(AccountRestricted, "the app may not use this function"),
    -139: Meaning(MessageRefused, "the person refused this type of message"),
    -140: Meaning(MessageRefused, "the person is not eligible"),
    -141: Meaning(MessageRefused, "the person refused the account"),
    -142: Meaning(AccountRestricted, "the RSA key does not exist"),
    -143: Meaning(MessageRefused, "the RSA key exists already"),
    -144: Meaning(AccountRestricted, "the account's daily limit is reached"),
    -1441: Meaning(AccountRestricted, "the account's monthly limit is reached"),
    -145: Meaning(AccountRestricted, "the account may not send this type of template"),
    -146: Meaning(AccountRestricted, "the template is disabled for its quality"),
    -147: Meaning(AccountRestricted, "the template's daily limit is reached"),
    -1471: Meaning(MessageRefused, "the person's limit for this template is reached"),
    -1472: Meaning(MessageRefused, "the person's limit for this template is reached"),
    -148: Meaning(MessageRefused, "the journey token is missing"),
    -149: Meaning(MessageRefused, "the journey token is not valid"),
    -1491: Meaning(MessageRefused, "the journey token is not valid"),
    -150: Meaning(MessageRefused, "the journey token has expired"),
    -151: Meaning(MessageRefused, "not a template for end-to-end encryption"),
    -152: Meaning(MessageRefused, "the key for end-to-end encryption could not be had"),
    -153: Meaning(MessageRefused, "the data are not valid"),
    -158: Meaning(MessageRefused, "the file is not valid"),
    -159: Meaning(MessageRefused, "the file is not valid"),
    -160: Meaning(AccountRestricted, "the daily limit of templates or uploads is reached"),
    -161: Meaning(MessageRefused, "sending_mode is not valid"),
    -162: Meaning(MessageRefused, "this sending_mode is not allowed"),
}
"""Of ``business.openapi.zalo.me``, which means other things by the same numbers; what is in no document is refused."""

AGAIN_SECONDS = 3600.0
"""After which a message is tried again that alone is in trouble: its template lacks quota, or nobody pays for it."""

_MORNING = time(6)


def oa_error(code: int, message: str, now: datetime) -> PlatformError:
    """Return the typed error for a code of the OA API; ``message`` is Zalo's own, for the log."""
    return _error(OA_CODES.get(code, Meaning(PlatformUnavailable, "undocumented")), code, message, now)


def zbs_error(code: int, message: str, now: datetime) -> PlatformError:
    """Return the typed error for a code of the template API by phone."""
    return _error(ZBS_CODES.get(code, Meaning(MessageRefused, "refused")), code, message, now)


def _error(meaning: Meaning, code: int, message: str, now: datetime) -> PlatformError:
    said = f"Zalo {code}: {meaning.words} ({message[:200]})"
    if meaning.error is LimitOfTheMinute:
        return RateLimited(said, retry_after=seconds_to_next_minute(now), whole_platform=True)
    if meaning.error is NightBlock:
        return NightBlock(said, retry_after=seconds_to_morning(now))
    if meaning.error is Unpaid:
        return Unpaid(said, retry_after=AGAIN_SECONDS)
    return meaning.error(said)


def seconds_to_next_minute(now: datetime) -> float:
    """Return how long to wait until the counters of calls begin anew; a second more, for clocks that differ."""
    return 61.0 - now.second


def seconds_to_morning(now: datetime) -> float:
    """Return the seconds until six in the morning, Vietnam time."""
    local = now.astimezone(VIETNAM)
    morning = datetime.combine(local.date(), _MORNING, VIETNAM)
    if morning <= local:
        morning += timedelta(days=1)
    return (morning - local).total_seconds()

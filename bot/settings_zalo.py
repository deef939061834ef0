"""Settings of Zalo's Official Account and of the Zalo bot; docs/zalo.md says where their values are found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


class ZaloSettings(BaseSettings):
    """The part of ``bot.settings.Settings`` that is about Zalo. What Zalo leaves open has a safe default."""

    zalo_app_id: str | None = Field(
        None,
        description="Id of the app in Zalo's developer console. Unset: no Official Account. docs/zalo.md says where"
        " each of these values is found.",
    )
    zalo_app_secret: SecretStr | None = Field(None, description="The app's secret, for OAuth.")
    zalo_oa_id: str | None = Field(None, description="Id of the Official Account.")
    zalo_oa_secret_key: SecretStr | None = Field(
        None, description="The OA Secret Key of the app's Webhook page: signs webhooks. Not the app's secret."
    )
    zalo_oa_refresh_token: SecretStr | None = Field(
        None,
        description="A refresh token for the first start; afterwards the stored one is used, until Zalo refuses it and"
        " this is a new one. 'motcua zalo login' does without.",
    )
    zalo_api_url: str = Field("https://openapi.zalo.me", description="Root of the OA OpenAPI; another one for tests.")
    zalo_oauth_url: str = Field("https://oauth.zaloapp.com", description="Root of Zalo's OAuth.")
    zalo_zbs_url: str = Field(
        "https://business.openapi.zalo.me", description="Root of the API for templates by phone (ZBS)."
    )
    zalo_callback_url: str | None = Field(
        None, description="Callback URL saved in the console, for 'motcua zalo login'. Unset: PUBLIC_URL."
    )
    zalo_buttons: Literal["hide", "show", "off"] = Field(
        "hide",
        description="Choices on Zalo: buttons whose press is hidden, or shows its payload in the chat; off: numbered"
        " lines. Buttons that Zalo does not take are written out as numbered lines by themselves.",
    )
    zalo_paid_messages: bool = Field(
        False, description="Also send what Zalo bills: messages 48 hours to 7 days after a person's last word."
    )
    zalo_template: str | None = Field(
        None,
        description="Id of an approved ZBS template for messages outside the reply window. Unset: they wait for the"
        " person's next word.",
    )
    zalo_template_field: str = Field("noi_dung", description="The parameter of ZALO_TEMPLATE that takes the text.")
    zalo_contact_image: str | None = Field(
        None, description="https address of the picture on Zalo's request for a phone number."
    )
    zalo_secret_proof: bool = Field(
        False, description="Send appsecret_proof with each call, where the console demands it (error -242)."
    )
    zalo_per_second: float = Field(
        20, ge=0, description="Messages a second to the OA API, of its 4,000 calls a minute; 0: no limit."
    )
    zalo_by_hand_minutes: float = Field(
        30, ge=0, description="Minutes the bot keeps quiet after somebody has answered in Zalo's own chat tool."
    )
    zalo_echo_settles: bool = Field(
        True,
        description="Whether Zalo's echo of a message that nobody wrote by hand settles as sent the only message of"
        " unknown fate in that chat. Off: the fate stays unknown, and RESEND_UNKNOWN says what follows.",
    )
    zalo_text_count: Literal["utf16", "characters", "bytes"] = Field(
        "utf16",
        description="How Zalo counts the 2,000 of a text: UTF-16 units (an emoji is 2), characters (1), or UTF-8 bytes"
        " (4). Longer ones are sent in parts; 'bytes' where long texts are refused with -210.",
    )
    zalo_phone_field: str = Field(
        "info.phone",
        pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$",
        description="Where the event user_submit_info holds the phone number.",
    )
    zalo_not_handled: str = Field(
        "502,503",
        description="HTTP statuses, comma-separated, by which Zalo has surely not handled a call, so that it is made"
        " again. After any other 5xx the fate of a message is unknown.",
    )
    zalo_oauth_busy: str = Field(
        "-32",
        description="Codes of Zalo's OAuth, comma-separated, that only mean 'not now'. Any other answer without tokens"
        " asks for a login.",
    )
    zalo_bot_token: SecretStr | None = Field(None, description="Token of Zalo Bot Manager. Unset: no Zalo bot.")
    zalo_bot_api_url: str = Field(
        "https://bot-api.zaloplatforms.com", description="Root of the Zalo Bot API; https://bot-api.zapps.me is older."
    )
    zalo_bot_secret: SecretStr | None = Field(
        None, description="secret_token of the bot's webhook, 8-256 characters. Unset: derived from the token."
    )
    zalo_bot_per_second: float = Field(5, ge=0, description="Messages a second of the Zalo bot; 0: no limit.")
    zalo_bot_chat_per_second: float = Field(
        1, ge=0, description="Messages a second of the Zalo bot to one chat; 0: no limit."
    )
    zalo_bot_poll_seconds: float = Field(
        1, ge=0, description="Seconds between two polls of the Zalo bot, which may give the same update again at once."
    )

    @field_validator("zalo_not_handled", "zalo_oauth_busy")
    @classmethod
    def _is_a_list_of_numbers(cls, value: str) -> str:
        numbers(value)
        return value


def numbers(text: str) -> frozenset[int]:
    """Return the numbers of a comma-separated list; none where it is blank.

    Raises:
        ValueError: it holds something else.
    """
    try:
        return frozenset(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be whole numbers with commas between them") from None

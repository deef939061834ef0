"""Learning how people speak of what they need, from the messages and everyday names of ``bot/content``."""

from __future__ import annotations

import csv
import hashlib
import math
from array import array
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.understanding.search.acts import SPECIAL, USUAL
from bot.understanding.search.naming import THING
from bot.understanding.search.spoken import Weights, even_length, part_features, word_features
from bot.understanding.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

SOURCES = ("messages.csv", "messages_of_others.csv", "everyday_names.csv", "naming.csv", "messages_by_thing.csv")
"""What is learned from, in ``bot/content``."""
_SMOOTHING = 0.02
"""How much of every feature each meaning is taken to have been said with. Chosen by cross-validation."""
_IN_FULL = 10
"""So many messages of a procedure count in full; more count together as much. Else what most was written of would seem
meant by whoever needs a procedure that no message is known of: of these 21 % were named wrongly, not 15 %."""
_STEPS = 255
_DIGITS = 4

type Message = tuple[str, str]
"""A procedure's code and what somebody typed who needed it."""
type Thing = tuple[str, str]
"""What official names call a thing, and how people call it: each divided by "|"."""
type AboutThing = tuple[str, str, str]
"""What official names call a thing, what somebody typed who needed something of it, and what was to be done."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is learned from.

    Attributes:
        messages: by procedure.
        things: how people call what offices deal with.
        about: messages by thing, for the many procedures that no message is known of; things of ``things`` only.
    """

    messages: Sequence[Message]
    things: Sequence[Thing]
    about: Sequence[AboutThing] = ()


def packaged_digest() -> str:
    """Return the digest of what the packaged weights have to be learned from."""
    digest = hashlib.blake2b(digest_size=16)
    for name in SOURCES:
        digest.update((files("bot.content") / name).read_bytes())
    return digest.hexdigest()


def packaged_sources() -> Sources:
    """Return what comes with the code."""
    messages, others, names, naming, about = (
        csv.DictReader((files("bot.content") / name).read_text(encoding="utf-8").splitlines()) for name in SOURCES
    )
    things = [*names, *(row for row in naming if row["kind"] == THING)]
    return Sources(
        [(row["code"], row["said"]) for row in (*messages, *others)],
        [(row["official"], row["said"]) for row in things],
        [(row["official"], row["said"], row["act"]) for row in about],
    )


def learn(sources: Sources, digest: str = "") -> Weights:
    """Learn how people speak; ``digest`` says of what, for whoever checks whether it is still so.

    Each message, and each way to say a thing, counts the same however long it is; see ``_IN_FULL``.
    """
    codes = tuple(dict.fromkeys(code for code, _ in sources.messages))
    officials = tuple(dict.fromkeys(official for official, _ in sources.things))
    number = {code: meaning for meaning, code in enumerate(codes)}
    thing = {official: meaning for meaning, official in enumerate(officials, len(codes))}
    texts = [(number[code], tokens(text)) for code, text in sources.messages]
    texts += [(thing[official], tokens(text)) for official, text, _ in sources.about]
    for official, said in sources.things:
        ways = (*official.split("|"), *(way.replace("&", " ") for way in said.split("|")))
        texts += [(thing[official], tokens(way)) for way in ways]
    told = [(meaning, word_features(words), part_features(words)) for meaning, words in texts]
    written = Counter(number[code] for code, _ in sources.messages)
    counts = [min(1.0, _IN_FULL / written[meaning]) if written[meaning] else 1.0 for meaning, _ in texts]
    return _weigh(told, counts, codes, officials, digest)


def learn_acts(sources: Sources, digest: str = "") -> Weights:
    """Learn what is to be done from messages by thing, by words and pairs alone, which tell it better than parts do.

    What is no act that twins differ in ("new", "register", "benefit", …) is learned as one, ``USUAL``.
    """
    acts = (USUAL, *SPECIAL)
    told = [
        (acts.index(act if act in SPECIAL else USUAL), word_features(tokens(text))) for _, text, act in sources.about
    ]
    return _weigh(told, [1.0] * len(told), (), acts, digest)


def _weigh(
    told: Sequence[tuple[int, *tuple[Counter[str], ...]]],
    counts: Sequence[float],
    codes: tuple[str, ...],
    things: tuple[str, ...],
    digest: str,
) -> Weights:
    users = Counter(feature for _, *kinds in told for kind in kinds for feature in kind)
    rarity = {feature: 1 + math.log((1 + len(told)) / (1 + count)) for feature, count in users.items()}
    shares: dict[str, dict[int, float]] = {feature: {} for feature in sorted(users)}
    sums = [0.0] * (len(codes) + len(things))
    for (meaning, *kinds), counts_as in zip(told, counts, strict=True):
        for kind in kinds:
            counted = {feature: (1 + math.log(count)) * rarity[feature] for feature, count in kind.items()}
            for feature, even in even_length(counted):
                weight = counts_as * even
                shares[feature][meaning] = shares[feature].get(meaning, 0.0) + weight
                sums[meaning] += weight
    gains = {
        feature: {meaning: math.log1p(share / _SMOOTHING) for meaning, share in sorted(of.items())}
        for feature, of in shares.items()
    }
    scale = max(gain for of in gains.values() for gain in of.values()) / _STEPS
    features: dict[str, tuple[float, int, int]] = {}
    meanings, weights = array("H"), array("B")
    for feature, of in gains.items():
        begin = len(weights)
        meanings.extend(of)
        weights.extend(round(gain / scale) for gain in of.values())
        features[feature] = (round(rarity[feature], _DIGITS), begin, len(weights))
    offsets = tuple(round(math.log(each + _SMOOTHING * len(features)), _DIGITS) for each in sums)
    return Weights(digest, codes, things, offsets, scale, features, meanings, weights)

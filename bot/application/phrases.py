"""Short pieces of Portuguese that acts put together; the words themselves are content."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.conversation import Channel
from bot.domain.errors import BotError

type PhraseTexts = Mapping[str, str | Mapping[str, str]]


class PhraseMissing(BotError):
    def __init__(self, key: str) -> None:
        super().__init__(f"the content has no phrase {key!r}")
        self.key = key


@dataclass(frozen=True)
class Phrases:
    """The phrases of a release, said for one channel."""

    texts: PhraseTexts
    channel: Channel

    def say(self, key: str, **values: object) -> str:
        text = self.texts.get(key)
        if text is None:
            raise PhraseMissing(key)
        chosen = text if isinstance(text, str) else text[self.channel.value]
        return chosen.format(**values)

    def counted(self, key: str, count: int) -> str:
        """The singular or the plural of a phrase that counts."""
        return self.say(f"{key}_one" if count == 1 else f"{key}_many", count=count)

    def joined(self, parts: list[str], by: str = "joined_by") -> str:
        return self.say(by).join(parts)

"""The classifier's best guesses, for somebody who labels; no answer from it is no guess."""

from collections.abc import Iterable, Sequence

from bot.adapters.nlu_client import DialogueRefused, DialogueUnavailable, NluClient


class NluGuesses:
    """The `Guesser` port over the nlu servers."""

    def __init__(self, client: NluClient) -> None:
        self._client = client

    async def guesses(self, release: str, texts: Iterable[str]) -> Sequence[Sequence[str]]:
        try:
            return await self._client.alternatives(release, list(texts))
        except (DialogueUnavailable, DialogueRefused):
            return ()

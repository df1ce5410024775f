"""What the debtor reads with the slips of a request, as they stand before anything is typed (G4)."""

from collections.abc import Mapping

from bot.application.acts.slips_told import slip_words
from bot.application.news import SlipHere
from bot.application.office.issuing import Given, SlipFile
from bot.application.phrases import Phrases
from bot.application.releases import ReleaseMissing, Releases
from bot.domain.conversation import Channel


async def preview_slips(file: SlipFile, given: Mapping[int, Given], releases: Releases) -> list[str]:
    """One text a slip; none while no release is live or where the creditor has no policy."""
    try:
        release = await releases.live()
    except ReleaseMissing:
        return []
    policy = release.policies.get(file.request.creditor)
    if policy is None:
        return []
    slips = [
        SlipHere(part.number, part.due, part.total, part.value, given.get(part.number, Given()).code.strip())
        for part in file.request.parts
    ]
    return slip_words(slips, Phrases(release.phrases, Channel(file.channel or Channel.WHATSAPP)), policy)

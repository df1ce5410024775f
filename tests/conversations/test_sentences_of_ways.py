"""F3: what a problem's path tells somebody to type is understood, with certainty, as what it was chosen for."""

from datetime import date

from bot.adapters.nlu_client import NluClient
from bot.application.understand import understand_each
from flows.intents import TRAINED_INTENTS
from flows.spoken import SENTENCES

DAY = date(2026, 11, 21)
ONLY_OFFERED = {"choose_option"}  # a number means something only where options were offered
DOUBTFUL = {"out_of_scope"}


async def test_each_sentence_offered_is_read_for_certain_as_its_intent(nlu_url: str, release_id: str) -> None:
    wanted = {intent: text for intent, text in SENTENCES.items() if intent in TRAINED_INTENTS - ONLY_OFFERED}
    dialogue = NluClient([nlu_url], timeout_s=120.0)
    try:
        understood = await understand_each(list(wanted.values()), dialogue, release_id, DAY)
    finally:
        await dialogue.close()

    read = {intent: (each.meant.intent, each.meant.confidence) for intent, each in zip(wanted, understood, strict=True)}
    wrong = {intent: found for intent, found in read.items() if found[0] != intent}
    unsure = {intent: found for intent, found in read.items() if found[1] < 0.8 and intent not in DOUBTFUL}
    assert (wrong, unsure) == ({}, {})

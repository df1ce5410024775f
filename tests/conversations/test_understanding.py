"""The understanding measured for real, on sentences the training never held, and the contract's examples."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.adapters.nlu_client import NluClient
from bot.adapters.release_store import ReleaseFolder
from bot.application.nlu_scores import OPT_OUT, macro_f1, recall_of
from bot.application.understand import understand_each
from bot.cli.nlu_evaluation import evaluate_release
from tests.conversations.conftest import NLU

TODAY = date(2026, 11, 21)

EXAMPLES = {
    "045": "inform_identity",
    "os três primeiros são 1 2 3": "inform_identity",
    "529.982.247-25": "inform_identity",
    "s": "affirm",
    "👍": "affirm",
    "ok": "affirm",
    "n": "deny",
    "👎": "deny",
    "6x": "ask_installments",
    "doze vezes": "ask_installments",
    "R$ 250 por mês": "counter_offer",
    "dou 300 agora e o resto em 5x": "counter_offer",
    "dia 28": "choose_due_date",
    "à vista": "pay_lump_sum",
    "ciente": "acknowledge_notice",
    "PARE de me mandar mensagem": "opt_out",
    "quero falar com um atendente": "ask_human",
    "não sou eu": "not_me",
    "sou a esposa, ele tá viajando": "third_party",
    "isso já caducou": "contest_debt",
    "é descontado em folha, erro do rh": "already_paid",
    "não vou passar meu cpf pra desconhecido": "refuse_identity",
    "quero sair dessa dívida": "ask_titles pay_lump_sum ask_discount ask_installments out_of_scope",
    "": "out_of_scope",
    "жжж щщщ": "out_of_scope",
}

# Several things said at once: what the bot acts on (P16).
TOGETHER = {
    "sim mas tira o juros": "ask_discount",
    "fechado pera": "later",
    "bom dia, quanto eu devo?": "ask_titles",
    "sim, mas quero falar com um atendente": "ask_human",
    "ok, obrigada": "thank",
}


@pytest.fixture
async def dialogue(nlu_url: str) -> AsyncIterator[NluClient]:
    client = NluClient([nlu_url], timeout_s=60)
    yield client
    await client.close()


async def test_unseen_sentences_are_understood_and_nearly_every_opt_out(
    dialogue, release_folder: ReleaseFolder, release_id
):
    """Macro F1 over the intents at least 0.95, recall of opt_out at least 0.99 (R3), by the whole pipeline."""
    evaluation = await evaluate_release(release_folder.releases / release_id, NLU, dialogue)

    for name, answers in evaluation.whole.items():
        assert len(answers) > 80, name
        assert macro_f1(answers) >= 0.95, name
        assert recall_of(answers, OPT_OUT) >= 0.99, name


@pytest.mark.parametrize(("text", "intents"), [*EXAMPLES.items(), *TOGETHER.items()])
async def test_a_message_is_taken_for_what_it_means(dialogue, release_id, text, intents):
    [understood] = await understand_each([text], dialogue, release_id, TODAY)

    assert understood.meant.intent in intents.split()


async def test_a_yes_with_a_condition_is_told_as_such(dialogue, release_id):
    """P16."""
    [understood] = await understand_each(["sim mas tira o juros"], dialogue, release_id, TODAY)

    assert understood.meant.conditional

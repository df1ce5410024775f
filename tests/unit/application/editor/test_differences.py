"""What changed, told in words: policy, codes, notice, what is said, ways, and sentences (F2)."""

from pathlib import Path

import pytest

from bot.application.editor.differences.contents import Differences, differences
from bot.application.editor.differences.policy import policy_differences
from flows.tree import read_tree

ROOT = Path(__file__).parents[4]
FILES = {
    **read_tree(ROOT / "flows" / "content"),
    **{f"nlu/{path.name}": path.read_text("utf-8") for path in sorted((ROOT / "nlu" / "data").glob("*.yml"))},
}
POLICY = FILES["cassems/policy.yml"]
LAWYER = "common/flows/lawyer.yml"


def changed(path: str, before: str, after: str) -> Differences:
    assert before in FILES[path]
    return differences(FILES, {**FILES, path: FILES[path].replace(before, after, 1)})


def test_the_same_content_differs_in_nothing() -> None:
    assert not differences(FILES, FILES)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "minimum_down_payment: 100.00",
            "minimum_down_payment: 80.00",
            "A entrada mínima passa de R$ 100,00 para R$ 80,00.",
        ),
        (
            "principal: 20}",
            "principal: 25}",
            "De 361 dias em diante, o desconto do principal à vista passa de 20% para 25%.",
        ),
        ("issue_by_day: 50", "issue_by_day: 45", "O último dia para notificar passa de 50 dias para 45 dias."),
        ("means: [boleto]", "means: [boleto, pix]", "Os meios de pagamento passam de boleto para boleto e Pix."),
        ("  saturdays: 08:00-12:00\n", "", "O horário de sábado passa de 08:00-12:00 para em branco."),
        (
            "opener: notice.opener",
            "opener: notice.other",
            "O campo «notice.opener» passa de «notice.opener» para «notice.other».",
        ),
    ],
)
def test_a_change_of_policy_is_told_in_a_sentence(before: str, after: str, said: str) -> None:
    """F2, P2, P6, N4"""
    assert before in POLICY
    assert policy_differences(POLICY, POLICY.replace(before, after, 1)) == [said]


def test_an_amount_written_otherwise_is_no_change() -> None:
    assert policy_differences(POLICY, POLICY.replace("minimum_down_payment: 100.00", "minimum_down_payment: 100")) == []


def test_brackets_that_move_are_told_with_what_they_concede() -> None:
    """P2"""
    moved = POLICY.replace("to_day: 360", "to_day: 365").replace("from_day: 361", "from_day: 366")

    first, *rest = policy_differences(POLICY, moved)

    assert first.startswith("As faixas de atraso passam de «de 0 a 90 dias; de 91 a 360 dias")
    assert any(line.startswith("De 366 dias em diante: o desconto de juros e multa à vista de 100%") for line in rest)


def test_policy_codes_and_notice_are_told_of_their_profile_and_signed_for() -> None:
    """F2, T2, N1"""
    found = changed("cassems/titles.csv", "coparticipação;12;sim;não", "coparticipação;11;sim;não")
    notice = changed("cassems/notice.yml", "heading: Seus dados", "heading: Os seus dados")

    assert found.changes_policy
    assert found.profiles[0].policy == ("As parcelas além da entrada do código 050 passam de 12 para 11.",)
    assert notice.profiles[0].policy == ("O título dos dados atualizados passa de «Seus dados» para «Os seus dados».",)


def test_what_is_said_is_told_by_channel_old_and_new() -> None:
    """F2"""
    found = changed(LAWYER, "Está no seu direito.", "Você está no seu direito.")

    [text] = found.profiles[0].texts
    assert (found.profiles[0].profile, text.channel) == ("common", "SMS")
    assert text.after.startswith("Você está")
    assert not found.changes_policy


def test_a_way_that_leads_elsewhere_is_told() -> None:
    found = changed(LAWYER, "next: hand_over", "end: true")

    assert found.profiles[0].steps == (
        "Na etapa «Advogado, processo ou Procon: “Está no seu direito, e obrigada por avisar. A partir daqui, uma…”», o"
        " caminho seguinte passa a levar a fim da conversa (antes, «Advogado, processo ou Procon: Chama uma pessoa"
        " (advogado)»).",
    )


def test_what_an_act_answers_and_what_it_does_are_told_as_staff_call_them() -> None:
    """F2"""
    found = changed(LAWYER, "{staffed: human.soon", "{staffed: respect").profiles[0].steps
    other = changed(LAWYER, "act: hand_off\n    with: {reason: lawyer}", "act: open_notice").profiles[0].steps

    [line] = found
    assert "o resultado «há quem atenda» passa a levar a «Advogado" in line
    assert "faz passa de «Chama uma pessoa» para «Prepara o contato da notificação»." in other[0]
    assert not any("staffed" in said or "hand_off" in said for said in (*found, *other))


def test_a_flow_that_came_is_told_with_its_steps() -> None:
    flow = "flow: extra\nabout: Um fluxo novo\nsteps:\n  one:\n    say: Oi\n    end: true\n"
    found = differences(FILES, {**FILES, "common/flows/extra.yml": flow})

    assert found.profiles[0].steps == ("Entra o fluxo «Um fluxo novo».", "Entra a etapa «Um fluxo novo: “Oi”».")
    assert found.profiles[0].texts[0].after == "Oi"


def test_sentences_are_told_by_what_they_mean() -> None:
    """F4"""
    found = changed("nlu/trust.yml", "    - quem é?\n", "    - quem fala comigo?\n")

    [change] = found.sentences
    assert (change.intent, change.added, change.removed) == ("ask_who", ("quem fala comigo?",), ("quem é?",))


def test_what_is_told_nowhere_else_is_named_by_its_file() -> None:
    found = changed("common/forms/wrap_up.yml", "title: ", "title: Outra ")

    assert found.other_files == ("common/forms/wrap_up.yml",)


def test_a_value_in_a_text_is_called_by_its_name_as_in_the_panel() -> None:
    """F1: staff read no code."""
    found = changed(LAWYER, "Está no seu direito.", "Está no seu direito, {first_name}.")

    assert "Está no seu direito, {primeiro nome}." in found.profiles[0].texts[0].after


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (
            "common/flows/talk.yml",
            "template: talk_opener",
            "template: talk_hello\n    alone: true",
            "muda o modelo do WhatsApp e se vai em uma mensagem separada.",
        ),
        (
            "common/flows/talk.yml",
            "resume: unverified}",
            "resume: verified}",
            "O robô passa a começar conversas, com quem confirmou quem é, por «",
        ),
        ("common/flows/talk.yml", ", resume: unverified}", "}", "O robô deixa de começar conversas por «"),
        (LAWYER, "about: ", "about: Outro. ", "Muda para que serve o fluxo «"),
    ],
)
def test_how_a_step_sends_and_where_we_begin_are_told(path: str, before: str, after: str, told: str) -> None:
    [common] = changed(path, before, after).profiles

    [line] = common.steps
    assert told in line
    assert "talk." not in line


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (
            "common/phrases.yml",
            'plan_option: "{count}x de',
            'plan_option: "{count} vezes de',
            ("Frase «Opção de parcelamento na lista»", "{quantidade}x de {parcela}", "{quantidade} vezes de {parcela}"),
        ),
        ("settings.yml", "threshold: 0.35", "threshold: 0.4", ("Certeza para responder", "35", "40")),
        (
            "cassems/profile.yml",
            "from_whom: da Portes Advogados",
            "from_whom: da Portes",
            ("Apresentação do robô", "da Portes Advogados, em nome da Cassems", "da Portes, em nome da Cassems"),
        ),
    ],
)
def test_what_all_flows_share_is_told_old_and_new(path: str, before: str, after: str, told: tuple[str, ...]) -> None:
    found = changed(path, before, after)

    [text] = [text for one in found.profiles for text in one.texts]
    assert text.step.endswith(told[0][1:])
    assert (text.before, text.after) == told[1:]
    assert found.other_files == ()

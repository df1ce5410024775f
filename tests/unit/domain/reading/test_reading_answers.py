"""Short answers, conditions (P16), opt-out (R3), options and buttons."""

from datetime import date

import pytest

from bot.domain.reading.message import Expectation, read, read_button
from bot.domain.reading.opt_out import asks_to_stop, may_ask_to_stop, says_wrong_number
from bot.domain.reading.text import fold

TODAY = date(2026, 11, 21)
NOTHING = Expectation()
OPTIONS = Expectation(options=("pay_lump_sum", "plan:6", "ask_human"))


def intent(text: str, expects: Expectation = NOTHING) -> str | None:
    return read(text, expects, TODAY).intent


AFFIRM = """s|ss|S|sim|Sim!!!|simm|siiiim|sin|isso|isso mesmo|aham|uhum|claro|claro que sim|pode ser|pode|fechado|fechou
fechou então|blz|beleza|ok|okay|Okkk|tá bom|ta|tá|ta bom|bora|manda|quero|quero sim|👍|👍🏽|👍👍|👌|✅|sou eu|sou sim
sou eu mesma|com certeza|combinado|aceito|é|é sim|sim, obrigado|boa noite, sim|kkkk sim|sim 😊|sim sim
pode mandar|consigo|perfeito|por favor sim|sim senhora|de acordo|confirmo"""
DENY = """n|nn|não|nao|NÃO|naum|ñ|nunca|nem|negativo|👎|❌|de jeito nenhum|não quero|nao, obrigado|não não|claro que não
nem pensar|jamais|n quero|acho que não|não aceito"""
LATER = """pera|peraí|espera|espera aí|calma|ainda não|deixa eu ver|deixa eu pensar|vou pensar
só um minuto|agora não|depois|mais tarde"""
SEEN = "ciente|Ciente!|estou ciente|tô ciente|ok, ciente|recebi|recebido|li e estou ciente|estou ciente, obrigado"
NOT_ME = "não sou eu|nao sou eu|não, não sou eu|número errado|é engano|foi engano|não sou essa pessoa"
NEITHER = """não consigo|não posso|não sei|não sou o titular|quero pix|manda o boleto|pode parcelar|acho que sim|ok?
tudo bem?|oi tudo bem|oi|ok obrigada|isso é golpe|nunca recebi isso|nem sei do que se trata|não estou ciente
claro que quero saber mais|sim não|kkkk|?|...|/restart|pode tirar|tá caro|fechado não|não recebi
recebi a cobrança errada|quero cancelar|sou a esposa|não tenho dinheiro|depois das 6"""


def rows(block: str) -> list[str]:
    return [row for line in block.splitlines() for row in line.split("|")]


@pytest.mark.parametrize("text", rows(AFFIRM))
def test_a_yes_in_any_form_is_a_yes(text: str) -> None:
    assert intent(text) == "affirm"


@pytest.mark.parametrize("text", rows(DENY))
def test_a_no_in_any_form_is_a_no(text: str) -> None:
    assert intent(text) == "deny"


@pytest.mark.parametrize("text", rows(LATER))
def test_a_word_that_takes_time_is_later(text: str) -> None:
    assert intent(text) == "later"


@pytest.mark.parametrize("text", rows(SEEN))
def test_a_notice_is_acknowledged_by_its_own_words(text: str) -> None:
    """N2."""
    assert intent(text) == "acknowledge_notice"


@pytest.mark.parametrize("text", rows(NOT_ME))
def test_the_wrong_person_says_so(text: str) -> None:
    """I5."""
    assert intent(text) == "not_me"


@pytest.mark.parametrize("text", rows(NEITHER))
def test_what_is_no_short_answer_is_left_to_the_classifier(text: str) -> None:
    assert intent(text) is None


def test_yes_and_no_are_not_read_where_they_mean_nothing() -> None:
    assert intent("sim", Expectation(yes_no=False)) is None
    assert intent("pera", Expectation(yes_no=False)) == "later"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sim mas tira o juros", ("sim", "tira o juros")),
        ("sim, tira o juros", ("sim", "tira o juros")),
        ("fechado se for dia 10", ("fechado", "se for datadia")),
        ("ok, só que sem juros", ("ok", "sem juros")),
        ("sim, desde que tire a multa", ("sim", "tire a multa")),
        ("fechado\npera", ("fechado", "pera")),
        ("fechado, ainda não", ("fechado", "ainda não")),
        ("pode ser mas vence dia 30", ("pode ser", "vence datadia")),
        ("quero sim, mas em 10x", ("quero sim", "em numvezes")),
        ("claro, mas só se tirar os juros", ("claro", "só se tirar os juros")),
        ("aceito se for em 10x", ("aceito", "se for em numvezes")),
        ("sim, quero pagar, mas sem multa", ("sim", "quero pagar, mas sem multa")),
        ("👍 mas tira o juros", ("👍", "tira o juros")),
        ("sim quando eu receber", ("sim", "quando eu receber")),
        ("sim, quando cair o salário", ("sim", "quando cair o salário")),
        ("sim, quando o salário cair", ("sim", "quando o salário cair")),
        ("fechado, assim que eu receber", ("fechado", "assim que eu receber")),
        ("pode ser quando eu receber", ("pode ser", "quando eu receber")),
    ],
)
def test_a_yes_with_a_condition_closes_nothing(text: str, parts: tuple[str, ...]) -> None:
    """P16, C3."""
    reading = read(text, NOTHING, TODAY)

    assert (reading.intent, reading.conditional, reading.parts) == (None, True, parts)


@pytest.mark.parametrize(
    "text",
    [
        "acho que sim",
        "acho q sim",
        "ah, acho que sim",
        "acho que dá",
        "creio que sim",
        "talvez",
        "talvez sim",
        "sim, acho que consigo",
    ],
)
def test_a_hesitating_yes_closes_nothing(text: str) -> None:
    """P16: where a yes or no is asked, it is asked again; elsewhere it is left to the classifier."""
    asked = read(text, Expectation(yes_no=True), TODAY)

    assert (asked.intent, asked.conditional) == (None, True)
    assert not read("acho que é golpe", Expectation(yes_no=True), TODAY).conditional
    assert not read("acho que não", Expectation(yes_no=True), TODAY).conditional


@pytest.mark.parametrize(
    "text",
    [
        "se tirar o juros eu fecho",
        "só se parcelar em 10x eu aceito",
        "se for dia 10 fechado",
        "assim que eu receber, fecho",
        "quando cair o salário eu aceito",
    ],
)
def test_a_condition_before_the_yes_is_one_too(text: str) -> None:
    reading = read(text, NOTHING, TODAY)

    assert (reading.intent, reading.conditional) == (None, True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sim quero parcelar", ("sim", "quero parcelar")),
        ("não, sou a esposa dele", ("não", "sou a esposa dele")),
        ("não, quero parcelar", ("não", "quero parcelar")),
        ("não, mas consigo 100", ("não", "consigo valormonetario")),
        ("beleza, manda o pix", ("beleza", "manda o pix")),
        ("ok vou pagar", ("ok", "vou pagar")),
        ("sim, quando posso pagar", ("sim", "quando posso pagar")),
        ("sim, quando vence", ("sim", "quando vence")),
    ],
)
def test_a_leading_answer_is_told_from_the_rest(text: str, parts: tuple[str, ...]) -> None:
    reading = read(text, NOTHING, TODAY)

    assert (reading.intent, reading.conditional, reading.parts) == (None, False, parts)


@pytest.mark.parametrize(
    "text", ["não quero pagar isso", "quero parcelar", "pode mandar o boleto", "isso é golpe", "consigo parcelar"]
)
def test_a_sentence_that_only_begins_like_an_answer_stays_whole(text: str) -> None:
    assert read(text, NOTHING, TODAY).parts == ()


def test_a_yes_with_a_day_chooses_the_day_and_closes_nothing() -> None:
    """P16: the new day is answered first."""
    assert intent("fechado dia 10") == "choose_due_date"


OPT_OUT = """STOP|SAIR|sair|PARAR|Parar.|pare|CANCELAR INSCRIÇÃO|cancelar inscricao|descadastrar|DESCADASTRAR
pare de me mandar mensagem|parem de me mandar mensagem|para de mandar msg|não me mande mais
não me mandem mais mensagem|nao manda mais nada|n me manda mais msg|me tira dessa lista|me tira da lista
remove meu número|remova meu numero por favor|não quero mais receber|não quero mais receber mensagens de vocês
não quero receber mais nada|quero sair da lista|quero parar de receber mensagens|não quero mais mensagem
não me procurem mais|nao me perturbe mais|apaga meu contato|parem de ficar me enviando mensagem
já paguei, parem de me mandar mensagem|pare com essas mensagens|não autorizo contato|não me liga mais
não entrem mais em contato|pode parar de mandar isso
número errado, me tira da lista|numero errado, para de mandar|é engano, parem de mandar mensagem
não conheço essa pessoa, parem de me mandar mensagem|esse número não é dele, tira meu número"""
NO_OPT_OUT = """quero sair dessa dívida|quero parar de pagar juros|cancelar o plano|não quero receber boleto por email
para quando fica?|sair do plano|quero cancelar|tira meu nome do serasa|tira o juros
não me manda mais boleto por email|não precisa parar de mandar mensagem|não quero sair da lista
não sou eu, para de mandar mensagem|ele faleceu, parem de mandar mensagem
para mim não dá|não quero mais pagar|não quero mais o plano|pare de cobrar juros
não recebi mensagem|para de palhaçada|não mandei mensagem|remove a multa|não recebo mais salário
me manda mais tarde|não me manda agora"""


@pytest.mark.parametrize("text", rows(OPT_OUT))
def test_asking_us_to_stop_is_heard_in_a_sentence(text: str) -> None:
    """R3."""
    assert intent(text) == "opt_out"


@pytest.mark.parametrize("text", rows(NO_OPT_OUT))
def test_other_wishes_to_stop_are_no_opt_out(text: str) -> None:
    """R3: in doubt the classifier decides."""
    assert intent(text) != "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "chega disso",
        "Já chega!",
        "chega",
        "para",
        "quero sair",
        "quero sair disso",
        "me tira disso",
        "não quero mais isso",
    ],
)
def test_what_may_be_a_wish_to_stop_is_asked_about(text: str) -> None:
    """R3: in doubt one question."""
    assert intent(text) == "opt_out"
    assert may_ask_to_stop(fold(text))
    assert not asks_to_stop(fold(text))


@pytest.mark.parametrize(
    "text",
    ["SAIR", "quero sair dessa dívida", "quero sair do plano", "não quero mais", "vou sair agora", "chega de cobrança"],
)
def test_what_is_sure_or_something_else_is_not_asked_about(text: str) -> None:
    """R3"""
    assert not may_ask_to_stop(fold(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("número errado", True),
        ("o telefone tá errado", True),
        ("foi engano", True),
        ("esse número não é mais dela", True),
        ("não conheço essa pessoa", True),
        ("não sou eu", False),
        ("meu número mudou", False),
        ("o valor tá errado", False),
    ],
)
def test_a_wrong_number_is_said_outright(text: str, wrong: bool) -> None:
    """I5"""
    assert says_wrong_number(fold(text)) is wrong


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2)",
        "2.",
        "(2)",
        "opção 2",
        "opcao dois",
        "a segunda",
        "o segundo",
        "segunda opção",
        "número 2",
        "nº 2",
        "dois",
        "2️⃣",
        "quero a 2",
    ],
)
def test_an_option_is_picked_by_its_place(text: str) -> None:
    """SMS: "2" means the second option last offered."""
    reading = read(text, OPTIONS, TODAY)

    assert (reading.intent, reading.payload) == ("ask_installments", "plan:6")
    assert [(entity.kind, entity.value) for entity in reading.entities] == [("count", "6")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "pay_lump_sum"),
        ("3", "ask_human"),
        ("a última", "ask_human"),
        ("4", None),
        ("0", None),
        ("2x", "ask_installments"),
    ],
)
def test_only_places_that_exist_are_picked(text: str, expected: str | None) -> None:
    assert intent(text, OPTIONS) == expected


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("as duas", 2, "scope:all"),
        ("as 2", 2, "scope:all"),
        ("quero os dois", 2, "scope:all"),
        ("ambas", 2, "scope:all"),
        ("todas juntas", 3, "scope:all"),
        ("as três", 3, "scope:all"),
        ("as duas", 3, None),
        ("2", 2, "scope:001"),
        ("a segunda", 2, "scope:001"),
        ("tudo certo", 2, None),
    ],
)
def test_both_are_not_the_second_option(text: str, others: int, expected: str | None) -> None:
    """P4: "as duas" takes all that was offered, where there are two."""
    offered = Expectation(options=("scope:all", *(f"scope:{n:03d}" for n in range(1, others + 1))))

    assert read(text, offered, TODAY).payload == expected


def test_a_count_that_is_no_option_stays_a_count() -> None:
    reading = read("2x", OPTIONS, TODAY)

    assert (reading.payload, reading.entities[0].value) == (None, "2")


@pytest.mark.parametrize(
    ("payload", "expected", "entities"),
    [
        ("affirm", "affirm", []),
        ("plan:6", "ask_installments", [("count", "6")]),
        ("date:2026-11-28", "choose_due_date", [("date", "2026-11-28")]),
        ("money:45000", "counter_offer", [("money", "45000")]),
        ("acknowledge_notice:77", "acknowledge_notice", []),
        ("something_else", None, []),
    ],
)
def test_a_button_needs_no_reading_of_language(
    payload: str, expected: str | None, entities: list[tuple[str, str]]
) -> None:
    reading = read_button(payload, "Sim, à vista")

    assert (reading.intent, reading.payload, reading.text) == (expected, payload, "Sim, à vista")
    assert [(entity.kind, entity.value) for entity in reading.entities] == entities


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b"])
def test_an_empty_text_says_nothing(text: str) -> None:
    reading = read(text, NOTHING, TODAY)

    assert (reading.text, reading.intent, reading.entities, reading.parts) == (text, None, (), ())


@pytest.mark.parametrize("text", ["ok", "blz", "kkkk beleza", "tá bom", "certo", "show"])
def test_an_ok_to_whether_more_is_needed_thanks(text: str) -> None:
    """C17: somebody content is not asked what they need."""
    assert read(text, Expectation(more=True), TODAY).intent == "thank"
    assert read(text, Expectation(), TODAY).intent == "affirm"


@pytest.mark.parametrize("text", ["sim", "quero", "sim, ok", "pode sim"])
def test_a_real_yes_to_whether_more_is_needed_says_that_it_is(text: str) -> None:
    assert read(text, Expectation(more=True), TODAY).intent == "affirm"


@pytest.mark.parametrize("text", ["vlw", "vlw kkk", "obrigada viu", "🙏", "muito obrigado rsrs"])
def test_thanks_alone_need_no_classifier(text: str) -> None:
    assert read(text, Expectation(), TODAY).intent == "thank"


@pytest.mark.parametrize("text", ["obrigado?", "ok obrigado", "obrigado por nada"])
def test_thanks_that_may_be_something_else_are_left_to_the_classifier(text: str) -> None:
    assert read(text, Expectation(), TODAY).intent is None

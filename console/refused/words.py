"""What the page of refused deliveries says of one: what it was, and from whom, as little as tells them apart."""

from bot.application.refused import Cause, RefusedRequest

TITLES = {
    Cause.FITS_NOW: "Conferem agora",
    Cause.OTHER_ADDRESS: "Assinadas para outro endereço",
    Cause.OLD_TOKEN: "Com a credencial antiga",
    Cause.UNKNOWN: "De origem desconhecida",
}
ABOUT = {
    Cause.FITS_NOW: "Chegaram antes de a credencial ou o endereço ser corrigido. Com o que vale hoje, são da Twilio.",
    Cause.OTHER_ADDRESS: (
        "São da Twilio, mas lá está cadastrado um endereço diferente do público. Corrija na Twilio, ou em "
        "CONCILIA_PUBLIC_URL, e processe as que ficaram."
    ),
    Cause.OLD_TOKEN: (
        "Assinadas com uma credencial que já foi trocada. Antes de processar, confira se ela foi trocada por rotina "
        "e não porque vazou."
    ),
    Cause.UNKNOWN: (
        "Nenhuma credencial conhecida as assinou: são falsas, ou de outra conta. Se você acabou de trocar a "
        "credencial na Twilio, ponha a nova em TWILIO_AUTH_TOKEN, junto da atual, e volte aqui."
    ),
}
STATUS = "Situação de envio"
MESSAGE = "Mensagem"
LAST_DIGITS = 4


def kind(request: RefusedRequest) -> str:
    return STATUS if request.path.rstrip("/").endswith("/status") else MESSAGE


def whose(request: RefusedRequest) -> str:
    """The end of the number: enough to tell people apart, and nobody's number."""
    told = request.value("To" if kind(request) == STATUS else "From")
    digits = "".join(filter(str.isdigit, told))
    return f"final {digits[-LAST_DIGITS:]}" if len(digits) > LAST_DIGITS else "sem número"

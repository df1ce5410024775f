"""Whole boletos on paper, as a bank's own program draws them; people and accounts are invented."""

from datetime import date
from decimal import Decimal

from pycobranca.bancos.banco_do_brasil import BancoDoBrasil
from pycobranca.bancos.bradesco import Bradesco
from pycobranca.bancos.itau import Itau
from pycobranca.render import BoletoEmitido, emite_boleto

BANKS = {"237": (Bradesco, "09"), "341": (Itau, "109"), "001": (BancoDoBrasil, "18")}


def a_boleto(
    due: date, cents: int = 202_50, bank: str = "237", model: str = "moderno", number: str = "7"
) -> BoletoEmitido:
    made, wallet = BANKS[bank]
    slip = made(
        agencia="1234",
        conta="12345",
        carteira=wallet,
        nosso_numero=number,
        convenio="1234567",
        valor=str(Decimal(cents) / 100),
        data_vencimento=due,
        data_documento=due,
        cedente="Operadora Inventada",
        cedente_documento="11222333000181",
        sacado="Pessoa Inventada",
        sacado_documento="12345678909",
    )
    return emite_boleto(slip, modelo=model)

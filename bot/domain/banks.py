"""Names of banks by the number slips begin with; one not listed is told by its number."""

_NAMES = {
    "001": "Banco do Brasil",
    "003": "Banco da Amazônia",
    "004": "Banco do Nordeste",
    "021": "Banestes",
    "033": "Santander",
    "041": "Banrisul",
    "070": "BRB",
    "077": "Inter",
    "085": "Ailos",
    "104": "Caixa Econômica Federal",
    "136": "Unicred",
    "208": "BTG Pactual",
    "212": "Original",
    "237": "Bradesco",
    "260": "Nubank",
    "336": "C6",
    "341": "Itaú",
    "422": "Safra",
    "707": "Daycoval",
    "748": "Sicredi",
    "756": "Sicoob",
}


def bank_name(number: str) -> str:
    """Such as "Bradesco (237)"."""
    return f"{_NAMES[number]} ({number})" if number in _NAMES else number

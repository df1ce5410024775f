"""Names of places that are words of the training sentences too, or of several words: hidden wherever they stand."""

import re

# State capitals, states, and the larger towns of Mato Grosso do Sul, as people write them without accents.
_NAMES = """
campo grande|mato grosso do sul|mato grosso|tres lagoas|ponta pora|nova andradina|rio brilhante|sao gabriel do oeste|
dourados|corumba|navirai|aquidauana|maracaju|sidrolandia|paranaiba|amambai|coxim|miranda|bonito ms|jardim ms|ladario|
bataguassu|caarapo|chapadao do sul|costa rica|cassilandia|ivinhema|itapora|terenos|anastacio|ribas do rio pardo|
sao paulo|rio de janeiro|belo horizonte|brasilia|salvador|fortaleza|recife|manaus|belem|goiania|curitiba|porto alegre|
florianopolis|vitoria da conquista|natal rn|joao pessoa|maceio|aracaju|teresina|sao luis|palmas|cuiaba|porto velho|
rio branco|macapa|boa vista|guarulhos|campinas|niteroi|osasco|santo andre|ribeirao preto|uberlandia|londrina|maringa|
bahia|ceara|pernambuco|minas gerais|parana|santa catarina|rio grande do sul|rio grande do norte|goias|tocantins|
rondonia|roraima|amazonas|sergipe|alagoas|piaui|maranhao|paraiba|espirito santo|distrito federal
"""
PLACE = re.compile(rf"\b(?:{''.join(_NAMES.split(chr(10)))})\b")

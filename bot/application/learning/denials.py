"""Whether somebody says that what was answered is not what they meant."""

import re

from bot.domain.reading.text import fold

_NOT_THAT = re.compile(
    r"\bnao (?:foi|era|e|eh|disse|falei|pedi|perguntei) (?:bem |nada d)?isso\b|\bnao (?:foi|era) (?:o )?que eu\b|"
    r"\b(?:vc|voce|vcs|voces|tu) nao (?:ta |esta )?entend\w+|\bnao entendeu\b|\bnada a ver\b|\bentendeu errado\b|"
    r"\bn(?:ao)? foi isso\b"
)


def denies(text: str) -> bool:
    return _NOT_THAT.search(fold(text)) is not None

"""Slips as a bank would make them, for the parts of the agreements in these tests."""

from datetime import date

from pycobranca.boleto.codigo_barras import montar_codigo_barras
from pycobranca.boleto.linha_digitavel import linha_digitavel
from pycobranca.core.datas import fator_vencimento

PDF = b"%PDF-1.4\n1 0 obj<</Type /Page>>endobj\ntrailer<<>>\n%%EOF\n"


def a_line(due: date, cents: int = 202_50, free: int = 7) -> str:
    return linha_digitavel(montar_codigo_barras("237", fator_vencimento(due), cents, f"{free:025d}"))

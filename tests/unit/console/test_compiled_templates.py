"""Pages are compiled when the service starts: one that cannot be would be told of only when it stops."""

import pytest

from bot.main import create_app
from console.auth.pages import TEMPLATES, compile_templates


def test_every_page_of_the_console_compiles_with_what_its_parts_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create_app()
    monkeypatch.setattr(TEMPLATES, "bytecode_cache", None)
    TEMPLATES.cache.clear()  # type: ignore[union-attr]

    compile_templates()

    assert TEMPLATES.cache is not None
    assert len(list(TEMPLATES.cache.keys())) > 50

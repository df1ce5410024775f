"""What takes a process seconds to have in memory, had once: processes of a house are forked from here."""

from console.auth.pages import compile_templates
from tests.faults.matrix import processes

__all__ = ["processes"]

compile_templates()

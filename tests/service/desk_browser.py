"""A browser of the staff in front of a running service: invited, signed in, its forms with their token."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.service.running import PATIENCE_S, Service

PASSWORD = "girassol na janela"
_TOKEN = re.compile(r'name="csrf" value="(\w+)"')


@dataclass
class DeskBrowser:
    http: httpx.Client

    def opens(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == httpx.codes.OK, (path, answer.status_code)
        return answer.text

    def sends(self, page: str, path: str, fields: Mapping[str, str], **pdfs: bytes) -> httpx.Response:
        """A form of this page."""
        [token, *_] = _TOKEN.findall(self.opens(page))
        files = {name: ("boleto.pdf", content, "application/pdf") for name, content in pdfs.items()}
        return self.http.post(path, data={"csrf": token, **fields}, files=files or None)


@contextmanager
def somebody(service: Service, email: str, role: str) -> Iterator[DeskBrowser]:
    assert service.command("users", "add", email, "--role", role).returncode == 0
    invited = service.command("users", "invite", email)
    [path] = re.findall(r"https?://[^/\s]+(/console/invitations/\S+)", invited.stdout)
    with httpx.Client(base_url=service.url, follow_redirects=True, timeout=PATIENCE_S, trust_env=False) as http:
        browser = DeskBrowser(http)
        chosen = browser.sends(path, path, {"username": email, "password": PASSWORD, "repeated": PASSWORD})
        assert chosen.status_code == httpx.codes.OK
        yield browser

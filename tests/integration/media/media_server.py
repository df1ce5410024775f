"""A server of files on loopback, which redirects, grows without end or answers as told, and notes who asked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class MediaServer:
    """`files` by path; a text is an address to go on at, a number the status of a refusal."""

    files: dict[str, bytes | str | int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, and the login that came with it
    announces_length: bool = True
    url: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        self.asked.append((path, lines.get("authorization", "")))
        with contextlib.suppress(ConnectionError):
            writer.write(self._said(self.files.get(path, 404)))
            await writer.drain()
        writer.close()

    def _said(self, file: bytes | str | int) -> bytes:
        if isinstance(file, int):
            return f"HTTP/1.1 {file} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
        if isinstance(file, str):
            return f"HTTP/1.1 307 Go on\r\nlocation: {file}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".encode()
        length = f"content-length: {len(file)}\r\n" if self.announces_length else ""
        return f"HTTP/1.1 200 OK\r\nconnection: close\r\n{length}\r\n".encode() + file


@asynccontextmanager
async def serving(**files: bytes | str | int) -> AsyncIterator[MediaServer]:
    server = MediaServer({f"/{name}": file for name, file in files.items()})
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server

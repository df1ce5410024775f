"""The connection to an nlu server: kept and used again, and never with an answer meant for another question."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.adapters.nlu_server import NluServer, ServerAway

type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

PATIENCE_S = 30.0
SHORT_S = 0.05


def whole(content: bytes, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(content)}"))
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + content


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Its first line and its content."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    [length] = [line.partition(": ")[2] for line in head.splitlines() if line.startswith("Content-Length: ")]
    return head.splitlines()[0].encode() + b" " + await reader.readexactly(int(length))


@asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[tuple[NluServer, list[int]]]:
    """The client, and how often it came."""
    came: list[int] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(len(came))
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    listening = await asyncio.start_server(accept, "127.0.0.1")
    port = listening.sockets[0].getsockname()[1]
    client = NluServer(f"http://127.0.0.1:{port}", PATIENCE_S)
    try:
        yield client, came
    finally:
        await client.close()
        listening.close()
        await listening.wait_closed()


async def test_questions_after_each_other_share_a_connection() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(whole(await read_request(reader)))

    async with served(echo) as (client, came):
        said = [await client.post("/turn", {"n": number}, {}) for number in range(3)]

        assert [one.content for one in said] == [b'POST /turn HTTP/1.1 {"n": %d}' % number for number in range(3)]
        assert all(one.is_success for one in said)
        assert len(came) == 1


async def test_questions_at_once_each_have_their_own() -> None:
    together = asyncio.Barrier(3)

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_request(reader)
        await together.wait()
        writer.write(whole(asked))

    async with served(echo) as (client, came):
        said = await asyncio.gather(*(client.post(f"/{number}", {}, {}) for number in range(3)))

        assert [one.content[:7] for one in said] == [b"POST /0", b"POST /1", b"POST /2"]
        assert len(came) == 3


async def test_a_connection_closed_while_nobody_asked_is_replaced() -> None:
    """A server that was started again, or tired of an idle connection, costs no turn its answer."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(whole(b"{}"))

    async with served(once) as (client, came):
        for _ in range(3):
            assert (await client.post("/turn", {}, {})).status == 200

        assert len(came) == 3


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 4\r\n\r\nab", b"cd"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", b"2\r\ncd\r\n0\r\n\r\n"],
    ],
)
async def test_an_answer_may_come_in_pieces(pieces: list[bytes]) -> None:
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    async with served(slowly) as (client, _):
        assert (await client.get("/health")).content == b"abcd"


async def test_a_server_that_says_so_is_not_asked_through_the_same_connection() -> None:
    async def last_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(whole(b"{}", "Connection: close"))
        await reader.read()  # it waits for the client to close

    async with served(last_one) as (client, came):
        await client.get("/health")
        await client.get("/health")

        assert len(came) == 2


@pytest.mark.parametrize(
    "broken",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"not a word of HTTP\r\n\r\n"],
    ids=["nothing", "half an answer", "something else"],
)
async def test_what_is_no_whole_answer_is_none(broken: bytes) -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(broken)

    async with served(break_off) as (client, came):
        with pytest.raises(ServerAway):
            await client.post("/turn", {}, {})

        assert len(came) == 1  # a new connection: whoever asks decides whether to ask again


async def test_an_answer_that_came_too_late_is_nobodys() -> None:
    late = asyncio.Event()

    async def hesitate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_request(reader)
        if b"/slow" in asked:
            await late.wait()
        writer.write(whole(asked))
        await reader.read()

    async with served(hesitate) as (client, came):
        with pytest.raises(ServerAway, match="TimeoutError"):
            await client.post("/slow", {}, {}, timeout_s=SHORT_S)
        late.set()

        assert (await client.post("/next", {}, {})).content == b"POST /next HTTP/1.1 {}"
        assert len(came) == 2


async def test_where_nobody_listens_it_is_away() -> None:
    with pytest.raises(ServerAway, match="ConnectionRefusedError"):
        await NluServer("http://127.0.0.1:1", PATIENCE_S).get("/health")

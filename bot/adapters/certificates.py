"""Whose certificates are believed: read once in a process, as to read all there are takes longer than most requests."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()

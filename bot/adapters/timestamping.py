"""RFC 3161: asks a time stamping authority for its word, and checks a token against the head it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from warnings import catch_warnings

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import Certificate, DuplicateExtension, InvalidVersion, load_der_x509_certificate
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bot.adapters.token_signature import SEQUENCE, der, is_signed_by_its_certificate
from bot.application.evidence.ports import Stamp
from bot.domain.errors import BotError

PATIENCE_S = 15.0
QUERY = "application/timestamp-query"
# What a token of any bytes may make the libraries raise; a token is foreign bytes.
UNREADABLE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    DuplicateExtension,
    InvalidVersion,
    CryptographyDeprecationWarning,  # made an error while tokens are read: soon it is one
)
GRANTED = b"\x30\x03\x02\x01\x00"  # PKIStatusInfo: a token is kept bare, and put back into a reply to be read


class AuthorityAway(BotError):
    """The authority gave no stamp, or one that does not hold."""


@dataclass(frozen=True)
class Token:
    """What a token says: when its hash was seen, and which certificates came with it."""

    response: TimeStampResponse
    at: datetime
    certificates: tuple[Certificate, ...]


class HttpAuthority:
    """The `Authority` port over HTTP, as RFC 3161, section 3.4, says."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def stamp(self, message: bytes) -> Stamp:
        request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        try:
            async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
                answer = await client.post(self._url, content=request.as_bytes(), headers={"Content-Type": QUERY})
            answer.raise_for_status()
            response = decode_timestamp_response(answer.content)
            token = response.time_stamp_token()
        except (httpx.HTTPError, ValueError) as error:
            raise AuthorityAway(f"no time stamp from {self._url}: {type(error).__name__}") from error
        if response.tst_info.nonce != request.nonce:
            raise AuthorityAway(f"{self._url} answered another request")
        if problem := token_problem(token, sha256(message).digest()):
            raise AuthorityAway(f"the time stamp of {self._url} does not hold: {problem}")
        return Stamp(self._url, token, response.tst_info.gen_time)


def token_problem(token: bytes, digest: bytes, trusted: Sequence[Certificate] = ()) -> str | None:
    """What is wrong with a token for this hash; without a trusted root it is checked by its own certificate only."""
    try:
        with catch_warnings(action="error", category=CryptographyDeprecationWarning):
            read = read_token(token)
            is_signed = is_signed_by_its_certificate(token, read.certificates)
    except UNREADABLE:
        return "cannot be read"
    if read.response.tst_info.message_imprint.message != digest:
        return "is about something else"
    if not is_signed:
        return "is not signed by the certificate in it"
    return _problem_of_chain(read, digest, trusted) if trusted else None


def _problem_of_chain(read: Token, digest: bytes, trusted: Sequence[Certificate]) -> str | None:
    verifier = VerifierBuilder(roots=list(trusted), intermediates=list(read.certificates)).build()
    try:
        verifier.verify(read.response, digest)
    except (VerificationError, ValueError) as error:
        return f"is not signed as it should be: {error}"
    return None


def read_token(token: bytes) -> Token:
    """The token's parts; `ValueError` when it is none."""
    response = decode_timestamp_response(der(SEQUENCE, GRANTED + token))
    certificates = tuple(load_der_x509_certificate(der) for der in sorted(response.signed_data.certificates))
    return Token(response, response.tst_info.gen_time, certificates)

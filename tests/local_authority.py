"""A time stamping authority of our own (RFC 3161) on this machine, made of `cryptography` and a little DER."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bot.adapters.token_signature import parts_of

SIGNED_DATA, TST_INFO = "2a864886f70d010702", "2a864886f70d0109100104"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE = "2a864886f70d010903", "2a864886f70d010904", "2a864886f70d010910022f"
SHA_256, ECDSA_SHA_256, POLICY = "608648016503040201", "2a8648ce3d040302", "2a0304"
MADE = datetime(2020, 1, 1, tzinfo=UTC)


def der(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + body


def sequence(*content: bytes) -> bytes:
    return der(0x30, *content)


def oid(dotted_hex: str) -> bytes:
    return der(0x06, bytes.fromhex(dotted_hex))


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def algorithm(name: str) -> bytes:
    return sequence(oid(name))


class LocalAuthority:
    """Stamps whatever it is sent; `mood` makes it misbehave."""

    def __init__(self) -> None:
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate("Raiz de teste", root_key.public_key(), "Raiz de teste", root_key, is_root=True)
        self.certificate = _certificate("Carimbo de teste", self._key.public_key(), "Raiz de teste", root_key)
        self.mood, self.asked = "", 0
        self.url = ""

    def answer(self, request: bytes, at: datetime) -> bytes:
        """The TimeStampResp to a TimeStampReq."""
        fields = parts_of(parts_of(request)[0][1])
        digest = parts_of(fields[1][1])[1][1]
        number = next(int.from_bytes(value) for tag, value in fields[2:] if tag == 0x02)
        return sequence(sequence(integer(0)), self.token(digest, at, number))

    def token(self, digest: bytes, at: datetime, nonce: int = 1) -> bytes:
        info = sequence(
            integer(1),
            oid(POLICY),
            sequence(algorithm(SHA_256), der(0x04, digest)),
            integer(self.asked + 1),
            der(0x18, f"{at:%Y%m%d%H%M%S}Z".encode()),
            integer(nonce),
        )
        certificate = self.certificate.public_bytes(Encoding.DER)
        signed = sequence(
            integer(3),
            der(0x31, algorithm(SHA_256)),
            sequence(oid(TST_INFO), der(0xA0, der(0x04, info))),
            der(0xA0, certificate),
            der(0x31, self._signer_info(info, certificate)),
        )
        return sequence(oid(SIGNED_DATA), der(0xA0, signed))

    def _signer_info(self, info: bytes, certificate: bytes) -> bytes:
        attributes = b"".join(
            sorted(
                sequence(oid(name), der(0x31, value))
                for name, value in (
                    (CONTENT_TYPE, oid(TST_INFO)),
                    (MESSAGE_DIGEST, der(0x04, sha256(info).digest())),
                    (SIGNING_CERTIFICATE, sequence(sequence(sequence(der(0x04, sha256(certificate).digest()))))),
                )
            )
        )
        issuer, serial = self.certificate.issuer.public_bytes(), self.certificate.serial_number
        return sequence(
            integer(1),
            sequence(issuer, integer(serial)),
            algorithm(SHA_256),
            der(0xA0, attributes),
            algorithm(ECDSA_SHA_256),
            der(0x04, self._key.sign(der(0x31, attributes), ec.ECDSA(SHA256()))),
        )


@contextmanager
def running_authority() -> Iterator[LocalAuthority]:
    """The authority on a free port of this machine."""
    authority = LocalAuthority()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked += 1
            body = b"no" if authority.mood == "broken" else authority.answer(request, datetime.now(UTC))
            if authority.mood == "about another":
                body = sequence(sequence(integer(0)), authority.token(bytes(32), datetime.now(UTC)))
            self.send_response(503 if authority.mood == "away" else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        yield authority
        server.shutdown()
        thread.join()


def _certificate(
    name: str,
    key: ec.EllipticCurvePublicKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    is_root: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(MADE)
        .not_valid_after(MADE + timedelta(days=36_500))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if not is_root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

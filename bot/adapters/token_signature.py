"""Checks the signature of a time stamp token by the certificate that came in it (RFC 5652, section 5.4).

Most authorities leave their root out of the token, and without a trusted root `rfc3161-client` checks nothing.
"""

from collections.abc import Sequence
from hashlib import new as new_hash

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.x509 import Certificate, ExtendedKeyUsage, ExtensionNotFound
from cryptography.x509.oid import ExtendedKeyUsageOID

HASHES: dict[str, HashAlgorithm] = {
    "608648016503040201": SHA256(),
    "608648016503040202": SHA384(),
    "608648016503040203": SHA512(),
}
MESSAGE_DIGEST = "2a864886f70d010904"
SEQUENCE, SET, ATTRIBUTES = 0x30, 0x31, 0xA0

type Part = tuple[int, bytes]  # tag and content, in DER


def is_signed_by_its_certificate(token: bytes, certificates: Sequence[Certificate]) -> bool:
    """Whether one of these certificates, made for time stamps, signed this token; `ValueError` when it is no token."""
    try:
        signed_data = parts_of(parts_of(parts_of(parts_of(token)[0][1])[1][1])[0][1])
        [(_, info)] = parts_of(parts_of(signed_data[2][1])[1][1])
        [(_, signer)] = parts_of(signed_data[-1][1])
        fields = parts_of(signer)
        algorithm = HASHES[parts_of(fields[2][1])[0][1].hex()]
        attributes, signature = fields[3], fields[5][1]
        digest = new_hash(algorithm.name, info).digest()
    except (IndexError, KeyError, ValueError) as error:
        raise ValueError("not a signed time stamp token") from error
    if attributes[0] != ATTRIBUTES or _message_digest(attributes[1]) != digest:
        return False
    message = der(SET, attributes[1])
    return any(is_for_time_stamps(one) and _signed(one, signature, message, algorithm) for one in certificates)


def is_for_time_stamps(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage)
    except ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage.value


def parts_of(data: bytes) -> list[Part]:
    """The values in a stretch of DER."""
    found, at = [], 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            length = size & 0x7F
            size, at = int.from_bytes(data[at : at + length]), at + length
        if at + size > len(data):
            raise ValueError("cut off")
        found.append((tag, data[at : at + size]))
        at += size
    return found


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def _message_digest(attributes: bytes) -> bytes | None:
    for _, attribute in parts_of(attributes):
        (_, name), (_, values) = parts_of(attribute)
        if name.hex() == MESSAGE_DIGEST:
            return parts_of(values)[0][1]
    return None


def _signed(certificate: Certificate, signature: bytes, message: bytes, algorithm: HashAlgorithm) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True

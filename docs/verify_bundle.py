#!/usr/bin/env python3
"""Checks the evidence of a notice, offline: python3 verify_bundle.py FILE.json [PUBLIC_KEY_IN_HEX]

One file, Python 3.9 or newer and the package `cryptography` (for Ed25519). Written from evidence.md, and from nothing
else of the service. Prints `ok` and exits with 0, or prints what was altered and exits with 1.

Of a time stamp it checks that it is about this head (the SHA-256 imprint in the token) and prints the time it states.
It does NOT check the authority's signature, nor its certificates: `openssl ts -verify`, or `concilia verify`, does.
"""

import hashlib
import json
import re
import sys
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ZEROS = "0" * 64
KINDS = {"opened", "identified", "issued", "sent", "delivered", "read", "failed", "pending_reply", "replied"}
KINDS |= {"acknowledged", "contested", "answered", "voided", "settled", "expired"}
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")


class Altered(Exception):
    """The first thing found that makes going on pointless."""


# Section 1: canonical JSON


def spell(value):
    """C(value), written out by hand rather than by the library that parses."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return '"' + "".join(map(spell_sign, value)) + '"'
    if isinstance(value, int) and 0 <= value < 2**53:
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(spell, value)) + "]"
    if isinstance(value, dict) and all(NAME.match(name) for name in value):
        return "{" + ",".join(f'"{name}":{spell(value[name])}' for name in sorted(value)) + "}"
    raise Altered(f"the file holds a value no bundle has: {str(value)[:40]!r}")


def spell_sign(sign):
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    return short.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign)


def canonical(value):
    try:
        return spell(value).encode("utf-8")
    except UnicodeEncodeError:
        raise Altered("the file holds half a sign") from None


def read(data):
    try:
        bundle = json.loads(data.decode("utf-8"))
        again = canonical(bundle) + b"\n"
    except (ValueError, RecursionError) as error:
        raise Altered(f"the file is not JSON in UTF-8 ({type(error).__name__})") from None
    if again != data:
        raise Altered("the file is not in canonical form")
    return bundle


# Section 4: what must be there


def need(holds, what):
    if not holds:
        raise Altered(f"{what} is not as it must be")


def is_hex(value, size):
    return isinstance(value, str) and len(value) == 2 * size and set(value) <= set("0123456789abcdef")


def is_count(value, least=0):
    return type(value) is int and least <= value < 2**53


def is_instant(value):
    if not isinstance(value, str) or not WHEN.match(value):
        return False
    try:
        return bool(datetime.strptime(value.replace("Z", "+0000"), "%Y-%m-%dT%H:%M:%S.%f%z"))
    except ValueError:
        return False


def has(value, names):
    return isinstance(value, dict) and set(value) == set(names.split())


def are_hashes(value):
    return isinstance(value, list) and all(is_hex(item, 32) for item in value)


def check_form(bundle):
    need(has(bundle, "entries format heads links made_at notice public_key register seal"), "the bundle")
    need(bundle["format"] == "concilia/evidence/bundle/v1", "format")
    need(is_instant(bundle["made_at"]), "made_at")
    need(is_hex(bundle["public_key"], 32), "public_key")
    need(is_hex(bundle["seal"], 64), "seal")
    need(isinstance(bundle["register"], str) and UUID4.match(bundle["register"]), "register")
    for name in ("entries", "heads"):
        need(isinstance(bundle[name], list) and bundle[name], name)
    need(isinstance(bundle["links"], list) and all(map(are_hashes, bundle["links"])), "links")
    check_form_of_notice(bundle["notice"])
    for place, item in enumerate(bundle["entries"]):
        check_form_of_entry(item, f"entries[{place}]")
    for place, item in enumerate(bundle["heads"]):
        check_form_of_head(item, f"heads[{place}]")


def check_form_of_notice(notice):
    if notice is not None:
        need(has(notice, "channel contact creditor notified protocol release text"), "notice")
        need(all(value is None or isinstance(value, str) for value in notice.values()), "notice")


def check_form_of_entry(item, where):
    need(has(item, "entry head proof record salt"), where)
    need(is_count(item["head"], 1) and are_hashes(item["proof"]), where)
    need(item["salt"] is None or is_hex(item["salt"], 32), f"{where}.salt")
    record = item["record"]
    need(has(record, "commitment ordinal position prev register"), f"{where}.record")
    need(is_hex(record["commitment"], 32) and is_hex(record["prev"], 32), f"{where}.record")
    need(is_count(record["ordinal"]) and is_count(record["position"]), f"{where}.record")
    need(isinstance(record["register"], str) and UUID4.match(record["register"]), f"{where}.record.register")
    entry = item["entry"]
    if entry is not None:
        need(has(entry, "at facts kind notice"), f"{where}.entry")
        need(is_instant(entry["at"]) and is_count(entry["notice"]), f"{where}.entry")
        need(isinstance(entry["kind"], str) and entry["kind"] in KINDS, f"{where}.entry.kind")
        need(isinstance(entry["facts"], dict), f"{where}.entry.facts")
        need(all(isinstance(text, str) for text in entry["facts"].values()), f"{where}.entry.facts")


def check_form_of_head(item, where):
    need(has(item, "head signature stamps"), where)
    need(is_hex(item["signature"], 64) and isinstance(item["stamps"], list), where)
    head = item["head"]
    need(has(head, "at last previous root size"), f"{where}.head")
    need(is_instant(head["at"]) and is_count(head["size"], 1), f"{where}.head")
    need(all(is_hex(head[name], 32) for name in ("last", "previous", "root")), f"{where}.head")
    for stamp in item["stamps"]:
        need(has(stamp, "authority token") and isinstance(stamp["authority"], str), f"{where}.stamps")
        token = stamp["token"]
        need(isinstance(token, str) and token and is_hex(token, len(token) // 2), f"{where}.stamps")


# Sections 2 and 3: hashes, proofs, signatures


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def commitment(salt, entry):
    return sha(b"concilia/evidence/entry/v1\n", bytes.fromhex(salt), canonical(entry)).hex()


def leaf(record):
    return sha(b"\x00", b"concilia/evidence/record/v1\n", canonical(record))


def node(left, right):
    return sha(b"\x01", left, right)


def head_message(head):
    return b"concilia/evidence/head/v1\n" + canonical(head)


def unhex(path):
    return [bytes.fromhex(step) for step in path]


def included(found, position, size, path, root):
    fn, sn, r = position, size - 1, found
    for p in path:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            r = node(p, r)
            while fn % 2 == 0 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            r = node(r, p)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


def consistent(first, second, first_root, second_root, path):
    if not path:
        return False
    if first & (first - 1) == 0:
        path = [first_root, *path]
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            fr = node(c, fr)
            sr = node(c, sr)
            while fn % 2 == 0 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            sr = node(sr, c)
        fn >>= 1
        sn >>= 1
    return sn == 0 and fr == first_root and sr == second_root


def signed(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


# Time stamps: just enough DER to find the imprint (RFC 3161, RFC 5652)


def parts_of(der):
    """The (tag, content) pairs in a stretch of DER."""
    found, at = [], 0
    while at < len(der):
        tag, size, at = der[at], der[at + 1], at + 2
        if size & 0x80:
            length = size & 0x7F
            size, at = int.from_bytes(der[at : at + length], "big"), at + length
        if at + size > len(der):
            raise ValueError("cut off")
        found.append((tag, der[at : at + size]))
        at += size
    return found


def imprint_and_time(token):
    """Of a TimeStampToken: ContentInfo > SignedData > EncapsulatedContentInfo > TSTInfo."""
    [(_, content_info)] = parts_of(token)
    oid, explicit = parts_of(content_info)
    if oid != (0x06, bytes.fromhex("2a864886f70d010702")):
        raise ValueError("not signed data")
    [(_, signed_data)] = parts_of(explicit[1])
    oid, explicit = parts_of(parts_of(signed_data)[2][1])
    if oid != (0x06, bytes.fromhex("2a864886f70d0109100104")):
        raise ValueError("not a time stamp")
    [(_, octets)] = parts_of(explicit[1])
    [(_, info)] = parts_of(octets)
    fields = parts_of(info)
    algorithm, (_, digest) = parts_of(fields[2][1])
    if parts_of(algorithm[1])[0] != (0x06, bytes.fromhex("608648016503040201")):
        raise ValueError("not SHA-256")
    return digest, fields[4][1].decode("ascii")


# Section 5


def problems_of(bundle):
    key, heads = bundle["public_key"], [item["head"] for item in bundle["heads"]]
    for item in bundle["heads"]:
        if not signed(key, item["signature"], head_message(item["head"])):
            yield f"head of size {item['head']['size']}: altered, or not signed by this key"
        for stamp in item["stamps"]:
            yield from stamp_problems(item["head"], stamp)
    yield from link_problems(heads, bundle["links"])
    yield from record_problems(bundle["register"], [item["record"] for item in bundle["entries"]], heads)
    for item in bundle["entries"]:
        yield from entry_problems(item, heads)
    yield from notice_problems(bundle["notice"], [item["entry"] for item in bundle["entries"]])
    rest = {name: value for name, value in bundle.items() if name != "seal"}
    if not signed(key, bundle["seal"], b"concilia/evidence/bundle/v1\n" + canonical(rest)):
        yield "the seal does not fit: the bundle was altered, or sealed by another key"


def stamp_problems(head, stamp):
    try:
        digest, _ = imprint_and_time(bytes.fromhex(stamp["token"]))
    except (ValueError, IndexError):
        yield f"head of size {head['size']}: its time stamp cannot be read"
        return
    if digest != sha(head_message(head)):
        yield f"head of size {head['size']}: its time stamp is about something else"


def link_problems(heads, links):
    if len(links) != len(heads) - 1:
        yield "not one link between each two heads"
        return
    for one, two, link in zip(heads, heads[1:], links):  # noqa: B905 - `strict` is newer than Python 3.9
        roots = bytes.fromhex(one["root"]), bytes.fromhex(two["root"])
        if not one["size"] < two["size"] or not consistent(one["size"], two["size"], *roots, unhex(link)):
            yield f"the head of size {one['size']} is not the beginning of that of size {two['size']}"


def record_problems(register, records, heads):
    last_at = {head["size"]: head["last"] for head in heads}
    before = None
    for place, record in enumerate(records):
        name = f"record {place}"
        if record["register"] != register:
            yield f"{name}: of another notice"
        if record["ordinal"] != place:
            yield f"{name}: has the ordinal {record['ordinal']}: something is missing, added or moved"
        if (record["prev"] == ZEROS) != (record["position"] == 0):
            yield f"{name}: only the first of the log has nothing before it"
        if before is not None and record["position"] <= before["position"]:
            yield f"{name}: not after the one before it"
        if before is not None and record["position"] == before["position"] + 1 and record["prev"] != leaf(before).hex():
            yield f"{name}: does not follow the one before it"
        if last_at.get(record["position"] + 1) not in (None, leaf(record).hex()):
            yield f"{name}: is not the last one of the head that ends with it"
        before = record


def entry_problems(item, heads):
    record, name = item["record"], f"entry {item['record']['ordinal']}"
    over = [head for head in heads if head["size"] > record["position"]]
    if not over or over[0]["size"] != item["head"]:
        yield f"{name}: its head is not the first over it"
    elif not included(
        leaf(record), record["position"], item["head"], unhex(item["proof"]), bytes.fromhex(over[0]["root"])
    ):
        yield f"{name}: is not in the log in this position"
    if (item["entry"] is None) != (item["salt"] is None):
        yield f"{name}: half redacted"
    elif item["entry"] is not None and commitment(item["salt"], item["entry"]) != record["commitment"]:
        yield f"{name}: is not what was committed to"


def notice_problems(notice, entries):
    if (notice is None) != (None in entries):
        yield "notice: there although entries are redacted, or missing although none is"
    readable = [entry for entry in entries if entry is not None]
    if len({entry["notice"] for entry in readable}) > 1:
        yield "entries of several notices"
    issued = [entry["facts"] for entry in readable if entry["kind"] == "issued"]
    if notice is None or not issued:
        return
    for name, told in notice.items():
        if told is not None and issued[-1].get(name, told) != told:
            yield f"notice.{name}: not what the log says"
    text = notice["text"]
    if "body_sha256" in issued[-1] and (text is None or sha(text.encode("utf-8")).hex() != issued[-1]["body_sha256"]):
        yield "notice.text: not the text whose hash is in the log"


def verify(data):
    """What is wrong with these bytes; and the bundle, once it can be read."""
    try:
        bundle = read(data)
        check_form(bundle)
        return list(problems_of(bundle)), bundle
    except Altered as altered:
        return [str(altered)], None


def describe(bundle, expected_key):
    redacted = sum(item["entry"] is None for item in bundle["entries"])
    print(f"{len(bundle['entries'])} entries" + (f", {redacted} redacted" if redacted else ""))
    for item in bundle["heads"]:
        for stamp in item["stamps"]:
            _, when = imprint_and_time(bytes.fromhex(stamp["token"]))
            print(f"head of size {item['head']['size']}: stamped {when} by {stamp['authority']}")
            print("    (that it is about this head was checked; the authority's signature was not)")
    if expected_key is None:
        print(f"signed by {bundle['public_key']}: compare it with the key published elsewhere")


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    expected_key = arguments[1].lower() if len(arguments) == 2 else None
    problems, bundle = verify(Path(arguments[0]).read_bytes())
    if bundle is not None and expected_key not in (None, bundle["public_key"]):
        problems.append(f"signed by another key: {bundle['public_key']}")
    if problems:
        print("\n".join(problems))
        return 1
    print("ok")
    describe(bundle, expected_key)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Signed envelope senders: variable envelope return paths (VERP) that nobody but us can make.

`bounces+TOKEN-SIGNATURE@bounce.example`: the token is also the left side of the message's Message-ID, in the same domain.
What comes to such an address is about that message, and its writer has seen the envelope of it.
"""

import hmac
import re
from base64 import b32encode
from hashlib import sha256

from console.mail.address import domain_of, local_part_of

LONGEST_LOCAL_PART = 64  # octets (RFC 5321, 4.5.3.1.1)
_SIGNATURE = 16  # characters of base 32: 80 bits
_SIGNED = re.compile(rf"[^@+]+\+([a-z0-9]{{8,40}})-([a-z2-7]{{{_SIGNATURE}}})@([a-z0-9.-]+)")
_TOKEN = re.compile("[a-z0-9]{8,40}")


def signed_sender(mailbox: str, token: str, key: bytes) -> str:
    """The envelope sender for the message `<token@domain of the mailbox>`.

    Raises ValueError for a token that is not 8 to 40 small letters and digits, or where the local part grows too long.
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token is 8 to 40 small letters and digits")
    domain = domain_of(mailbox)
    local_part = f"{local_part_of(mailbox)}+{token}-{_signature(token, domain, key)}"
    if len(local_part) > LONGEST_LOCAL_PART:
        raise ValueError(f"the local part of {local_part}@{domain} has more than {LONGEST_LOCAL_PART} octets")
    return f"{local_part}@{domain}"


def signed_message_id(address: str, key: bytes) -> str:
    """The Message-ID, without angle brackets, of which this is a signed envelope sender; "" if it is none of ours."""
    found = _SIGNED.fullmatch(address.lower())
    if not found or not key:
        return ""
    token, signature, domain = found.groups()
    is_ours = hmac.compare_digest(signature, _signature(token, domain, key))
    return f"{token}@{domain}" if is_ours else ""


def _signature(token: str, domain: str, key: bytes) -> str:
    digest = hmac.digest(key, f"envelope sender\0{token}@{domain}".encode(), sha256)
    return b32encode(digest)[:_SIGNATURE].decode("ascii").lower()

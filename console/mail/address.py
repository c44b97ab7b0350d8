"""E-mail addresses (RFC 5321, 4.1.2; RFC 6531): the one form they are searched by."""

import unicodedata

_LONGEST = 1000  # characters; an address has at most 254 octets (RFC 5321, 4.5.3.1.3). Unicode forms take the square
_LONGEST_LABEL = 63  # RFC 1035, 2.3.4
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")  # full stops that UTS 46 reads as a label separator


def normalise(text: str) -> str:
    """The search form: no angle brackets, lower case, the domain as A-labels. Odd input comes back lower-cased.

    RFC 5321 lets a local part be case-sensitive; no mailbox in the field is, and people write them as they like.
    """
    text = text.strip()
    if text[:1] == "<":
        text = text[1:-1].strip() if text[-1] == ">" else text
    if text[:1] == "@":
        text = _without_route(text)
    if text[-1:] == ".":
        text = text.rstrip(".")
    return text.lower() if text.isascii() else _international(text)


def domain_of(address: str) -> str:
    """What follows the last @; "" where there is none."""
    return address[address.rfind("@") + 1 :] if "@" in address else ""


def local_part_of(address: str) -> str:
    """What stands before the last @; the whole where there is none, as in "postmaster"."""
    return address[: address.rfind("@")] if "@" in address else address


def _without_route(text: str) -> str:
    """`@relay.example,@hub.example:user@there.example` is for user@there.example (RFC 5321, 3.6.1)."""
    return text.partition(":")[2] or text


def _international(text: str) -> str:
    if len(text) > _LONGEST:
        return text.lower()
    local_part, at, domain = unicodedata.normalize("NFC", text).lower().rpartition("@")
    return f"{local_part}{at}{_a_labels(domain) if at else domain}"


def _a_labels(domain: str) -> str:
    """IDNA 2008 with the mapping of UTS 46: a sharp s stays one, which Python's own codec would turn into "ss"."""
    mapped = unicodedata.normalize("NFKC", domain.translate(_DOTS)).lower()
    return ".".join(_a_label(label) for label in mapped.split("."))


def _a_label(label: str) -> str:
    if label.isascii() or len(label) > _LONGEST_LABEL:
        return label
    try:
        return f"xn--{label.encode('punycode').decode('ascii')}"
    except UnicodeError:
        return label

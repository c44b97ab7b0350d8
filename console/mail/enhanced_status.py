"""Enhanced status codes: class.subject.detail (RFC 3463), with the details of the IANA registry that RFC 5248 set up."""

from typing import NamedTuple


class EnhancedStatus(NamedTuple):
    """5.1.10 as numbers."""

    class_: int  # 2 success, 4 failed for now, 5 failed for good
    subject: int
    detail: int


CLASSES = {
    2: "it worked",
    4: "it failed for now; another attempt may succeed",
    5: "it failed for good; the same message will not succeed",
}
SUBJECTS = {
    0: "something else",
    1: "an address",
    2: "the recipient's mailbox",
    3: "the mail system",
    4: "the network or the way there",
    5: "the mail protocol",
    6: "the content or its format",
    7: "security or a policy",
}
# (subject, detail): the codes of RFC 3463, and of the later RFC in the comment at the end of a line.
DETAILS = {
    (0, 0): "no details given",
    (1, 0): "some other trouble with an address",
    (1, 1): "there is no such mailbox",
    (1, 2): "there is no such domain, or it takes no mail",
    (1, 3): "the recipient's address is not written correctly",
    (1, 4): "the address fits more than one mailbox",
    (1, 5): "the recipient's address is valid",
    (1, 6): "the mailbox has moved and mail is not passed on",
    (1, 7): "the sender's address is not written correctly",
    (1, 8): "the sender's domain does not exist or takes no mail",
    (1, 9): "passed on to a system that does not send reports back",  # RFC 3886
    (1, 10): "the recipient's domain takes no mail (null MX)",  # RFC 7505
    (2, 0): "some other trouble with the mailbox",
    (2, 1): "the mailbox is switched off and takes no messages",
    (2, 2): "the mailbox is full",
    (2, 3): "the message is larger than this mailbox may receive",
    (2, 4): "the mailing list could not be expanded",
    (3, 0): "some other trouble in the mail system",
    (3, 1): "the mail system has no room left",
    (3, 2): "the system takes no messages at the moment",
    (3, 3): "the system lacks a feature that the message needs",
    (3, 4): "the message is larger than the system accepts",
    (3, 5): "the system is not set up correctly",
    (3, 6): "the requested priority was changed",  # RFC 6710
    (4, 0): "some other trouble on the way",
    (4, 1): "the host does not answer",
    (4, 2): "the connection broke or was poor",
    (4, 3): "a directory server that finds the way did not work",
    (4, 4): "no way to the host is known",
    (4, 5): "the system is congested",
    (4, 6): "the message goes round in a loop",
    (4, 7): "the message waited too long and was given up",
    (5, 0): "some other trouble with the protocol",
    (5, 1): "a command was out of place",
    (5, 2): "a command was not understood",
    (5, 3): "there are too many recipients in one message",
    (5, 4): "a command had arguments that are not valid",
    (5, 5): "the two sides speak different versions of the protocol",
    (5, 6): "a line of the sign-in was too long",  # RFC 4954
    (6, 0): "some other trouble with the content",
    (6, 1): "this kind of content is not supported",
    (6, 2): "the content must be converted and may not be",
    (6, 3): "the content must be converted and cannot be",
    (6, 4): "the content was converted and lost something",
    (6, 5): "the conversion failed",
    (6, 6): "the content cannot be fetched",  # RFC 4468
    (6, 7): "addresses beyond ASCII are not taken here",  # RFC 6531
    (6, 8): "a reply beyond ASCII is needed and not allowed",  # RFC 6531
    (6, 9): "header fields beyond ASCII cannot be passed on",  # RFC 6531
    (7, 0): "some other security trouble",
    (7, 1): "the delivery is not allowed and the message was refused",
    (7, 2): "this sender may not write to the mailing list",
    (7, 3): "a conversion for security is needed and not possible",
    (7, 4): "a security feature is not supported",
    (7, 5): "encryption or decryption failed",
    (7, 6): "the encryption method is not supported",
    (7, 7): "the message was changed on its way",
    (7, 8): "the sign-in was not accepted",  # RFC 4954
    (7, 9): "the way of signing in is too weak",  # RFC 4954
    (7, 10): "encryption is needed",  # RFC 5248
    (7, 11): "this way of signing in needs encryption",  # RFC 4954
    (7, 12): "the password has to be changed over first",  # RFC 4954
    (7, 13): "the user's account is disabled",  # RFC 5248
    (7, 14): "a relation of trust with another server is needed",  # RFC 5248
    (7, 15): "the priority is too low",  # RFC 6710
    (7, 16): "the message is too large for its priority",  # RFC 6710
    (7, 17): "the mailbox now belongs to somebody else",  # RFC 7293
    (7, 18): "the domain now belongs to somebody else",  # RFC 7293
    (7, 19): "whether the mailbox changed hands cannot be checked",  # RFC 7293
    (7, 20): "no DKIM signature passed",  # RFC 7372
    (7, 21): "no acceptable DKIM signature was found",  # RFC 7372
    (7, 22): "no DKIM signature fits the author",  # RFC 7372
    (7, 23): "the SPF check failed",  # RFC 7372
    (7, 24): "the SPF check met an error",  # RFC 7372
    (7, 25): "the reverse DNS check failed",  # RFC 7372
    (7, 26): "several authentication checks failed",  # RFC 7372
    (7, 27): "the sender's domain takes no mail (null MX)",  # RFC 7505
    (7, 28): "a flood of mail was detected",
    (7, 29): "the ARC check failed",  # RFC 8617
    (7, 30): "REQUIRETLS is needed and not supported",  # RFC 8689
}


def parse(code: str) -> EnhancedStatus | None:
    """None for what is not an enhanced status code."""
    parts = code.strip().split(".")
    if len(parts) != 3 or parts[0] not in ("2", "4", "5"):
        return None
    if not all(part.isdecimal() and part.isascii() and len(part) < 4 for part in parts):
        return None
    return EnhancedStatus(*map(int, parts))


def meaning(code: str) -> str:
    """What the code says, in plain words without a full stop; "" for what is not one.

    A detail that is not registered, as makers invent them, is told by its subject.
    """
    status = parse(code)
    if status is None:
        return ""
    detail = DETAILS.get((status.subject, status.detail))
    about = SUBJECTS.get(status.subject, SUBJECTS[0])
    return f"{detail or f'about {about}'}; {CLASSES[status.class_]}"

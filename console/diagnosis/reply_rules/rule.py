"""A rule says what a reply means; a table holds the rules for one receiving host, one MTA or one kind of word."""

from typing import NamedTuple

from console.diagnosis.reason import Reason


class Rule(NamedTuple):
    """All conditions that are given must hold. What is matched is in lower case, its addresses and numbers masked.

    In a phrase, * stands for up to sixty characters, ␣ for a blank at its edge, and no such {user,account} is two phrases.
    """

    id: str  # shown and kept beside the verdict: never given to another meaning
    reason: Reason
    words: str = ""  # any of these phrases, one beside the other with a | or on lines of their own
    status: str = ""  # any of these enhanced status codes: "5.1.10 x.4.1 4.7.500-699 5.7.x"
    codes: str = ""  # any of these reply codes: "450 5xx"; "none" where our own MTA speaks
    commands: str = ""  # in reply to any of these: "CONNECT MAIL"
    unless: str = ""  # and none of these phrases


class Table(NamedTuple):
    """Rules in the order in which they are tried: for every reply, or for those of some receiving hosts."""

    name: str
    rules: tuple[Rule, ...]
    hosts: tuple[str, ...] = ()  # domains of the servers; none: the table is for every reply
    marks: tuple[str, ...] = ()  # words by which the receiver shows itself where its host is not told

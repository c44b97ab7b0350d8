"""Whose move it is. Alerts, suppression and reports count by fault, never by hard and soft."""

from enum import StrEnum
from typing import Self


class Fault(StrEnum):
    """Stored and linked by value; shown by label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    ADDRESS = "address", "The address"
    MAILBOX = "mailbox", "The recipient's mailbox"
    THEIR_SYSTEM = "their_system", "Their mail system"
    THEIR_POLICY = "their_policy", "A rule of their mail system"
    US = "us", "Our side"
    PROVIDER_SILENT = "provider_silent", "Our mail provider is silent"
    UNKNOWN = "unknown", "Not known"

"""The one error of all readers: this piece of evidence cannot be read, and why."""


class UnreadableEvidence(ValueError):
    """Evidence that its reader cannot make sense of; the message is a sentence for the operator."""

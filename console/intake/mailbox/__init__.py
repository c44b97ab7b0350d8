"""A mailbox over IMAP: bounces are fetched from it, and it is left as it was found unless told otherwise."""

"""Postdesk: was this e-mail sent, and what became of it?

A map, in the order a question is answered:

mail       the words of the standards, as values
intake     evidence in, events out
models     what is stored
diagnosis  what it means: pure functions from events to a sentence
domains    live look-ups
casework   what staff do
reports    questions about many messages
views      pages; commands: the same from a terminal
"""

__version__ = "0.1.0"

"""Postfix's words to people: they come without the fields of RFC 3464 from gateways, forwarders and old versions.

`<user@example.net>: host mx.example.net[192.0.2.1] said: 550 …`, with "(expanded from <…>)" before the colon.
"""

from console.intake.bounces.shapes import Maker, paragraphs

POSTFIX = Maker(
    "postfix",
    marks=(
        "this is the mail system at host",
        "i'm sorry to have to inform you that",
        "postfix program",
        "could not be delivered to one or more recipients. it's attached below",
        "your message could not be delivered to one or more recipients",
    ),
    read=paragraphs(r"^ ?<(?P<recipient>[^<>\n]+@[^<>\n]+)>(?:\s*\((?:expanded from|orig_to)[^()]*\))?:(?!\s*>)"),
)

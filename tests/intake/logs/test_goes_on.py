"""The queue ID that the next server gives."""

import pytest

from console.intake.logs.goes_on import next_queue_id


@pytest.mark.parametrize(
    ("words", "queue_id"),
    [
        ("250 2.0.0 Ok: queued as 13AAF4A21D89", "13AAF4A21D89"),
        ("250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as A81DB28623D", "A81DB28623D"),
        ("250 2.0.0 Ok: queued as 4jX0yv2d4qzNBfg", "4jX0yv2d4qzNBfg"),
        ("250 OK id=1xUq8n-0001pL-2D", "1xUq8n-0001pL-2D"),
        ("250 OK id=10HmbA-000000005vi-0000", "10HmbA-000000005vi-0000"),
        ("forwarded as 0C3F2A1B4D", "0C3F2A1B4D"),
        ("250 2.0.0 OK  1762992003 3ghb5 - gsmtp", ""),
        ("250 2.6.0 <a@b> [InternalId=1] Queued mail for delivery", ""),
        ("250 queued as you like it, said the host", ""),
        ("delivered to maildir", ""),
        ("250 ok, not forwarded as 0C3F2A1B4D", ""),
    ],
)
def test_it_is_found_where_mail_systems_put_it(words: str, queue_id: str) -> None:
    assert next_queue_id(words) == queue_id

"""Real servers on loopback for the tests: PostgreSQL, DNS, SMTP sinks, Postfix; and the guard that keeps tests at home."""

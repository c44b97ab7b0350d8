"""Makes the demo log: two weeks of a real Postfix in some minutes. See README.md beside this file."""

"""Bounces and other mail that comes back: any mail is read into a `Bounce`, and "not a bounce" is an answer."""

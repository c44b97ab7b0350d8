"""The worker: follows feeds, and does again and again what has a period.

It may be started as often as there are machines for it. What is done, by whom and until when, stands in tables;
a queue wakes it, and is asked nothing else.
"""

"""What is stored: one noun a file, plain typed SQLAlchemy.

Ids of messages and recipients are made by us from the time (`time_id`): the primary key is the order in
which people read, and every secondary index ends in it.
"""

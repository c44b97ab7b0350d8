"""What is stored: one noun a file, plain typed SQLAlchemy.

Ids of messages and recipients are made by us from the time (`time_id`): the primary key is the order in
which people read, and every secondary index ends in it.

Messages, hops and recipients declare no foreign keys: the one door writes them together, checking each of ten
million rows would double its time, and keys would tie together what may one day stand on several machines.
"""

"""`kg serve`: the published graph over HTTP, as pages for people and SPARQL 1.1 for programs, read only.

Queries run in worker processes (`worker.py`), because only a process can be ended whatever it does; `pool.py` bounds
their number. `published.py` holds the build that counts and goes over to the next one. What can be decided without a
connection is decided in pure functions: `negotiation.py`, `protocol.py`, `formats.py`, `description.py`, `cards.py`.
"""

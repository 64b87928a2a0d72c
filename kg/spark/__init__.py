"""`kg build --engine spark`: the same documents, mentions, claims and pairs as the embedded engine, made on many machines.

Imported only when asked for, and only here are pyspark, pyarrow and warcio. What runs in worker processes (`reading.py`,
`copies.py`, `analysing.py`, `claims.py`) are functions from record batches to record batches that know nothing of Spark;
`dataflow.py` puts them into an order, `job.py` runs that and hands the tables to the store and the exporters.
"""

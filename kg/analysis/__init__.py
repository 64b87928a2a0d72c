"""From documents to what is found in them: one (`analyst.py`), many at a time (`workers.py`), those of a store (`stored.py`)."""

from kg.analysis.analyst import Analysis, Analyst, code_fingerprint, program_fingerprint

__all__ = ["Analysis", "Analyst", "code_fingerprint", "program_fingerprint"]

"""From candidates to mentions: which reading, which of overlapping spans, where a mention ends."""

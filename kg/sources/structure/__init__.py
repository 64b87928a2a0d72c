"""What the parts of a text are, whatever format it came in: speakers, bylines, corrections, language."""

"""Rules over dependency parses: triggers, their slots, and how a sentence puts what it says."""

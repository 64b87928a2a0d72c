"""Rules that need no parse: labels, bylines, headings and what stands between two names."""

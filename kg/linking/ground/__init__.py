"""What reading names stands on: folded texts, word lists, signals, places and the records between the rooms."""

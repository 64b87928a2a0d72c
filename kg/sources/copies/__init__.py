"""What several documents share: copies of one text, passages taken over, and the frame of a source."""

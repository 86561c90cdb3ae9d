"""What a terminal shows of articles, facts, differences, rejects and sources."""

"""What downstream is told of an article: one event per change of its head, by comparing the head before and after."""

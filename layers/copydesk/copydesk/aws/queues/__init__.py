"""Takes messages from queues and sends messages to them."""

"""What any room may know of the web: addresses, encodings, trees, dates. Without numpy and bs4."""

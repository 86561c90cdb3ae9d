"""The read side as pure logic: a request and functions that read in, an answer out. AWS never enters this package."""

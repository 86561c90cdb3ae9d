"""Pictures with their captions and credits."""

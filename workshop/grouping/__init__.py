"""Groups of statements about the same thing, as a proposal. Must not know who said what, or who asks."""

"""The six phases: steps, rounds, gates, the questions of one case, and the work of each phase."""

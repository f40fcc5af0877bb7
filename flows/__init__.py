"""Decides; pure: (state, event, moment) -> Decision(state, effects). Imports pydantic and nothing that acts."""

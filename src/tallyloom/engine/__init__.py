"""Runs, effects and limits: the room in which scenarios happen."""

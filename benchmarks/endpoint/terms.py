"""What both programs agree on."""

WAIT = 0.02
"""How many seconds the waiting endpoint waits."""

"""Questions between parties, and what one party understood of another: each way through the mediator.

Nobody but its owner and the mediator reads a text before the mediator passes on exactly that one; a neutral wording in
its place needs the owner's yes. What was understood goes to the party it is about first. Ids only, never words.
"""

"""The mediator's desk: commands, buttons, forms, and what can be looked up."""

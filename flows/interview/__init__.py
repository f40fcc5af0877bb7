"""One interview: what a person is asked, what they answer, what is asked back."""

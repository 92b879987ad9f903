"""`./freehold doctor`: what is wrong with this installation, what it means, and how to mend it."""

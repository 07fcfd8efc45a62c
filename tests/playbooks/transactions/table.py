"""What is printed at the end: a line for each fault and step, with what became of the deploy and of the site."""

TABLE: list[str] = []

"""One module a command, named for it. Each has a function ``command`` or, for a group of commands,
a Typer ``app``; it reads its arguments, makes one library call and prints words. What it needs
beyond typer is imported when it runs, so that ``toolkit --help`` answers at once. What several of
them take stands in ``options``."""

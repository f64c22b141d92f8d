"""One module for each command, loaded when it is asked for; each has ``run(arguments) -> exit status``."""

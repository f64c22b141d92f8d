"""The two faces of the program: the command line and the chat page."""

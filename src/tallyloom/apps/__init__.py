"""Built-in apps; each is found through its entry point, like anyone's."""

"""The Handout: a file that left kvcase. It is called so because export means something else here: export control."""

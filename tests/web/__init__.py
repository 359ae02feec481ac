"""The pages, as people meet them: in a browser, in both languages, with and without JavaScript."""

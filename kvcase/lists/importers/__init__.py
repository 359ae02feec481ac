"""One module for each published list format; `kvcase.lists.formats` is the table of them."""

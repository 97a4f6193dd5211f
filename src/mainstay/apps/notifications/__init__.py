"""Messages to people: under the bell, on a page, in the interface, and by mail."""

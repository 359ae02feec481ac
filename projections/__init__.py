"""Read models: rows, how an event changes them, queries; and the batch runner that feeds them."""

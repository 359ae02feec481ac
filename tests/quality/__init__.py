"""How well the screening finds and spares: frozen hold-outs, and the measuring of any scorer on them."""

"""Administrative units, how they changed, and what people call them; `gazetteer` holds them."""

"""How deliveries are written: till systems, sheets, dirt, and the truth beside them."""

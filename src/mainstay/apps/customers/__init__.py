"""The customer master: who the customers are, to whom they belong and who looks after them."""

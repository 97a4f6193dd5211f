"""Pages of reviews: what is proposed, decision sheets, the steps of approval."""

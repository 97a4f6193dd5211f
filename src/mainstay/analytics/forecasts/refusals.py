"""Why there is no forecast: each has a code for the application to put into words."""


class ForecastError(ValueError):
    """Figures cannot be read, or asked for what cannot be told.

    ``problem`` is a code: ``no_history`` (no complete month with an order), ``not_finite``,
    ``twice`` (two rows for a customer and a month, or a customer in two groups), ``horizon`` (of
    months ahead). ``customer`` is the key of whom it is about, None where it is about none.
    """

    def __init__(self, problem: str, customer: int | None = None) -> None:
        super().__init__(problem if customer is None else f"{problem}: customer {customer}")
        self.problem = problem
        self.customer = customer

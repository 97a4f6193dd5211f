"""Why no model is trained: codes and figures for the application to put into words."""

from datetime import date


class ChurnRefused(ValueError):
    """There is too little to train and test a model by, or what there is contradicts itself.

    ``code`` is ``no_purchases``, ``history_too_short`` (days), ``too_few_customers``,
    ``too_few_churned``, ``too_few_kept`` (customers who bought in their horizon), or
    ``not_converged`` (the calibration). ``part`` is ``training``, ``validation``, ``test``, or
    empty where it is about none. ``needed`` and ``found`` are what it takes and what there is.
    """

    def __init__(self, code: str, part: str = "", needed: int = 0, found: int = 0) -> None:
        """Keep all four for the application to put into words."""
        where = f" for {part}" if part else ""
        super().__init__(f"{code}{where}: {needed} needed, {found} found")
        self.code = code
        self.part = part
        self.needed = needed
        self.found = found


class LeakFound(ValueError):
    """Features as of a day change when what came after that day is taken away.

    ``features`` names them; ``customers`` is how many of these differ.
    """

    def __init__(self, features: tuple[str, ...], cutoff: date, customers: int) -> None:
        """Keep all three for the application to put into words."""
        names = ", ".join(features)
        super().__init__(f"{names}: {customers} customers know what came after {cutoff}")
        self.features = features
        self.cutoff = cutoff
        self.customers = customers


class ImplausibleFeature(ValueError):
    """A feature alone tells who churns better than a figure from before the cut-off can."""

    def __init__(self, feature: str, auc: float) -> None:
        """Keep both for the application to put into words."""
        super().__init__(f"{feature} alone has an AUC of {auc:.3f}")
        self.feature = feature
        self.auc = auc

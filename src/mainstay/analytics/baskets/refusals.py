"""Why baskets are not looked through: each says what would have to be changed."""


class TooManyCombinations(ValueError):
    """So many combinations of items would have to be counted that it would take too long."""

    def __init__(self, combinations: int, most: int) -> None:
        super().__init__(combinations, most)
        self.combinations = combinations
        self.most = most


class TooManySets(ValueError):
    """More than so many sets of items are frequent; nobody could read their rules."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooLargeForOneMachine(ValueError):
    """Sets of more than three items are looked for in memory, and so many items are too many."""

    def __init__(self, items: int, most: int) -> None:
        super().__init__(items, most)
        self.items = items
        self.most = most

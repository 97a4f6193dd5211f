"""The borders by which segments are judged; sources: docs/algorithms/segments.md."""

STABLE, DOUBTFUL = 0.75, 0.6
"""Mean Jaccard similarities: from the first on a segment is stable, below the second doubtful."""
WEAK = 0.25
"""Up to here a mean silhouette tells of no substantial structure."""
FEWEST_CUSTOMERS = 30
"""So many customers are looked for segments in, at least."""
FEWEST_MEMBERS, SMALLEST_SHARE = 5, 0.01
"""A segment has so many customers at least, and such a share of all."""
DIFFERS, DIFFERS_FAR = 0.2, 0.8
"""Robust standard deviations from which on a segment differs from the others, and by far."""
MOST_TOLD = 3
"""By so many indicators a segment is told, at most."""
SAME = 0.5
"""Segments of two runs are one and the same from this Jaccard similarity on."""

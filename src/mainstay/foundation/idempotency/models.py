"""What is kept of a request that came with a key."""

from django.db import models


class KeyedRequest(models.Model):
    """One request of one caller under one key, and the answer once there is one.

    Neither the key nor the answer can be read from the row: the key is kept as a digest, and the
    answer encrypted with it, since an answer may hold a secret that is shown once.
    """

    caller = models.CharField(max_length=80)
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    """Of the method, the address and what was sent."""
    began_at = models.DateTimeField()
    sealed_answer = models.TextField(blank=True)
    """Empty while nobody knows how it ended."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["caller", "key_digest"], name="idempotency_once"),
        )
        indexes = (models.Index(fields=["began_at"], name="idempotency_by_time"),)

    def __str__(self) -> str:
        return self.key_digest

"""The interface for programs: routers of the apps, one way to page, one way to fail."""

from mainstay.shell.api.interface import build_api

__all__ = ["build_api"]

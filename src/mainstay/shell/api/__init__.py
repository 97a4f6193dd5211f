"""The interface for programs: routers of the apps, one way to page, one way to fail."""

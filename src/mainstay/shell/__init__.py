"""The base of both faces: pages for people, the interface for programs. Knows no subject."""

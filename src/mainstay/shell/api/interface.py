"""Puts the interface for programs together.

There is no page that tries the interface out: the usual ones load scripts from elsewhere, which the
content security policy forbids. The description is at ``/api/openapi.json`` for tools of one's own.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from mainstay import __version__
from mainstay.shell.api.admission import admit, remembered
from mainstay.shell.api.authentication import SessionAuthentication, TokenAuthentication
from mainstay.shell.api.files import describe_files
from mainstay.shell.api.idempotency import (
    PARAMETER,
    WRITES,
    answering_once,
    claim_key,
    handle_repetitions,
)
from mainstay.shell.api.problems import (
    MEDIA_TYPE,
    SCHEMA,
    handle_problems,
    refusing_methods,
)
from mainstay.shell.api.routers import Mount, mounts


class Interface(NinjaAPI):
    """Ninja's API, whose description says how every operation fails."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        problem = {
            "description": "Problem",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        schema["components"].setdefault("schemas", {})["Problem"] = SCHEMA
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"].setdefault("default", problem)
                describe_files(operation)
                if method.upper() in WRITES:
                    operation.setdefault("parameters", []).append(PARAMETER)
        return schema

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Ninja's step between knowing the caller and reading what they sent."""
        admit(request)
        claim_key(request)
        return super().create_temporal_response(request)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """The refused values where the sender put them: a body has no name of its own there."""
        errors = []
        for context in error_contexts:
            named = getattr(context.model, "__read_from_single_attr__", None)
            for error in super().validation_error_from_error_contexts([context]).errors:
                source, *place = error["loc"]
                inner = place[1:] if place[:1] == [named] else place
                errors.append({**error, "loc": (source, *inner)})
        return ValidationError(errors)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for url in urls:
            if isinstance(url, URLPattern):
                url.callback = refusing_methods(url.callback)
        return urls

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function alone: ``list_customers``."""
        return str(operation.view_func.__name__)


def build_api(routers: Sequence[Mount] | None = None) -> Interface:
    """The interface with every registered router, or with the given ones.

    Called once, by the root addresses.
    """
    api = Interface(
        title="Mainstay",
        version=__version__,
        description="Customers, ledger, indicators and grades. Errors are problem details.",
        docs_url=None,
        auth=[TokenAuthentication(), SessionAuthentication()],
        urls_namespace="api",
    )
    handle_problems(api)
    handle_repetitions(api)
    api.add_decorator(remembered, mode="view")
    api.add_decorator(answering_once, mode="view")
    for mount in mounts() if routers is None else routers:
        api.add_router(mount.prefix, mount.router, tags=[mount.tag])
    return api

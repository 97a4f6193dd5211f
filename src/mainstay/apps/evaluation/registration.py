"""What evaluation puts into the registries."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts import columns as customer_columns
from mainstay.apps.customers.contracts import field_uses, priority
from mainstay.apps.customers.contracts import panels as customer_panels
from mainstay.apps.customers.contracts.account_teams import let_members
from mainstay.apps.evaluation import failures, outcomes, policies, webhook_events
from mainstay.apps.evaluation.catalogue import (
    attribute_indicators,
    cost_indicators,
    model_indicators,
    shipped_indicators,
)
from mainstay.apps.evaluation.contracts import cost_drivers, indicators
from mainstay.apps.evaluation.contracts.cost_drivers import CostDriver
from mainstay.apps.evaluation.queries.attributes import field_definitions
from mainstay.apps.evaluation.queries.costs import lines_counted, orders_counted
from mainstay.apps.evaluation.queries.custom_indicators import (
    custom_definitions,
)
from mainstay.apps.evaluation.queries.field_uses import uses_of_field
from mainstay.apps.evaluation.queries.keeping import kept_files
from mainstay.apps.evaluation.services import (
    back_testing,
    evaluating,
    expiring,
    refreshing,
    scheduled_runs,
)
from mainstay.apps.evaluation.services.model_runs import running
from mainstay.apps.evaluation.services.model_runs import telling as model_telling
from mainstay.apps.evaluation.services.ratings import telling
from mainstay.apps.evaluation.services.reviews import telling as grade_telling
from mainstay.apps.evaluation.web import panels
from mainstay.apps.evaluation.web.columns import PRIORITY, SCHEME_COLUMNS, list_columns
from mainstay.apps.evaluation.web.model_runs import panels as model_panels
from mainstay.apps.evaluation.web.ratings import panels as rating_panels
from mainstay.apps.evaluation.web.reviews import panels as review_panels
from mainstay.apps.evaluation.wording.actions import (
    ACTIONS,
    ACTORS,
    DETAILS,
    back_test_of,
    evaluation_of,
    model_run_of,
    model_schedule_of,
    scheme_of,
)
from mainstay.apps.evaluation.wording.comparing_models import words_of_scheduled_run
from mainstay.apps.evaluation.wording.ratings import words_of_message
from mainstay.apps.evaluation.wording.reviews import (
    words_of_appeal,
    words_of_evidence_asked,
    words_of_grades_changed,
    words_of_nomination,
)
from mainstay.apps.governance.contracts import InstallationChanged
from mainstay.apps.ledger.contracts import VIEW_COSTS, ImportSettled, LedgerChanged
from mainstay.apps.notifications.contracts import (
    MessageKind,
    Topic,
    register_kind,
    register_topic,
)
from mainstay.foundation import events
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.naming import describe_subjects, name_system_actors
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.registry import JobKind, Schedule
from mainstay.foundation.keeping.kept_files import register_kept_files
from mainstay.foundation.keeping.retention import register_retention
from mainstay.shell.api.routers import register_api
from mainstay.shell.web import home, navigation
from mainstay.shell.web.navigation import NavigationItem, Section

_READERS = frozenset(
    {"administrator", "executive", "director", "key_account_manager", "analyst", "auditor"}
)
_EVALUATORS = frozenset({"administrator", "director", "analyst"})
_ASKING = frozenset({"administrator", "executive", "director"})
_SUPPORTING = frozenset({"administrator", "director", "key_account_manager"})

PERMISSIONS = (
    Permission(
        policies.VIEW_SCHEMES,
        _("See grading schemes"),
        writes=False,
        roles=_READERS | {"service_agent"},
    ),
    Permission(
        policies.CHANGE_SCHEMES,
        _("Make and change grading schemes"),
        roles=frozenset({"administrator"}),
    ),
    Permission(policies.VIEW_EVALUATIONS, _("See evaluations"), writes=False, roles=_READERS),
    Permission(policies.RUN, _("Evaluate customers"), roles=_EVALUATORS),
    Permission(
        policies.VIEW_GRADES,
        _("See grades and figures of customers"),
        writes=False,
        roles=_READERS | {"service_agent"},
    ),
    Permission(
        policies.REVIEW,
        _("Review proposed grades"),
        roles=frozenset({"administrator", "director"}),
    ),
    Permission(
        policies.APPROVE,
        _("Approve grades in a step of one's role"),
        roles=_SUPPORTING | {"executive"},
    ),
    Permission(
        policies.SUPPORT, _("Nominate for grades, give evidence, appeal"), roles=_SUPPORTING
    ),
    Permission(
        policies.FREEZE,
        _("Freeze the grades of a scheme"),
        roles=frozenset({"administrator", "executive"}),
    ),
    Permission(
        policies.VIEW_RATINGS,
        _("See rating rounds and what came of them"),
        writes=False,
        roles=_READERS | {"service_agent"},
    ),
    Permission(
        policies.GIVE_RATINGS,
        _("Rate customers when asked"),
        roles=(_READERS | {"service_agent"}) - {"auditor"},
    ),
    Permission(policies.CHANGE_ROUNDS, _("Ask people to rate customers"), roles=_ASKING),
    Permission(
        policies.CHANGE_COSTS, _("Set costs of serving"), roles=frozenset({"administrator"})
    ),
    Permission(
        policies.DEFINE_INDICATORS,
        _("Define indicators"),
        roles=frozenset({"administrator"}),
    ),
)


def register() -> None:
    """Tell the rest of the house about evaluation."""
    declare(*PERMISSIONS)
    policies.register()
    let_members(policies.SUPPORT)
    name_actions(ACTIONS)
    name_system_actors(ACTORS)
    describe_subjects("evaluation.evaluation", evaluation_of)
    describe_subjects("evaluation.backtest", back_test_of)
    describe_subjects("evaluation.modelrun", model_run_of)
    describe_subjects("evaluation.modelschedule", model_schedule_of)
    describe_subjects("evaluation.scheme", scheme_of)
    name_details("evaluation", DETAILS)
    for definition in shipped_indicators():
        indicators.register(definition)
    for each in (*attribute_indicators(), *cost_indicators(), *model_indicators()):
        indicators.register(each)
    cost_drivers.register(CostDriver("orders", _("One order"), orders_counted))
    cost_drivers.register(CostDriver("lines", _("One order line"), lines_counted))
    indicators.supply(field_definitions)
    indicators.supply(custom_definitions)
    field_uses.register(uses_of_field)
    _register_jobs()
    _register_faces()
    failures.register()


def _register_jobs() -> None:
    register_kept_files(kept_files)
    register_retention(expiring.RULE)
    jobs.register(JobKind(evaluating.EVALUATE, _("Evaluate customers"), evaluating.run))
    jobs.register(JobKind(back_testing.BACK_TEST, _("Back-test a scheme"), back_testing.run))
    jobs.register(JobKind(running.RUN_MODEL, _("Run a model"), running.run))
    jobs.register(JobKind(refreshing.REFRESH, _("Refresh the latest figures"), refreshing.run))
    outcomes.register()
    jobs.register(
        JobKind(
            scheduled_runs.START,
            _("Start evaluations and model runs that are due"),
            scheduled_runs.run,
            minor=True,
        )
    )
    jobs.register_schedule(
        Schedule(
            scheduled_runs.START,
            scheduled_runs.START,
            every=timedelta(minutes=10),
            wanted=scheduled_runs.any_due,
        )
    )
    events.subscribe(ImportSettled, scheduled_runs.after_import)
    jobs.register(JobKind(telling.REMIND, _("Remind raters"), telling.run, minor=True))
    jobs.register_schedule(
        Schedule(telling.REMIND, telling.REMIND, every=timedelta(hours=1), wanted=telling.is_wanted)
    )
    _register_messages()
    # Days begin at another hour in every zone; a refresh that finds nothing new ends at once.
    jobs.register_schedule(
        Schedule(refreshing.REFRESH, refreshing.REFRESH, every=timedelta(hours=1))
    )
    webhook_events.register()
    events.subscribe(LedgerChanged, refreshing.after_ledger_change)
    events.subscribe(InstallationChanged, refreshing.after_installation_change)


def _register_messages() -> None:
    register_kind(MessageKind(telling.ASKED, words_of_message))
    topic = _("I am asked to rate customers")
    register_topic(Topic(telling.ASKED, topic, permission=policies.GIVE_RATINGS))
    register_kind(MessageKind(model_telling.SCHEDULED, words_of_scheduled_run))
    topic = _("A model was run by its schedule")
    register_topic(Topic(model_telling.SCHEDULED, topic, permission=policies.RUN))
    register_kind(MessageKind(grade_telling.EVIDENCE, words_of_evidence_asked))
    topic = _("Evidence for grades of my customers is asked for")
    register_topic(Topic(grade_telling.EVIDENCE, topic, permission=policies.SUPPORT))
    register_kind(MessageKind(grade_telling.NOMINATION, words_of_nomination))
    topic = _("My nominations are answered")
    register_topic(Topic(grade_telling.NOMINATION, topic, permission=policies.SUPPORT))
    register_kind(MessageKind(grade_telling.APPEAL, words_of_appeal))
    topic = _("My appeals are answered")
    register_topic(Topic(grade_telling.APPEAL, topic, permission=policies.SUPPORT))
    register_kind(MessageKind(grade_telling.CHANGED, words_of_grades_changed))
    topic = _("Grades of my customers have changed")
    register_topic(Topic(grade_telling.CHANGED, topic, permission=policies.VIEW_EVALUATIONS))


def _register_faces() -> None:
    navigation.register(
        NavigationItem(
            "evaluations",
            _("Evaluations"),
            "evaluation:list",
            "award",
            policies.VIEW_EVALUATIONS,
            order=10,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "grade_reviews",
            _("Review of grades"),
            "evaluation:reviews",
            "clipboard-check",
            policies.VIEW_EVALUATIONS,
            order=15,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "rating_rounds",
            _("Expert ratings"),
            "evaluation:rounds",
            "star",
            policies.VIEW_RATINGS,
            order=20,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "indicators",
            _("Indicators"),
            "evaluation:indicators",
            "chart-histogram",
            policies.VIEW_GRADES,
            order=30,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "matrix",
            _("Portfolio matrix"),
            "evaluation:matrix",
            "chart-dots",
            policies.VIEW_EVALUATIONS,
            order=35,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "models",
            _("Models"),
            "evaluation:model_runs",
            "brain",
            policies.VIEW_EVALUATIONS,
            order=37,
            section=Section.ANALYSIS,
        )
    )
    navigation.register(
        NavigationItem(
            "net_profit",
            _("Net profit"),
            "evaluation:net_profit",
            "chart-line",
            VIEW_COSTS,
            order=40,
            section=Section.ANALYSIS,
        )
    )
    register_api("mainstay.apps.evaluation.api")
    for column in list_columns():
        customer_columns.register(column)
    customer_columns.register_changing(SCHEME_COLUMNS)
    priority.register(PRIORITY)
    for panel in (
        *panels.CUSTOMER_PANELS,
        rating_panels.CUSTOMER_PANEL,
        *model_panels.CUSTOMER_PANELS,
    ):
        customer_panels.register(panel)
    customer_panels.register_badge(panels.CUSTOMER_BADGE)
    for each in (*panels.HOME_PANELS, rating_panels.HOME_PANEL, review_panels.HOME_PANEL):
        home.register(each)

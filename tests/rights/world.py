"""A company in which every address has a row of each kind: own, of the team, of others, put away.

Nothing that people may write here for themselves is told apart from what was made for them: rows
that a role could not have made hang on its holder all the same, so that it shows what is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from mainstay.apps.customers.models import (
    AccountTeamMember,
    BulkChange,
    Contact,
    Customer,
    CustomerView,
    MemberRight,
    Sharing,
)
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import customer_named, field_defined
from mainstay.apps.evaluation.models import (
    Appeal,
    Evaluation,
    FigureFile,
    ModelRun,
    Nomination,
    Scheme,
)
from mainstay.apps.evaluation.queries.reviews.queue import Wanted as WantedReviews
from mainstay.apps.evaluation.rules.custom_indicators import Definition
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.back_testing import Wanted, back_test
from mainstay.apps.evaluation.services.costs import set_activity_cost
from mainstay.apps.evaluation.services.custom_indicators import create_indicator
from mainstay.apps.evaluation.services.drafting import SchemeFacts, change_facts, start_draft
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.figure_files import import_figures
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.services.ratings.giving import give_rating
from mainstay.apps.evaluation.services.ratings.rounds import make_round
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as governing
from mainstay.apps.governance.models import BrowserSession, Person, Role
from mainstay.apps.governance.services.invitations import invite
from mainstay.apps.governance.testing import (
    NamedTeams,
    create_people,
    create_teams,
    person_named,
)
from mainstay.apps.ledger.models import (
    ImportBatch,
    ImportKind,
    QualityFinding,
    RecurringImport,
)
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import importing, recurring, undoing
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.ledger.services.quality.checking import check_now
from mainstay.apps.ledger.testing import checked, company, csv_file, handed_in, imported
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services import channels, webhooks
from mainstay.apps.notifications.services.announcing import put_down
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.reference.models import TakenFile
from mainstay.apps.reference.policies import INDUSTRIES, PRODUCT_LINES, REGIONS
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.testing import branch, product, rate_on
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.outcomes import Severity
from mainstay.foundation.testing.working import run_waiting_jobs
from tests.rights.rules import PEOPLE, ROLES, reaching, rights

MAKING = system_actor("test")
OF_CUSTOMERS = {"customer", "contact", "bulk change"}
LISTENER = "https://listener.example/"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=f00dfeed"


@dataclass(frozen=True)
class Row:
    """Something that an address names: what stands in its places, and texts that tell of it."""

    values: Mapping[str, object]
    marks: tuple[str, ...] = ()


@dataclass
class World:
    """The people by their letters, and every row by its type, its kind and whose it is."""

    people: dict[str, Person]
    teams: NamedTeams
    ana: Person
    wu: Person
    helper: Person
    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _hidden: dict[str, frozenset[str]] = field(default_factory=dict)

    def row(self, type: str, kind: str, letter: str) -> Row:  # noqa: A002
        """The row of this kind for this person."""
        found = self.rows.get((type, kind, letter)) or self.rows.get((type, kind, ""))
        if found is None:
            raise LookupError(f"no {kind} {type} for {letter}")
        return found

    def hidden_from(self, letter: str) -> frozenset[str]:
        """Texts that tell of customers which do not reach a person, or of what hangs on them."""
        if letter not in self._hidden:
            self._hidden[letter] = frozenset(self._marks_out_of_reach(letter))
        return self._hidden[letter]

    def _marks_out_of_reach(self, letter: str) -> Iterator[str]:
        for (type_, kind, whose), row in self.rows.items():
            if type_ in OF_CUSTOMERS and not self._reaches(kind, whose, letter):
                yield from row.marks

    def _reaches(self, kind: str, whose: str, letter: str) -> bool:
        """Whether a customer reaches a person; another one's own is reached like a third's."""
        if letter not in rights()["customers.customer.view"]:
            return False
        if whose in {"", letter}:
            return letter in reaching("customer")[kind]
        alike = "team" if whose == "K" else "other"
        return letter in reaching("customer")[alike]

    def put(self, type: str, kind: str, letter: str, *marks: str, **values: object) -> None:  # noqa: A002
        """Note a row; `letter` is empty for one that is the same to everybody."""
        self.rows[type, kind, letter] = Row(values, marks)


def furnish() -> World:
    """Set the company up."""
    company()
    teams = create_teams()
    named = create_people(teams)
    people = {letter: getattr(named, name) for letter, (name, _role) in PEOPLE.items()}
    helper = person_named("Helper He", team=teams.service)
    world = World(people, teams, named.ana_silva, named.wu_jing, helper)
    _furnish_reference(world)
    _furnish_house(world)
    _furnish_customers(world)
    _furnish_ledger(world)
    _furnish_work(world)
    _furnish_accounts(world)
    return world


# Customers


def _customer(world: World, kind: str, letter: str, name: str, owner: Person) -> Customer:
    code = "-".join(word[:3].upper() for word in [*name.split(), kind])
    made = customer_named(name, code, owner=owner.pk)
    contact = create_contact(
        MAKING, made.pk, name=f"Mr {name.split(maxsplit=1)[0]} {letter}".strip()
    )
    member = add_member(MAKING, made.pk, person=world.helper.pk)
    marks = (name, code)
    named = {"key": made.pk, "customer": made.pk, "customer_code": code, "field": "industry"}
    named["scheme"] = "abc"
    world.put("customer", kind, letter, *marks, person_id=owner.pk, **named)
    world.put("contact", kind, letter, contact.name, contact_id=contact.pk, customer=made.pk)
    world.put("member", kind, letter, *marks, key=made.pk, member_id=member.pk)
    return made


def _furnish_customers(world: World) -> None:
    field_defined("terms")
    names = {"A": "Arctic", "E": "Eastern", "D": "Delta", "K": "Karst", "S": "Sable"}
    names |= {"N": "Nimbus", "U": "Umber", "-": "Nought"}
    for letter, person in world.people.items():
        _customer(world, "own", letter, f"{names[letter]} Works", person)
        put_away = _customer(world, "archived", letter, f"{names[letter]}old Mills", person)
        archive_customer(MAKING, put_away.pk)
    _customer(world, "team", "", "Yonder Lifts", world.wu)
    _customer(world, "other", "", "Hidden Harbour", world.ana)
    for kind, name, right in (
        ("watched", "Watchtower Wharf", MemberRight.READS),
        ("worked", "Workbench Weir", MemberRight.WORKS),
    ):
        made = _customer(world, kind, "", name, world.ana)
        for letter in "DK":
            add_member(MAKING, made.pk, person=world.people[letter].pk, right=right)
    _furnish_withdrawn(world)


def _furnish_withdrawn(world: World) -> None:
    """A customer whose import was undone, with its contact."""
    content = csv_file("GONE-1,Withdrawn Well", header="code,name")
    batch = imported(content, ImportKind.CUSTOMERS)
    gone = Customer.objects.system("test").get(code="GONE-1")
    undoing.undo_now(MAKING, batch)
    now = timezone.now()
    rows = [Contact(customer=gone, name="Mr Withdrawn", created_at=now, updated_at=now)]
    contact = Contact.objects.bulk_create(rows)[0]
    member = AccountTeamMember.objects.bulk_create(
        [AccountTeamMember(customer=gone, person=world.helper)]
    )[0]
    marks = ("Withdrawn Well", "GONE-1")
    named = {"key": gone.pk, "customer": gone.pk, "customer_code": gone.code, "field": "industry"}
    named["scheme"] = "abc"
    world.put("customer", "withdrawn", "", *marks, person_id=world.ana.pk, **named)
    world.put("contact", "withdrawn", "", contact.name, contact_id=contact.pk, customer=gone.pk)
    world.put("member", "withdrawn", "", *marks, key=gone.pk, member_id=member.pk)


# The ledger


def _furnish_ledger(world: World) -> None:
    customers = [(key, row) for key, row in world.rows.items() if key[0] == "customer"]
    codes = [(row.marks[1], key) for key, row in customers if key[1] != "withdrawn"]
    lines = [f"{code},NO-{code},1,2024-03-05,800" for code, _key in codes]
    imported(csv_file(*lines), name="everything.csv", reject_limit=100)
    for scheme in ("attractiveness", "strength"):
        evaluate(MAKING, scheme, date(2025, 1, 1))
    for day in (date(2024, 6, 1), date(2025, 1, 1)):
        evaluate(MAKING, "abc", day)
    number = Evaluation.objects.system("test").latest("pk").pk
    world.put("evaluation", "one", "", number=number, field="region")
    tested = back_test(MAKING, Wanted("abc", (date(2024, 1, 1),)))
    world.put("back-test", "one", "", number=tested.pk)
    modelled = run_model(MAKING, "lifecycle", date(2025, 1, 1), {"months": 1})
    world.put("model run", "one", "", number=modelled.pk, other=modelled.pk)
    modelled = run_model(MAKING, "baskets", date(2025, 1, 1))
    world.put("run of next products", "one", "", number=modelled.pk)
    world.put("run of forecasts", "one", "", number=_forecast().pk)
    world.put("model kind", "one", "", model="lifecycle")
    start_draft(MAKING, "abc")
    world.put("scheme", "one", "", code="abc", number=1, before=1, after=2)
    _furnish_ratings(world)
    _furnish_reviews(world)
    create_indicator(MAKING, **INDICATOR)
    world.put("indicator", "one", "", "Half the revenue", code="custom.half")
    set_activity_cost(MAKING, "orders", date(2024, 1, 1), Decimal(8))
    a_day = {"day": "2024-01-01", "valid_from": "2024-01-01"}
    world.put("activity cost", "one", "", driver="orders", **a_day)
    create_indicator(MAKING, **WALLET)
    reached = str(world.row("customer", "worked", "").marks[1]).encode()
    figures = ReferenceFile("wallet.csv", [b"customer,value\n" + reached + b",0.2\n"])
    import_figures(MAKING, "wallet", figures, origin="Report 2024", on=date(2024, 1, 1))
    number = FigureFile.objects.system("test").get().pk
    world.put("figure file", "one", "", "wallet.csv", code="custom.wallet", number=number)
    check_now(MAKING)
    for (_type, kind, letter), row in customers:
        found = QualityFinding.objects.system("test").filter(customer=row.values["key"])
        worst = found.filter(code="missing").order_by("field").first()
        what = {"field": worst.field, "code": worst.code} if worst else _ANY_FINDING
        named = {"key": row.values["key"], "customer": row.values["key"]}
        world.put("finding", kind, letter, row.marks[0], **named, **what)
    _furnish_imports(world)


def _forecast() -> ModelRun:
    """A run of forecasts that has ended; orders of one day alone are forecast by none."""
    ends = [f"{end}_{level}" for level in (80, 95) for end in ("low", "high")]
    months = {name: [1.0] for name in ("forecast", *ends)}
    return ModelRun.objects.create(
        kind="forecast",
        as_of=date(2025, 1, 1),
        finished_at=timezone.now(),
        report={
            "until": "2025-01-01",
            "total": {"known": [1.0], "months": months},
            "margin": None,
        },
    )


def _furnish_ratings(world: World) -> None:
    """A round about a customer that reaches everybody, in which all who may are asked to rate."""
    customer = world.row("customer", "worked", "")
    key, asked = int(str(customer.values["key"])), rights()["evaluation.rating.give"]
    row = make_round(
        MAKING,
        {
            "name": "Spring ratings",
            "criteria": ["brand_awareness"],
            "customers": [key],
            "people": [world.people[letter].pk for letter in sorted(asked)],
            "due_on": governance.today() + timedelta(days=9),
        },
    )
    giving = governance.actor_of(world.people["A"])
    give_rating(giving, row.pk, key, "brand_awareness", value=4, comment="")
    named = {"number": row.pk, "key": key, "criterion": "brand_awareness"}
    world.put("rating round", "one", "", **named)


def _furnish_reviews(world: World) -> None:
    """Proposed grades: by one scheme undecided, by another accepted, by a third asked about."""
    steps = [{"name": "First", "role": "administrator"}, {"name": "Last", "role": "executive"}]
    kinds = {"proposed grade": "rfm", "decided grade": "standard", "grade asked about": "service"}
    for code in kinds.values():
        change_facts(MAKING, code, SchemeFacts("", approval="required"))
        change_chain(MAKING, code, steps)
        evaluate(MAKING, code, date(2025, 1, 1))
    deciding.accept(MAKING, "standard", wanted=WantedReviews())
    rfm = Scheme.objects.system("test").get(code="rfm")
    for (type_, kind, letter), row in list(world.rows.items()):
        if type_ != "customer":
            continue
        key = int(str(row.values["key"]))
        if kind != "withdrawn":
            deciding.ask_evidence(MAKING, "service", key, text="Why?")
        about = {"scheme": rfm, "customer_id": key, "code": "champions", "by_name": "x"}
        nomination = Nomination.objects.create(**about, evidence="Because")
        world.put("nomination", kind, letter, *row.marks, number=nomination.pk)
        appeal = Appeal.objects.create(**about, note="Because")
        world.put("appeal", kind, letter, *row.marks, number=appeal.pk)
        for each, code in kinds.items():
            world.put(each, kind, letter, *row.marks, code=code, key=key)
    world.put("step", "one", "", code="standard", number=1)


INDICATOR: Definition = {
    "code": "half",
    "names": {"en": "Half the revenue"},
    "unit": "money",
    "dimension": "value",
    "better": "more",
    "formula": "revenue_12m / 2",
}
WALLET: Definition = {
    "code": "wallet",
    "source": "external",
    "names": {"en": "Share of wallet"},
    "unit": "ratio",
    "dimension": "potential",
    "better": "more",
}
_ANY_FINDING = {"field": "region", "code": "missing"}
_WATCHED = {"profile": "ERP", "origin": "folder", "folder": "erp"}


def _everybody(world: World) -> Iterator[tuple[str, str, Person]]:
    """Whose a row is: that of each, and one of somebody whom most do not see."""
    for letter, person in world.people.items():
        yield "own", letter, person
    yield "other", "", world.ana


def _furnish_imports(world: World) -> None:
    kept = importing.save_profile(MAKING, handed_in(csv_file("X,1,1,2024-03-01,1")), "ERP")
    world.put("import profile", "one", "", "ERP", key=kept.pk)
    (inbox() / "erp").mkdir(parents=True)
    for kind, letter, person in _everybody(world):
        short = person.full_name.replace(" ", "-")
        content = csv_file(f"ROW-{short},1,1,2024-03-01,1", f"BAD-{short},2,x,2024-03-01,1")
        batch = checked(content, name=f"orders-{short}.csv", reject_limit=100)
        ImportBatch.objects.system("test").filter(pk=batch.pk).update(by=person)
        Job.objects.system("test").filter(pk=batch.job_id).update(actor_person_id=person.pk)
        world.put("import", kind, letter, f"orders-{short}.csv", number=batch.pk)
        made = recurring.set_up(MAKING, name=f"Nightly {short}", pattern=f"{short}-*", **_WATCHED)
        RecurringImport.objects.system("test").filter(pk=made.pk).update(by=person)
        world.put("recurring import", kind, letter, f"Nightly {short}", key=made.pk)


# What people do


def _furnish_work(world: World) -> None:
    for kind, letter, person in _everybody(world):
        short = person.full_name.replace(" ", "-")
        of = world.row("customer", kind, letter)
        bulk = request_bulk(MAKING, "add_tag", f"Tag-{short}", keys=[int(str(of.values["key"]))])
        BulkChange.objects.system("test").filter(pk=bulk.pk).update(by=person, by_name=str(person))
        world.put("bulk change", kind, letter, f"Tag-{short}", number=bulk.pk)
        figures = {"name": of.marks[0], "by": "", "function": "", "customer": of.values["key"]}
        told = {"severity": Severity.INFO, "figures": figures}
        notify([person.pk], "customers.account_team.added", occasion=f"x:{short}", **told)
        message = Message.objects.system("test").filter(person=person).latest("pk")
        title = "You belong to an account team" if letter == "-" else of.marks[0]
        world.put("message", kind, letter, title, key=message.pk)
    run_waiting_jobs()
    for kind, letter, person in _everybody(world):
        job = Job.objects.create(
            kind="ledger.compact", actor_kind="person", actor_person_id=person.pk, actor_name="x"
        )
        world.put("job", kind, letter, number=job.pk)
    _furnish_views(world)


def _furnish_views(world: World) -> None:
    def put(kind: str, letter: str, name: str, owner: Person, **facts: object) -> None:
        view = CustomerView.objects.create(owner=owner, name=name, sort="code", **facts)
        world.put("view", kind, letter, name, view_id=view.pk)

    for letter, person in world.people.items():
        put("own", letter, f"View of {person.full_name}", person)
    near, far = world.teams.south_china, world.teams.east_china
    put("private", "", "Private shelf", world.ana)
    put("shared", "", "Everybody shelf", world.ana, sharing=Sharing.EVERYBODY)
    put("near", "", "Southern shelf", world.wu, sharing=Sharing.TEAM, team=near)
    put("far", "", "Eastern shelf", world.ana, sharing=Sharing.TEAM, team=far)


def _furnish_accounts(world: World) -> None:
    """What belongs to a person's account, and the people themselves."""
    for kind, letter, person in _everybody(world):
        actor, short = governance.actor_of(person), person.full_name.replace(" ", "-")
        ends = timezone.now() + timedelta(days=9)
        token, _text = governing.issue_token(actor, name=f"Token-{short}", expires_at=ends)
        world.put("token", kind, letter, f"Token-{short}", token_id=token.pk)
        session = _session_elsewhere(person)
        world.put("session", kind, letter, session_id=session.pk)
        channel = channels.add_channel(actor, name=f"Robot-{short}", address=f"{ROBOT}{person.pk}")
        world.put("channel", kind, letter, f"Robot-{short}", key=channel.pk)
        data = {"name": f"Phone-{short}", "key": "AAAA"}
        kept = Authenticator.objects.create(
            user=person, type=Authenticator.Type.WEBAUTHN, data=data
        )
        world.put("passkey", kind, letter, f"Phone-{short}", passkey_id=kept.pk)
        world.put("person", kind, letter, person.full_name, person_id=person.pk)
    world.put("person", "team", "", world.wu.full_name, person_id=world.wu.pk)


def _session_elsewhere(person: Person) -> BrowserSession:
    """Another browser in which the person has signed in."""
    browser = Client()
    browser.force_login(person)
    key = str(browser.session.session_key)
    governing.note_session(person, key, address="192.0.2.1", agent="")
    found: BrowserSession = BrowserSession.objects.system("test").get(key=key)
    return found


# What is one for everybody


def _furnish_house(world: World) -> None:
    facts = {"email": "new@mainstay.example", "full_name": "Invited Ines"}
    invitation = invite(MAKING, **facts)
    world.put("invitation", "one", "", "Invited Ines", invitation_id=invitation.pk)
    team = governing.create_team(MAKING, name="Spare team")
    world.put("team", "one", "", "Spare team", team_id=team.pk)
    role = governing.create_role(MAKING, name="Spare role")
    world.put("role", "one", "", "Spare role", role_id=role.pk)
    entry = AuditEntry.objects.system("test").earliest("pk")
    world.put("audit entry", "one", "", number=entry.pk)
    house = channels.add_company_channel(MAKING, name="House robot", address=f"{ROBOT}house")
    world.put("company channel", "one", "", "House robot", key=house.pk)
    facts = {"name": "House hook", "address": f"{LISTENER}house", "hears": ["customer.changed"]}
    hook, _secret = webhooks.add_webhook(MAKING, **facts)
    webhooks.pause_webhook(MAKING, hook.pk)  # so that nothing is sent
    world.put("webhook", "one", "", "House hook", key=hook.pk)
    [sent] = put_down([hook.pk], "customer.changed", {}, "/api/customers/1")
    world.put("delivery", "one", "", key=hook.pk, number=sent.pk)
    terms = field_defined("spare")
    world.put("custom field", "one", "", "Spare", field_id=terms.pk)
    world.put("way", "one", "", way="bell")
    world.put("task", "one", "", task="tidy")
    _check_roles()


def _check_roles() -> None:
    found = set(Role.objects.system("test").values_list("code", flat=True))
    if not set(ROLES.values()) <= found:
        raise LookupError(found)


def _furnish_reference(world: World) -> None:
    calendar = create_calendar(MAKING, name="Plant calendar")
    place = {"key": calendar.pk, "on": "2024-03-05"}
    world.put("calendar", "one", "", "Plant calendar", **place)
    rate = rate_on("2024-01-02", "EUR", "7.8123")
    world.put("rate", "one", "", "7.8123", key=rate.pk)
    world.put("product", "one", "", "Cabin Nine", key=product("P-9", "Cabin Nine").pk)
    for type_, kind in (
        ("product line", PRODUCT_LINES),
        ("region", REGIONS),
        ("industry", INDUSTRIES),
    ):
        name = f"Spare {type_}"
        world.put(type_, "one", "", name, key=branch(kind, "SP-1", name).pk)
    content = b"date,currency,rate\n2024-02-02,USD,7.1\n2024-02-03,USD,x\n"
    import_rates(MAKING, ReferenceFile("rates-2024.csv", [content]))
    taken = TakenFile.objects.system("test").latest("pk")
    world.put("taken file", "one", "", "rates-2024.csv", number=taken.pk)

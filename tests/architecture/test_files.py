"""Every app has the same files, and no file is a drawer for odds and ends."""

from tests.architecture.source import APPS, PACKAGE, app_names, modules

STANDARD = {
    "__init__",
    "apps",
    "models",
    "rules",
    "policies",
    "queries",
    "services",
    "web",
    "urls",
    "api",
    "jobs",
    "registration",
    "contracts",
    "wording",
    "templates",
    "templatetags",
    "static",
    "migrations",
    "testing",
    "tests",
}

OWN: dict[str, dict[str, str]] = {
    "governance": {
        "middleware": "signing in and the reader's language concern every request",
        "sign_in": "the adapter that allauth asks",
        "second_factor": "the adapter that allauth asks for codes, and what it keeps encrypted",
        "halfway": "what a session keeps between the password and the code",
        "passkeys": "what browsers are asked for passkeys, and whether they have answered right",
        "provider": "what is asked of the identity provider, and which answers are believed",
        "idling": "who is signed out for leaving the browser alone, asked by every request",
        "passwords": "the validators of passwords that the settings name",
        "leaked": "looking a password up in a file larger than memory, pure",
        "links": "what is signed into links that open one page",
        "writing_letters": "the letters that governance has sent, in words",
    },
    "customers": {
        "outcomes": "how the ends of its jobs are told",
        "webhook_events": "which of its events webhooks hear of, and what they are told",
        "access_wording": "why somebody sees a customer, apart from what customers are called",
    },
    "ledger": {
        "basket_wording": "what is bought together, in words",
        "webhook_events": "which of its events webhooks hear of, and what they are told",
        "reading": "turning files into records is a subject of its own, and pure",
        "cleaning": "turning texts into typed columns is a subject of its own, and pure",
        "quality": "the definitions of data quality, computed on columns, pure",
        "recurring_wording": "what is said of recurring imports, apart from other imports",
        "recurrence": "what recurring imports know and when they look again, pure, for the models",
        "quality_wording": "what is said of findings, apart from what is said of imports",
        "failure_wording": "why an import stopped as a whole, in words",
        "undo_wording": "what an undo did, in words",
        "outcomes": "how the ends of its jobs are told",
        "upkeep_wording": "what is said of files that are kept, apart from what is said of imports",
    },
    "evaluation": {
        "webhook_events": "which of its events webhooks hear of, and what they are told",
        "failures": "what its exceptions mean to those who asked",
        "catalogue": "the indicators that the subject brings into the registry",
        "criteria": "what people rate customers by, with what tells the steps apart",
        "outcomes": "how the ends of its jobs are told",
        "exact": "decimal columns of the frozen inputs, pure",
    },
}

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "base"}


def test_apps_have_the_standard_files_and_declared_others() -> None:
    for app in app_names():
        names = {path.stem for path in (APPS / app).iterdir() if path.name != "__pycache__"}
        assert names <= STANDARD | OWN.get(app, {}).keys(), app


def test_declared_files_exist() -> None:
    for app, names in OWN.items():
        for name in names:
            assert (APPS / app / name).is_dir() or (APPS / app / f"{name}.py").is_file(), name


def test_no_name_is_a_drawer() -> None:
    assert [module.place for module in modules() if DRAWERS & set(module.parts)] == []


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and len(path.read_text("utf-8").splitlines()) > 400
    }
    assert long == set()

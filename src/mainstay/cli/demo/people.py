"""The cast: who works at the demonstration company, in which team and in which role."""

from dataclasses import dataclass

COMPANY = "恒升电梯部件有限公司 Hengsheng Lift Components"
MAIL_DOMAIN = "hengsheng.example"


@dataclass(frozen=True, slots=True)
class CastTeam:
    """A team. `parent` is the code of the team above, None at the top; `lead` is an e-mail."""

    code: str
    name: str
    parent: str | None
    lead: str


@dataclass(frozen=True, slots=True)
class CastPerson:
    """A person. `role` is a shipped role's code, `team` a team's code, `language` a locale."""

    email: str
    full_name: str
    role: str
    team: str
    language: str


def mail(name: str) -> str:
    """The e-mail of one of the company's people."""
    return f"{name}@{MAIL_DOMAIN}"


TEAMS: tuple[CastTeam, ...] = (
    CastTeam("company", "恒升电梯部件 Hengsheng", None, mail("chen.wei")),
    CastTeam("marketing", "营销中心 Marketing", "company", mail("zhao.min")),
    CastTeam("south", "华南销售部 South China", "marketing", mail("lin.mei")),
    CastTeam("east", "华东销售部 East China", "marketing", mail("zhou.hao")),
    CastTeam("north", "北方销售部 North China", "marketing", mail("sun.jie")),
    CastTeam("overseas", "海外销售部 Overseas", "marketing", mail("ana.silva")),
    CastTeam("service", "客户服务部 Customer service", "marketing", mail("zhang.min")),
    CastTeam("office", "综合管理部 Central office", "company", mail("wang.lei")),
)

PEOPLE: tuple[CastPerson, ...] = (
    CastPerson(mail("chen.wei"), "陈伟 Chen Wei", "executive", "company", "zh-hans"),
    CastPerson(mail("zhao.min"), "赵敏 Zhao Min", "executive", "marketing", "zh-hans"),
    CastPerson(mail("lin.mei"), "林梅 Mei Lin", "director", "south", "zh-hans"),
    CastPerson(mail("zhou.hao"), "周昊 Zhou Hao", "director", "east", "zh-hans"),
    CastPerson(mail("sun.jie"), "孙洁 Sun Jie", "director", "north", "zh-hans"),
    CastPerson(mail("ana.silva"), "Ana Silva", "director", "overseas", "en"),
    CastPerson(mail("huang.yan"), "黄妍 Huang Yan", "key_account_manager", "south", "zh-hans"),
    CastPerson(mail("ho.kayan"), "何嘉欣 Ho Ka-yan", "key_account_manager", "south", "zh-hant"),
    CastPerson(mail("xu.ning"), "徐宁 Xu Ning", "key_account_manager", "east", "zh-hans"),
    CastPerson(mail("shen.yue"), "沈悦 Shen Yue", "key_account_manager", "east", "zh-hans"),
    CastPerson(mail("ma.chao"), "马超 Ma Chao", "key_account_manager", "north", "zh-hans"),
    CastPerson(mail("tom.becker"), "Tom Becker", "key_account_manager", "overseas", "en"),
    CastPerson(mail("zhang.min"), "张敏 Zhang Min", "service_agent", "service", "zh-hans"),
    CastPerson(mail("wu.qian"), "吴倩 Wu Qian", "service_agent", "service", "zh-hans"),
    CastPerson(mail("li.na"), "李娜 Li Na", "analyst", "marketing", "zh-hans"),
    CastPerson(mail("wang.lei"), "王磊 Wang Lei", "administrator", "office", "zh-hans"),
    CastPerson(mail("grace.liu"), "刘芳 Grace Liu", "auditor", "office", "en"),
)

KEY_ACCOUNT_MANAGERS: tuple[str, ...] = tuple(
    person.email for person in PEOPLE if person.role == "key_account_manager"
)

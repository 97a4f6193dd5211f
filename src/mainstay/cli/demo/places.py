"""Where the customers are: Chinese cities with their division codes, and countries abroad."""

from dataclasses import dataclass

from mainstay.cli.demo.people import mail

EAST = "华东 East China"
SOUTH = "华南 South China"
NORTH = "华北 North China"
CENTRAL = "华中 Central China"
SOUTHWEST = "西南 Southwest China"
NORTHWEST = "西北 Northwest China"
NORTHEAST = "东北 Northeast China"
HARBOUR = "港澳台 Hong Kong, Macao and Taiwan"


@dataclass(frozen=True, slots=True)
class City:
    """A city at home.

    `division` is its code of administrative division (GB/T 2260), empty where companies are not
    registered under GB 32100. `weight` says how many customers are there, relative to others.
    """

    name: str
    region: str
    division: str
    weight: float


CITIES: tuple[City, ...] = (
    City("上海", EAST, "310115", 6),
    City("苏州", EAST, "320500", 7),
    City("无锡", EAST, "320200", 3),
    City("常州", EAST, "320400", 2),
    City("南京", EAST, "320100", 4),
    City("杭州", EAST, "330100", 6),
    City("宁波", EAST, "330200", 3),
    City("湖州", EAST, "330500", 2),
    City("合肥", EAST, "340100", 3),
    City("济南", EAST, "370100", 3),
    City("青岛", EAST, "370200", 3),
    City("福州", EAST, "350100", 2),
    City("厦门", EAST, "350200", 2),
    City("南昌", EAST, "360100", 2),
    City("广州", SOUTH, "440100", 6),
    City("深圳", SOUTH, "440300", 5),
    City("佛山", SOUTH, "440600", 5),
    City("东莞", SOUTH, "441900", 3),
    City("中山", SOUTH, "442000", 2),
    City("珠海", SOUTH, "440400", 1),
    City("南宁", SOUTH, "450100", 2),
    City("海口", SOUTH, "460100", 1),
    City("北京", NORTH, "110108", 5),
    City("天津", NORTH, "120116", 3),
    City("石家庄", NORTH, "130100", 2),
    City("廊坊", NORTH, "131000", 2),
    City("太原", NORTH, "140100", 2),
    City("武汉", CENTRAL, "420100", 4),
    City("长沙", CENTRAL, "430100", 3),
    City("郑州", CENTRAL, "410100", 4),
    City("襄阳", CENTRAL, "420600", 1),
    City("成都", SOUTHWEST, "510100", 5),
    City("重庆", SOUTHWEST, "500112", 4),
    City("昆明", SOUTHWEST, "530100", 2),
    City("贵阳", SOUTHWEST, "520100", 2),
    City("西安", NORTHWEST, "610100", 3),
    City("兰州", NORTHWEST, "620100", 1),
    City("乌鲁木齐", NORTHWEST, "650100", 1),
    City("沈阳", NORTHEAST, "210100", 3),
    City("大连", NORTHEAST, "210200", 2),
    City("长春", NORTHEAST, "220100", 1),
    City("哈尔滨", NORTHEAST, "230100", 2),
    City("香港", HARBOUR, "", 3),
    City("澳門", HARBOUR, "", 1),
    City("台北", HARBOUR, "", 1),
)

CITY: dict[str, City] = {city.name: city for city in CITIES}


@dataclass(frozen=True, slots=True)
class Country:
    """A country abroad, with what its companies are called.

    `pattern` puts a `stem` (an invented family or place name) and a `trade` word together.
    """

    name: str
    weight: float
    pattern: str
    trades: tuple[str, ...]
    stems: tuple[str, ...]
    towns: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


COUNTRIES: tuple[Country, ...] = (
    Country(
        "德国 Germany",
        5,
        "{stem} {trade} GmbH",
        _words("Aufzugstechnik, Aufzüge, Liftservice, Fördertechnik"),
        _words(
            "Bergfeld, Lindwald, Haverstein, Rosenbrück, Kaltbrunn, Auerhof, Eichmoor, "
            "Falkenried, Grünau, Steinhorst, Weidenbach, Nordwald"
        ),
        _words("Ulm, Kassel, Leipzig"),
    ),
    Country(
        "土耳其 Türkiye",
        5,
        "{stem} Asansör {trade} A.Ş.",
        _words("Sanayi, Sistemleri, Ticaret, Servis"),
        _words(
            "Karadere, Yeşilova, Akpınar, Gökdağ, Demirköy, Taşkıran, Sarıçam, Kuzeyışık, "
            "Bozdağlı, Çınarlı, Yıldızel, Altınçay"
        ),
        _words("Bursa, Konya, İzmir"),
    ),
    Country(
        "印度 India",
        5,
        "{stem} {trade} Pvt. Ltd.",
        _words("Elevators, Lift Engineers, Vertical Systems, Lift Services"),
        _words(
            "Suryavan, Chandragiri, Nilkanthi, Devmala, Rajvanti, Himadri, Vindhyasri, "
            "Kaveriya, Anandvan, Meghdoot, Saptagiri, Tarangini"
        ),
        _words("Pune, Chennai, Ahmedabad"),
    ),
    Country(
        "阿联酋 UAE",
        4,
        "{stem} {trade} LLC",
        _words("Lifts, Elevators Trading, Building Systems, Facilities"),
        _words(
            "Al Noor Marsa, Wadi Zahra, Burj Safa, Al Reem Gate, Najm Al Khaleej, Dana Coast, "
            "Qasr Line, Sahra Vertical, Falaj East, Liwan Gulf"
        ),
        _words("Sharjah, Ajman, Al Ain"),
    ),
    Country(
        "巴西 Brazil",
        4,
        "{stem} {trade} Ltda.",
        _words("Elevadores, Sistemas Verticais, Manutenção, Componentes"),
        _words(
            "Serra Azul, Campo Novo, Ipê Dourado, Vale do Jatobá, Pedra Clara, Rio Manso, "
            "Monte Araçá, Porto Sereno, Aroeira, Jacarandá Sul"
        ),
        _words("Campinas, Curitiba, Joinville"),
    ),
    Country(
        "越南 Vietnam",
        4,
        "{stem} {trade} Co., Ltd.",
        _words("Thang Máy, Elevator, Cơ Điện, Elevator Service"),
        _words(
            "Hoàng Lâm, Minh Sơn Phát, Đông Hải Vân, Trường Lộc, An Bình Tín, Phú Gia Hòa, "
            "Nam Việt Thành, Bảo Khang, Thiên Long Hà, Quang Vinh Á"
        ),
        _words("Hải Phòng, Đà Nẵng, Biên Hòa"),
    ),
    Country(
        "印度尼西亚 Indonesia",
        3,
        "PT {stem} {trade}",
        _words("Elevator, Lift Teknik, Mitra Lift, Sarana Vertikal"),
        _words(
            "Nusa Langit, Cipta Menara, Surya Puncak, Bina Karsa Tinggi, Mega Rimba, "
            "Tirta Gedung, Bumi Selaras, Anugerah Kota, Wijaya Lintas, Samudra Atas"
        ),
        _words("Surabaya, Bekasi, Medan"),
    ),
    Country(
        "波兰 Poland",
        3,
        "{stem} {trade} Sp. z o.o.",
        _words("Dźwigi, Windy, Serwis Dźwigów, Technika Windowa"),
        _words(
            "Wiślana, Borowiec, Jasna Góra Lift, Kamionka, Zielony Dwór, Stare Bory, "
            "Olszyna, Dębowa, Modrzew, Brzezina"
        ),
        _words("Łódź, Poznań, Gdynia"),
    ),
    Country(
        "西班牙 Spain",
        3,
        "Ascensores {stem} {trade}",
        _words("S.L., Servicios S.L., Montajes S.L., Ibérica S.A."),
        _words(
            "Valdeluz, Peñaclara, Montesol, Rioalba, Torreverde, Costaluna, Campohermo, "
            "Sierrallana, Villarobla, Navasol"
        ),
        _words("Zaragoza, Málaga, Vigo"),
    ),
    Country(
        "墨西哥 Mexico",
        3,
        "{stem} {trade} S.A. de C.V.",
        _words("Elevadores, Ascensores, Mantenimiento, Refacciones"),
        _words(
            "Sierra Clara, Agua Zarca, Cerro Alto, Tepetlán, Nopalera, Laguna Verde, "
            "Mezquital Norte, Piedra Lisa, Xochipala, Bajío Real"
        ),
        _words("Querétaro, Puebla, Monterrey"),
    ),
    Country(
        "沙特阿拉伯 Saudi Arabia",
        3,
        "{stem} {trade} Co.",
        _words("Elevators, Lift Trading, Contracting, Maintenance"),
        _words(
            "Najd Ascent, Hijaz Tower, Al Waha Lines, Rimal Heights, Tuwaiq Rise, "
            "Asir Gate, Durra Coast, Sahab Lift, Marjan East, Yanabi"
        ),
        _words("Jeddah, Dammam, Abha"),
    ),
    Country(
        "澳大利亚 Australia",
        2,
        "{stem} {trade} Pty Ltd",
        _words("Lifts, Elevator Services, Vertical Transport, Building Services"),
        _words(
            "Coolabah, Banksia Ridge, Wattle Creek, Ironbark, Lyrebird, Southerly, "
            "Saltbush, Bellbird, Redgum, Kookaburra Bay"
        ),
        _words("Geelong, Newcastle, Cairns"),
    ),
    Country(
        "哈萨克斯坦 Kazakhstan",
        2,
        "{stem} {trade} LLP",
        _words("Lift, Lift Service, Engineering, Montazh"),
        _words(
            "Altyn Dala, Aktau Saulet, Kok Tobe Zhol, Saryarka Tech, Zhetysu Kurylys, "
            "Ertis Bolat, Tengri Zhiger, Ulytau Mash"
        ),
        _words("Almaty, Astana, Shymkent"),
    ),
    Country(
        "埃及 Egypt",
        2,
        "{stem} {trade} S.A.E.",
        _words("Elevators, Lift Works, Maintenance, Trading"),
        _words(
            "Nile Crescent, Delta Horizon, Wadi Lotus, Sinai Star, Papyrus Gate, "
            "Al Qalaa East, Fayoum Green, Red Sea Anchor"
        ),
        _words("Alexandria, Giza, Port Said"),
    ),
)

COUNTRY: dict[str, Country] = {country.name.split(" ", 1)[1]: country for country in COUNTRIES}


OWNERS: dict[str, tuple[str, ...]] = {
    EAST: (mail("xu.ning"), mail("shen.yue")),
    CENTRAL: (mail("xu.ning"),),
    SOUTH: (mail("huang.yan"),),
    SOUTHWEST: (mail("huang.yan"),),
    HARBOUR: (mail("ho.kayan"),),
    NORTH: (mail("ma.chao"),),
    NORTHWEST: (mail("ma.chao"),),
    NORTHEAST: (mail("ma.chao"),),
    **{country.name: (mail("tom.becker"),) for country in COUNTRIES},
}
"""The key account managers of a region, by e-mail."""

"""What the people at the customers are called."""

import numpy as np

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = (
    "伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "勇", "军", "杰", "涛", "超", "明", "辉", "鹏",
    "建华", "志刚", "文博", "雨桐", "思远", "嘉怡", "子轩", "晓燕", "丽华", "海燕", "国庆", "春梅",
    "俊杰", "梦瑶", "一凡", "佳宁", "浩然", "欣怡", "振宇", "淑珍", "少华", "永康", "瑞芳", "家豪",
)  # fmt: skip

# Given names and family names, as usual in the country.
_ABROAD: dict[str, tuple[str, str]] = {
    "德国 Germany": ("Anna Lukas Katrin Jonas Miriam", "Brandt Vogel Seidel Krüger Albers"),
    "土耳其 Türkiye": ("Elif Mert Zeynep Emre Selin", "Yıldırım Aksoy Çetin Polat Erdem"),
    "印度 India": ("Priya Arjun Meera Rohan Kavita", "Nair Deshpande Iyer Menon Kulkarni"),
    "阿联酋 UAE": ("Layla Omar Huda Khalid Mariam", "Haddad Mansour Saleh Nasser Rashid"),
    "巴西 Brazil": ("Beatriz Rafael Camila Thiago Luana", "Moreira Barbosa Teixeira Pinto Duarte"),
    "越南 Vietnam": ("Linh Minh Thảo Quân Hương", "Nguyễn Trần Phạm Đặng Bùi"),
    "印度尼西亚 Indonesia": ("Dewi Budi Sari Agus Rina", "Santoso Wibowo Hartono Lestari Putra"),
    "波兰 Poland": ("Agnieszka Tomasz Ewa Marek Joanna", "Wójcik Mazur Kubiak Sikora Pawlak"),
    "西班牙 Spain": ("Lucía Javier Carmen Álvaro Nuria", "Ortega Molina Serrano Vidal Ibáñez"),
    "墨西哥 Mexico": ("Ximena Diego Fernanda Raúl Paola", "Cervantes Salinas Aguilar Rojas Vega"),
    "沙特阿拉伯 Saudi Arabia": ("Noura Faisal Reem Turki Sara", "Otaibi Ghamdi Harbi Zahrani Amri"),
    "澳大利亚 Australia": ("Olivia Jack Chloe Liam Grace", "Murray Hughes Walsh Barker Doyle"),
    "哈萨克斯坦 Kazakhstan": (
        "Aigerim Daniyar Madina Yerlan Dana",
        "Sadykov Omarov Akhmetov Bekov Nurlan",
    ),
    "埃及 Egypt": ("Yasmin Karim Salma Tarek Dina", "Fathy Gaber Hosny Shawky Zaki"),
}


def contact_name(rng: np.random.Generator, region: str) -> str:
    """A name of somebody who works in a region; in China family names come first."""
    if region not in _ABROAD:
        return _SURNAMES[rng.integers(len(_SURNAMES))] + _GIVEN[rng.integers(len(_GIVEN))]
    given, family = (words.split() for words in _ABROAD[region])
    return f"{given[rng.integers(len(given))]} {family[rng.integers(len(family))]}"

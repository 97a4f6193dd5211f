"""How companies name their columns, in Chinese and English.

The first names are the plainest: of two headings that would both do, the earlier name wins.
Headings are compared without case, width, spaces and punctuation.
"""

import re

from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind
from mainstay.kernel.text import search_form

_PUNCTUATION = re.compile(r"[\W_]+")
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")


def _by_field(text: str) -> dict[str, tuple[str, ...]]:
    """Names by field; a field begins with its own name and a colon."""
    names: dict[str, tuple[str, ...]] = {}
    field = ""
    for line in text.split("\n"):
        head, colon, rest = line.strip().partition(":")
        if colon:
            field, names[head] = head, ()
        listed = (rest if colon else head).split(",")
        if field:
            names[field] += tuple(name.strip() for name in listed if name.strip())
    return names


ORDER_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    customer: customer, customer code, customer id, customer no, customer number, cust code,
        cust id, cust no, client id, client code, account no, account number, buyer id, sold to,
        sold-to party, bill to, 客户编号, 客户代码, 客户编码, 客户号, 客户ID, 客户, 购货单位编码,
        购货单位代码, 购货单位, 买方编码, 会员编号, 往来单位编码, 客商编码
    order_no: order no, order number, order id, order, order code, sales order, sales order no,
        so no, so number, invoice no, invoice number, invoice, invoice id, document no,
        document number, doc no, transaction id, 订单号, 订单编号, 订单编码, 订单号码, 销售订单号,
        单据编号, 单据号, 单号, 销售单号, 出库单号, 发票号, 发票号码, 合同编号, 合同号, 交易单号
    line_no: line no, line number, line, line id, order line, order line no, item no, position,
        pos, 行号, 订单行号, 明细行号, 分录行号, 行项目, 行项目号
    ordered_at: ordered at, order date, ordered on, order time, order datetime, date,
        invoice date, document date, doc date, posting date, transaction date, purchase date,
        sales date, created at, 下单日期, 下单时间, 订单日期, 订单时间, 单据日期, 销售日期,
        交易日期, 交易时间, 开票日期, 发票日期, 制单日期, 业务日期, 出库日期, 日期, 时间
    product_code: product code, product id, product no, product number, product, sku, stock code,
        item code, item id, material, material no, material number, material code, part no,
        part number, article no, 产品编号, 产品代码, 产品编码, 商品编号, 商品代码, 商品编码,
        物料编号, 物料代码, 物料编码, 物料长代码, 存货编码, 存货编号, 货号, 料号, 品号
    product_name: product name, product description, description, item name, item description,
        material description, item, 产品名称, 商品名称, 物料名称, 存货名称, 品名, 货品名称, 产品,
        商品
    category: category, product category, product group, product line, item group, segment, 品类,
        类别, 产品类别, 产品分类, 商品类别, 商品分类, 存货分类, 物料分类, 产品线, 分类
    quantity: quantity, qty, order quantity, ordered quantity, order qty, sales quantity, units,
        数量, 订购数量, 订单数量, 销售数量, 实发数量, 出库数量, 件数, 销量
    unit_price: unit price, price, sales price, net price, 单价, 含税单价, 销售单价, 实际含税单价,
        成交单价, 价格, 售价, 不含税单价
    discount: discount, discount rate, discount percent, discount %, 折扣, 折扣率, 折扣率(%),
        扣率
    tax_rate: tax rate, vat rate, vat %, tax %, vat percent, tax percent, gst rate, 税率, 税率(%),
        税率%, 增值税率, 增值税税率, 销项税率, 税率（%）
    amount: amount, line amount, net amount, sales amount, total amount, line total, total, sales,
        revenue, net sales, extended price, turnover, net value, 金额, 销售金额, 订单金额,
        含税金额, 价税合计, 销售额, 成交金额, 总金额, 应收金额, 收入, 销售收入, 不含税金额
    cost: cost, total cost, cost amount, cost of goods sold, cogs, line cost, 成本, 成本金额,
        销售成本, 总成本, 成本额
    profit: profit, gross profit, margin amount, gross margin amount, 毛利, 毛利额, 利润, 毛利润,
        利润额, 销售毛利
    currency: currency, currency code, ccy, 币种, 币别, 货币, 货币代码, 结算币种
    channel: channel, sales channel, order channel, distribution channel, 渠道, 销售渠道,
        订单渠道, 订单来源, 分销渠道
    salesperson: salesperson, sales person, sales rep, sales representative, salesman,
        employee id, sales employee, account manager, 业务员, 销售员, 销售人员, 销售代表,
        销售经理, 客户经理, 业务人员, 职员
    customer_name: customer name, client name, company name, account name, buyer name, company,
        客户名称, 客户全称, 客户名, 购货单位名称, 单位名称, 公司名称, 往来单位
    customer_region: customer region, region, sales region, country, area, territory, 客户地区,
        客户区域, 地区, 区域, 销售区域, 省份, 国家, 省
    customer_industry: customer industry, industry, 客户行业, 行业, 所属行业, 客户所属行业
    """
)

CUSTOMER_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    code: code, customer code, customer id, customer no, customer number, customer, cust code,
        cust id, client id, client code, account no, account number, id, 客户编号, 客户代码,
        客户编码, 客户号, 客户ID, 编号, 代码, 编码, 往来单位编码, 客商编码
    name: name, customer name, full name, client name, company name, account name, company,
        legal name, 名称, 客户名称, 客户全称, 全称, 公司名称, 企业名称, 单位名称, 客户名, 客户
    short_name: short name, abbreviation, alias, search term, 简称, 客户简称, 公司简称, 助记名
    kind: kind, type, customer type, customer kind, entity type, 类型, 客户类型, 客户性质, 性质,
        主体类型
    registration_number: registration number, registration no, unified social credit code, uscc,
        credit code, company registration number, tax id, tax number, vat number,
        统一社会信用代码, 社会信用代码, 信用代码, 税号, 纳税人识别号, 营业执照号, 工商注册号,
        注册号
    industry: industry, customer industry, sector, 行业, 所属行业, 客户行业, 行业分类
    region: region, customer region, sales region, area, territory, country, state, province,
        地区, 区域, 所属区域, 客户区域, 所在地区, 销售区域, 省份, 国家, 省
    scale: scale, size, company size, number of employees, employees, 规模, 企业规模, 公司规模,
        客户规模, 人员规模
    founded_on: founded on, founded, date founded, established, established on,
        date of establishment, incorporation date, 成立日期, 成立时间, 注册日期, 创立日期,
        创办日期
    parent: parent, parent code, parent customer, parent id, parent account, group code, 上级客户,
        上级客户编号, 上级编码, 上级单位, 母公司, 所属集团, 集团编号, 集团
    owner: owner, account manager, account owner, key account manager, sales rep, salesperson,
        responsible, 负责人, 客户经理, 大客户经理, 业务员, 销售代表, 跟进人, 所属人员, 销售员
    tags: tags, tag, labels, label, keywords, 标签, 客户标签
    """
)

_CONTACT_FACTS: dict[str, tuple[str, ...]] = _by_field(
    """
    contact_source: contact source, contact system, 联系人来源, 来源系统
    contact_code: contact code, contact id, contact no, contact number, person id, 联系人编号,
        联系人编码, 联系人代码, 联系人ID, 人员编号
    contact_name: contact, contact name, contact person, attention, attn, 联系人, 联系人姓名,
        联系人名称, 客户联系人, 对接人, 联络人
    position: position, job title, contact title, contact position, job position, role,
        职务, 职位, 岗位, 联系人职务, 联系人职位, 职称, 头衔
    department: department, dept, contact department, 部门, 所属部门, 联系人部门, 科室
    email: email, e-mail, email address, mail, contact email, mail address, 邮箱, 电子邮箱,
        电子邮件, 邮件, 邮箱地址, 邮件地址, 联系人邮箱, E-mail地址
    phone: phone, phone number, telephone, tel, telephone number, contact phone, office phone,
        work phone, landline, contact number, 电话, 联系电话, 固定电话, 办公电话, 座机,
        电话号码, 联系人电话, 联系方式
    mobile: mobile, mobile phone, cell, cell phone, cellphone, mobile number, contact mobile,
        手机, 手机号, 手机号码, 移动电话, 联系手机, 联系人手机, 联系人手机号
    wechat: wechat, wechat id, weixin, 微信, 微信号, 微信账号, 联系人微信
    is_main: is main, main contact, is primary, primary, main, 主要, 是否主要联系人,
        是否主联系人, 主联系人, 是否首要联系人, 默认联系人, 是否默认
    notes: contact notes, contact remark, contact remarks, 联系人备注
    """
)

_MAIN_CONTACT = (
    "main contact person",
    "primary contact",
    "key contact",
    "主要联系人",
    "首要联系人",
)
"""Headings over names, or over yes and no where the names stand in another column."""

_NOT_OF_A_CUSTOMER = {"code", "id", "编号", "代码", "编码"}
"""Headings that stand for a customer's code in a file of customers alone."""

CONTACT_HEADINGS: dict[str, tuple[str, ...]] = {
    "customer": (
        *(name for name in CUSTOMER_HEADINGS["code"] if name not in _NOT_OF_A_CUSTOMER),
        "客户",
    ),
    "customer_name": ORDER_HEADINGS["customer_name"],
    **_CONTACT_FACTS,
    "contact_name": (
        *_CONTACT_FACTS["contact_name"],
        "name",
        "full name",
        "person",
        "姓名",
        "名字",
        *_MAIN_CONTACT,
    ),
    "is_main": (*_CONTACT_FACTS["is_main"], *_MAIN_CONTACT),
    "contact_code": (*_CONTACT_FACTS["contact_code"], "code", "id", "编号", "编码"),
    "contact_source": (*_CONTACT_FACTS["contact_source"], "source", "system", "来源"),
    "position": (*_CONTACT_FACTS["position"], "title"),
    "notes": (
        *_CONTACT_FACTS["notes"],
        "notes",
        "note",
        "remark",
        "remarks",
        "comment",
        "备注",
        "说明",
    ),
}

RATE_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    on: date, rate date, day, effective date, valid from, exchange rate date, 日期, 汇率日期,
        生效日期, 公布日期, 发布日期, 时间
    currency: currency, currency code, from currency, source currency, ccy, 币种, 币别, 货币,
        货币代码, 原币, 外币, 原币币种
    rate: rate, exchange rate, fx rate, middle rate, mid rate, 汇率, 中间价, 汇率中间价, 折算汇率,
        折算价, 中行折算价, 记账汇率
    source: source, rate source, published by, 来源, 汇率来源, 公布机构, 数据来源
    """
)

# A word that stands in the cells of such a file, such as 工作日, is no heading here: the row of the
# headings is found by them.
DAY_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    on: date, day, calendar date, 日期, 西元日期, 公历日期, 时间
    works: kind, kind of day, day kind, type, day type, type of day, date type, status, 类型,
        日期类型, 种类, 类别, 性质, 日期性质, 属性, 日期属性, 状态, 假期类型, 出勤类型
    name: name, holiday name, name of holiday, name of the holiday, description, remark, remarks,
        note, notes, 名称, 节日, 节日名称, 节假日名称, 假日名称, 假期名称, 说明, 备注
    """
)

_PARENT = """
    above: parent, parent code, parent id, above, belongs to, upper level, 上级, 上级编码,
        上级编号, 上级代码, 父级, 父级编码, 父编码, 所属上级
"""
_ARCHIVED = """
    archived: archived, is archived, inactive, disabled, discontinued, 归档, 已归档, 是否归档, 停用,
        已停用, 是否停用, 禁用, 是否禁用
"""

PRODUCT_HEADINGS: dict[str, tuple[str, ...]] = {
    "product_code": (*ORDER_HEADINGS["product_code"], "code", "编号", "代码", "编码"),
    "product_name": (*ORDER_HEADINGS["product_name"], "name", "名称"),
    "category": (
        *(name for name in ORDER_HEADINGS["category"] if name not in {"product line", "产品线"}),
    ),
    **_by_field(
        """
    unit: unit, uom, unit of measure, base unit, sales unit, 单位, 计量单位, 基本单位, 主计量单位,
        基本计量单位, 销售单位
    line_code: line, product line, product line code, line code, product family, 产品线, 产品线编码,
        产品线代码, 产品线编号, 产品系列, 所属产品线
    sold_from: sold from, on sale from, sales start, launch date, launched on, valid from,
        start date, 上市日期, 起售日期, 开售日期, 生效日期, 启用日期, 开始日期
    sold_until: sold until, on sale until, sales end, end of sale, discontinued on, valid until,
        valid to, end date, 停售日期, 退市日期, 下架日期, 失效日期, 停用日期, 结束日期
    """
    ),
    **_by_field(_ARCHIVED),
}
LINE_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    line_code: code, line code, product line code, product line id, id, 编号, 代码, 编码,
        产品线编码, 产品线代码, 产品线编号
    line_name: name, line name, product line name, product line, 名称, 产品线名称, 产品线
    """
    + _PARENT
    + _ARCHIVED
)
REGION_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    region_code: code, region code, area code, region id, id, 编号, 代码, 编码, 地区编码, 地区代码,
        区域编码, 区域代码, 行政区划代码
    region_name: name, region name, region, area, territory, 名称, 地区名称, 区域名称, 地区, 区域
    """
    + _PARENT
    + _ARCHIVED
)
INDUSTRY_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    industry_code: code, industry code, sector code, industry id, id, 编号, 代码, 编码, 行业编码,
        行业代码, 行业编号
    industry_name: name, industry name, industry, sector, 名称, 行业名称, 行业, 行业类别
    """
    + _PARENT
    + _ARCHIVED
)
FIGURE_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    customer: customer, customer code, customer id, customer no, code, 客户, 客户编号, 客户代码,
        客户编码
    industry: industry, industry code, industry name, sector, 行业, 行业编号, 行业代码, 行业名称,
        所属行业
    figure: figure, value, amount, number, indicator value, 数值, 指标值, 值, 金额, 数量
    on: date, day, as of, valid on, as at, 日期, 截止日期, 基准日, 数据日期
    """
)
RATING_HEADINGS: dict[str, tuple[str, ...]] = _by_field(
    """
    customer: customer, customer code, customer id, customer no, code, 客户, 客户编号, 客户代码,
        客户编码
    criterion: criterion, criteria, criterion code, indicator, selection criterion, 准则, 选择准则,
        评价准则, 评估准则, 评估项目, 评价项目, 指标
    rater: rater, rater email, e-mail, email, expert, rated by, assessor, 评分人, 评估人, 专家,
        评分人邮箱, 专家邮箱, 邮箱, 电子邮件
    rating: rating, score, step, mark, 评分, 打分, 分数, 得分, 分值
    comment: comment, comments, remark, remarks, note, reason, 备注, 评语, 说明, 意见, 理由
    """
)

HEADINGS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "orders": ORDER_HEADINGS,
    "customers": CUSTOMER_HEADINGS,
    "contacts": CONTACT_HEADINGS,
    "rates": RATE_HEADINGS,
    "days": DAY_HEADINGS,
    "products": PRODUCT_HEADINGS,
    "product-lines": LINE_HEADINGS,
    "regions": REGION_HEADINGS,
    "industries": INDUSTRY_HEADINGS,
    "ratings": RATING_HEADINGS,
    "figures": FIGURE_HEADINGS,
}


# The signs of usual headings as Taiwan and Hong Kong write them.
_TRADITIONAL = (
    "編號碼單訂據發銷購貨買會員戶來務業額價稅實際數產類別區國稱簡間時開創辦註冊統記錄"
    "庫條項長總計潤幣種經職應負責標籤規屬級團納識執營聯製績圍體歸從機構過態"
    "備頭對崗動匯電繫線細結絡銜認話賬帳質進郵門節說狀曆"
)
_SIMPLIFIED = (
    "编号码单订据发销购货买会员户来务业额价税实际数产类别区国称简间时开创办注册统记录"
    "库条项长总计润币种经职应负责标签规属级团纳识执营联制绩围体归从机构过态"
    "备头对岗动汇电系线细结络衔认话账账质进邮门节说状历"
)
_AS_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def heading_form(heading: str) -> str:
    """A heading without case, width, spaces and punctuation, in simplified signs."""
    return _PUNCTUATION.sub("", search_form(heading)).translate(_AS_SIMPLIFIED)


_USUAL = frozenset(
    heading_form(name)
    for kind, names in HEADINGS.items()
    for name in (*FIELDS[kind], *(each for listed in names.values() for each in listed))
)


def is_usual_heading(text: str) -> bool:
    """Whether columns of any kind of file are often called so, a remark in brackets aside."""
    return heading_form(text) in _USUAL or heading_form(_REMARK.sub("", text)) in _USUAL

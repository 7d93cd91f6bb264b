//! Rule 11: what rosters and lists of stations call their columns, beside the contract's names and terms.

/// Other names that rosters have for fields.
type Also = (&'static str, &'static [&'static str]);

const STATIONS_ALSO: &[Also] = &[
    ("code", &["社工站编码", "站点编码", "机构编码", "行政区划代码", "区划代码", "代码"]),
    ("name", &["社工站", "社工站名称", "站点名称", "站名", "镇街", "乡镇街道"]),
    ("tier", &["档次", "类别", "地区类别"]),
    ("villages", &["村居", "村(居)数", "村社区数", "村(社区)数", "村居数量"]),
    ("opens", &["建站时间", "建站日期", "建站月份", "成立时间", "成立日期"]),
    ("closes", &["撤站时间", "撤站日期", "撤站月份", "撤销时间", "撤销日期"]),
];

const WORKERS_ALSO: &[Also] = &[
    ("id", ID_ALSO),
    ("station", STATION_ALSO),
    ("post", POST_ALSO),
    (
        "hired",
        &[
            "入职时间",
            "入职日期",
            "入职年月",
            "入职月份",
            "合同始期",
            "合同起始日期",
            "合同开始日期",
            "上岗时间",
            "上岗日期",
            "到岗时间",
            "到岗日期",
            "聘用时间",
        ],
    ),
    ("left", &["离职时间", "离职日期", "离职年月", "离职月份"]),
    ("pay", PAY_ALSO),
    ("pay_year", &["薪酬年度", "年薪年份", "年薪所属年度"]),
];

const HIRES_ALSO: &[Also] = &[
    ("station", STATION_ALSO),
    ("post", POST_ALSO),
    ("count", &["招聘人数", "招录人数", "拟招人数", "拟招聘人数"]),
    ("month", &["招聘月份", "招录月份", "到岗月份", "入职月份", "招聘时间", "到岗时间"]),
    ("pay", PAY_ALSO),
];

const MOVES_ALSO: &[Also] = &[
    ("id", ID_ALSO),
    (
        "from",
        &[
            "调动时间",
            "调动日期",
            "调动年月",
            "调动月份",
            "调入时间",
            "调入日期",
            "调入月份",
            "报到时间",
            "报到日期",
            "生效时间",
            "生效日期",
            "生效月份",
            "起始",
            "起始月",
            "起始时间",
            "起始日期",
            "起始月份",
        ],
    ),
    (
        "station",
        &[
            "社工站",
            "社工站编码",
            "社工站名称",
            "调入站点",
            "调入单位",
            "调往社工站",
            "新社工站",
            "新站点",
            "新单位",
            "现社工站",
            "现单位",
        ],
    ),
    ("post", &["岗位类型", "岗位类别", "岗位性质", "岗位名称", "调入岗位", "新岗位", "现岗位"]),
];

const ABSENCES_ALSO: &[Also] = &[
    ("id", ID_ALSO),
    (
        "from",
        &[
            "离岗时间",
            "离岗日期",
            "离岗年月",
            "离岗月份",
            "起始",
            "起始月",
            "起始时间",
            "起始日期",
            "起始月份",
            "开始",
            "开始月",
            "开始时间",
            "开始日期",
            "开始月份",
            "首月",
        ],
    ),
    (
        "to",
        &[
            "截止",
            "截止月",
            "截止时间",
            "截止日期",
            "截止月份",
            "结束",
            "结束月",
            "结束时间",
            "结束日期",
            "结束月份",
            "末月",
        ],
    ),
];

const ID_ALSO: &[&str] = &["工号", "人员编号", "员工编号", "社工编号"];

const STATION_ALSO: &[&str] = &[
    "社工站编码",
    "社工站名称",
    "所在社工站",
    "所属社工站",
    "站点",
    "站点名称",
    "服务站点",
    "单位",
    "工作单位",
    "所在单位",
    "用人单位",
];

const POST_ALSO: &[&str] = &["岗位类型", "岗位类别", "岗位性质", "岗位名称", "工作岗位"];

const PAY_ALSO: &[&str] = &["年薪酬", "年工资", "薪酬", "年度薪酬", "薪酬标准"];

/// What twelve of make a year's pay.
pub(crate) const MONTHLY: &[&str] = &["月薪", "月工资", "月薪酬", "monthly_pay"];

/// Other names that the column of a field of one of the plan's tables may have.
pub(crate) fn also(list: &str, field: &str) -> impl Iterator<Item = &'static str> {
    let names = match list {
        "stations" => STATIONS_ALSO,
        "workers" => WORKERS_ALSO,
        "hires" => HIRES_ALSO,
        "moves" => MOVES_ALSO,
        "absences" => ABSENCES_ALSO,
        _ => &[],
    };
    let of_it = names.iter().find(|(other, _)| *other == field).map_or(&[][..], |(_, names)| names);
    let monthly = if field == "pay" { MONTHLY } else { &[] };
    of_it.iter().chain(monthly).copied()
}

//! The commands and their options, and their help in Chinese or English.

use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};

use crate::{lang::Lang, terms::Unit};

/// The tables of a forecast.
pub(crate) const TABLES: [&str; 8] =
    ["totals", "rows", "ratios", "norm", "posts", "funds", "notices", "unlikely"];

/// Everything that the command line can do.
pub(crate) fn command(lang: Lang) -> Command {
    let about = lang.of(
        "公共社工项目（双百计划、双百工程）的精确经费测算。",
        "Exact budgets for public social-worker programmes (双百计划, 双百工程).",
    );
    let help = Command::new("shuangbai").about(about).version(env!("CARGO_PKG_VERSION"));
    let version = Arg::new("version").long("version").action(ArgAction::Version);
    let version = version.help(lang.of("显示版本", "Show the version"));
    let commands = [
        forecast(lang),
        check(lang),
        why(lang),
        compare(lang),
        seek(lang),
        sweep(lang),
        sheet(lang),
        record(lang),
        verify(lang),
        template(lang),
        towns(lang),
        presets(lang),
        rules(lang),
        serve(lang),
        mcp(lang),
        completion(lang),
    ];
    framed(help, lang)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(false)
        .arg(version)
        .subcommands(commands.map(|command| framed(command, lang)))
}

/// With help in the language, which clap has in English only.
fn framed(command: Command, lang: Lang) -> Command {
    let usage = lang.of("用法：", "Usage:");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command
        .help_template(format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(lang.of("命令", "Commands"))
        .subcommand_value_name(lang.of("命令", "COMMAND"))
        .next_help_heading(lang.of("选项", "Options"))
        .disable_help_flag(true)
        .args_override_self(true)
        .arg(help.help(lang.of("显示帮助", "Show this help")))
}

/// An option with one value; an empty text stands for none that says what the value is.
fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// An option whose value is a file.
fn file(name: &'static str, help: &'static str) -> Arg {
    option(name, "FILE", help).value_hint(clap::ValueHint::FilePath)
}

/// An option that can be repeated.
fn several(arg: Arg) -> Arg {
    arg.action(ArgAction::Append)
}

/// An option whose value is one of these words, which its help lists.
fn choice(name: &'static str, words: &[&'static str], help: String) -> Arg {
    let listed = format!("{help} [{}]", words.join(", "));
    Arg::new(name)
        .long(name)
        .value_name("WORD")
        .value_parser(PossibleValuesParser::new(words.to_vec()))
        .hide_possible_values(true)
        .hide_default_value(true)
        .help(listed)
}

fn output(lang: Lang) -> Arg {
    let help = lang.of(
        "写到哪里，后缀定格式；默认标准输出",
        "Where to; its ending is the format; default: standard output",
    );
    file("output", help).short('o').default_value("-").hide_default_value(true)
}

fn unit(lang: Lang, default: &'static str) -> Arg {
    let help = lang.of(format!("显示的单位；默认 {default}"), format!("Unit shown; default: {default}"));
    choice("unit", &Unit::WORDS.map(|(word, _)| word), help).default_value(default)
}

fn formats(lang: Lang) -> Arg {
    let words = ["table", "json", "csv", "parquet", "arrow", "xlsx"];
    choice(
        "format",
        &words,
        lang.of("格式；默认随文件后缀，否则 table", "Form; default: FILE's ending, else table").to_owned(),
    )
}

fn table_or_json(lang: Lang) -> Arg {
    let help = lang.of("格式；默认 table", "Form; default: table");
    choice("format", &["table", "json"], help.to_owned()).default_value("table")
}

fn in_lang(lang: Lang) -> Arg {
    let help = lang.of(
        "语言；默认随系统（LC_ALL、LC_MESSAGES、LANG）",
        "Language; default: zh in a Chinese locale (LC_ALL, LC_MESSAGES, LANG), else en",
    );
    choice("lang", &["zh", "en"], help.to_owned())
}

fn figure(lang: Lang) -> Arg {
    let help = lang.of(
        "数字，如 due/local、pay、norm/short、funds/0/drawn",
        "Figure, such as due/local, pay, norm/short, funds/0/drawn",
    );
    option("figure", "FIGURE", help)
}

fn region(lang: Lang) -> Arg {
    option("region", "CODE", lang.of("地区编码；默认全部", "Region; default: all"))
}

/// Where the plan is, and how it is read.
fn inputs(lang: Lang) -> Vec<Arg> {
    let plan = Arg::new("plan").value_name("PLAN").index(1).value_hint(clap::ValueHint::FilePath);
    let plan = plan.help_heading(lang.of("方案", "Plan")).help(lang.of(
        "工作簿（.xlsx、.xls、.ods）或 JSON 方案（规则 11）；不写或 - 为标准输入；或用下面的表格",
        "A workbook (.xlsx, .xls, .ods) or a JSON plan (rule 11); none or - is standard input; or the tables below",
    ));
    let threads = option("threads", "N", lang.of("线程数；默认全部", "Processors; default: all"));
    let grade = lang.of(
        "考核词语，如 称职=pass；不定等次= 为无等次；可多次",
        "What a word of grades means, such as 称职=pass; 不定等次= is none; repeatable",
    );
    let set = lang.of(
        "改计划的一处，如 raise.rate=0.03（规则 11 的修改）；可多次",
        "Change one thing of the programme, such as raise.rate=0.03 (an amendment of rule 11); repeatable",
    );
    let unit = lang.of("年薪单位；默认 yuan", "Unit of pay; default: yuan");
    let unknown = lang.of("认不出的列；默认 error", "Columns that are no field; default: error");
    vec![
        plan,
        file(
            "stations",
            lang.of("社工站表：CSV、TSV、Parquet 或 Arrow", "Table of stations: CSV, TSV, Parquet or Arrow"),
        ),
        option(
            "towns",
            "REGION",
            lang.of(
                "以广东一市一县的真实乡镇街道为站点，如 4402、韶关市",
                "The real towns of a city or county of Guangdong as stations, such as 4402",
            ),
        ),
        file("workers", lang.of("社工表（花名册）", "Table of workers")),
        file("hires", lang.of("拟招聘表", "Table of hires")),
        file("moves", lang.of("调动表", "Table of the workers' moves")),
        file("absences", lang.of("离岗表", "Table of the workers' absences")),
        several(option(
            "column",
            "HEADING=FIELD",
            lang.of(
                "改列名，或等号后空着略去一列；可多次",
                "Rename a column of the tables, or leave it out; repeatable",
            ),
        )),
        choice("unknown", &["error", "leave"], unknown.to_owned()).default_value("error"),
        choice("pay-unit", &["yuan", "元", "wan", "万元"], unit.to_owned()).default_value("yuan"),
        several(option("grade", "WORD=GRADE", grade)),
        option(
            "encoding",
            "NAME",
            lang.of(
                "CSV 的编码，如 gb18030；默认自动识别",
                "Encoding of CSV files, such as gb18030; default: as it seems",
            ),
        ),
        option(
            "programme",
            "ID|FILE",
            lang.of("计划：预设的编号，或 .json 文件", "Programme: a preset, or .json"),
        ),
        option("years", "YEARS", lang.of("预测年度，如 2021-2030", "Horizon, such as 2021-2030")),
        choice(
            "by",
            &["province", "city", "county", "station"],
            lang.of("每年每地区一行", "A row per year and region").to_owned(),
        ),
        file("regions", lang.of("地区名称，.json", "Names of region codes, .json")),
        several(file(
            "reform",
            lang.of(
                "改革：对计划的合并补丁，.json；可多次",
                "Merge patch on the programme, .json; repeatable",
            ),
        )),
        several(option("set", "PATH=VALUE", set)),
        several(option(
            "assume",
            "KEY=VALUE",
            lang.of("假设，如 fill=norm；可多次", "Assumption, such as fill=norm; repeatable"),
        )),
        threads.value_parser(value_parser!(u32).range(1..)),
        in_lang(lang),
    ]
}

fn asking(name: &'static str, lang: Lang, zh: &'static str, en: &'static str) -> Command {
    Command::new(name).about(lang.of(zh, en)).next_help_heading(lang.of("选项", "Options"))
}

fn forecast(lang: Lang) -> Command {
    let about = ("预测：一个方案要多少钱，谁来付", "Forecast: what a plan costs and who pays it");
    let table = lang.of(
        "表；默认概览，CSV、Parquet 与 Arrow 为 rows",
        "One table; default: an overview, in CSV, Parquet and Arrow rows",
    );
    asking("forecast", lang, about.0, about.1)
        .arg(formats(lang))
        .arg(choice("table", &TABLES, table.to_owned()))
        .arg(output(lang))
        .arg(file(
            "mark",
            lang.of("标出错误的工作簿写到哪里", "Where to write the workbook with its errors marked"),
        ))
        .arg(unit(lang, "万元"))
        .args(inputs(lang))
}

fn check(lang: Lang) -> Command {
    let about = (
        "检查：方案的所有错误；有错时退出码为 1",
        "Check: all errors of a plan; the exit status is 1 if it has some",
    );
    asking("check", lang, about.0, about.1).arg(table_or_json(lang)).args(inputs(lang))
}

fn why(lang: Lang) -> Command {
    let about = (
        "缘由：一个数字是怎么来的，直到方案（规则 17）",
        "Why: a figure as the sum, split or step that it is, down to the plan (rule 17)",
    );
    let year = option("year", "YEAR", lang.of("年度；默认末年", "Year; default: the last"));
    let depth = option("depth", "N", lang.of("层数；默认全部", "Levels of parts; default: all"));
    let fold = option(
        "fold",
        "N",
        lang.of("一项和里列出的项数；默认 2，0 为全部", "Parts shown of a sum; default: 2, 0: all"),
    );
    asking("why", lang, about.0, about.1)
        .arg(figure(lang).required(true))
        .arg(year.value_parser(value_parser!(u16)))
        .arg(region(lang))
        .arg(depth.value_parser(value_parser!(u16)))
        .arg(
            fold.value_parser(value_parser!(u32).range(0..=100_000))
                .default_value("2")
                .hide_default_value(true),
        )
        .arg(table_or_json(lang))
        .args(inputs(lang))
}

/// The year, or several.
fn of_years(lang: Lang) -> Arg {
    option(
        "year",
        "YEAR",
        lang.of(
            "年度，或几年，如 2023-2026；默认全部合计",
            "Year, or several, such as 2023-2026; default: all together",
        ),
    )
}

fn compare(lang: Lang) -> Command {
    let about = (
        "比较：一个数字在两个方案间差在哪里，按因素分解（规则 18）",
        "Compare: why a figure differs between two plans, by causes (rule 18)",
    );
    let other = lang.of(
        "另一个方案：工作簿或 JSON；不写则是 --reform、--set 之后的同一方案",
        "Another plan, a workbook or JSON; none: the same one under --reform or --set",
    );
    let other =
        Arg::new("other").value_name("OTHER").index(2).value_hint(clap::ValueHint::FilePath).help(other);
    let join = option(
        "join",
        "CAUSES",
        lang.of(
            "合为一个因素，如 people,appraisal；可多次",
            "Causes that are one, such as people,appraisal; repeatable",
        ),
    );
    asking("compare", lang, about.0, about.1)
        .arg(figure(lang).required(true))
        .arg(of_years(lang))
        .arg(region(lang))
        .arg(several(join))
        .arg(unit(lang, "元"))
        .arg(table_or_json(lang))
        .args(inputs(lang))
        .arg(other.help_heading(lang.of("方案", "Plan")))
}

fn seek(lang: Lang) -> Command {
    let about = (
        "求界：一个值可以到多少，使某数字不越界（规则 19）",
        "Seek: how far a value can go so that a figure stays within a limit (rule 19)",
    );
    let short = lang.of(
        "常问的：一笔钱可以承担多少岗位、站点可以从哪个月起建、资金够用的资助标准、出资方不越上限的分担比例",
        "What is asked most: how many posts an amount carries, from which month stations can open, at which standard a fund lasts, which share keeps --payer under a ceiling",
    );
    let vary = lang.of(
        "变动的值：指向方案的 JSON 指针，如 /hires/0/count、/stations/*/opens；可多次",
        "What is varied: a JSON pointer into the plan, such as /hires/0/count, /stations/*/opens; repeatable",
    );
    let entry = option(
        "entry",
        "N",
        lang.of("--for standard、share：第几条，从 0 起", "--for standard, share: which entry, from 0"),
    );
    asking("seek", lang, about.0, about.1)
        .arg(choice("for", &["posts", "opening", "standard", "share"], short.to_owned()))
        .arg(several(option("vary", "POINTER", vary)))
        .arg(option("from", "VALUE", lang.of("第一个候选值", "The first candidate")))
        .arg(option("to", "VALUE", lang.of("最后一个候选值", "The last candidate")))
        .arg(option(
            "step",
            "VALUE",
            lang.of("步长；默认最小的", "From one to the next; default: the smallest"),
        ))
        .arg(figure(lang))
        .arg(of_years(lang))
        .arg(region(lang))
        .arg(option("at-most", "AMOUNT", lang.of("数字不超过", "What the figure may be at most")))
        .arg(option("at-least", "AMOUNT", lang.of("数字不低于", "What it is at least")))
        .arg(choice(
            "find",
            &["last", "first"],
            lang.of("找最后或最先一个；默认 last", "The last candidate, or the first; default: last")
                .to_owned(),
        ))
        .arg(option(
            "payer",
            "PAYER",
            lang.of("--for posts、opening、share：出资方", "--for posts, opening, share: who owes it"),
        ))
        .arg(option(
            "fund",
            "NAME",
            lang.of("--for standard：资金；默认第一项", "--for standard: the fund; default: the first"),
        ))
        .arg(entry.value_parser(value_parser!(u32)))
        .arg(table_or_json(lang))
        .args(inputs(lang))
}

fn sweep(lang: Lang) -> Command {
    let about = ("多方案：一个文件里的许多改革，一张表", "Sweep: many reforms of a file, in one table");
    let reforms = lang.of(
        "改革：名称到补丁的 JSON 对象，或补丁的列表",
        "The reforms: a JSON object of names and patches, or a list of patches",
    );
    asking("sweep", lang, about.0, about.1)
        .arg(file("reforms", reforms).required(true))
        .arg(formats(lang))
        .arg(
            choice(
                "table",
                &["totals", "rows"],
                lang.of("表；默认 totals", "Table; default: totals").to_owned(),
            )
            .default_value("totals"),
        )
        .arg(output(lang))
        .arg(unit(lang, "万元"))
        .args(inputs(lang))
}

fn sheet(lang: Lang) -> Command {
    let about = (
        "工资表：一个月谁领多少、补发多少，各方用款多少（规则 20）",
        "Pay sheet: who is paid what in a month, with arrears, and the call on each payer (rule 20)",
    );
    let months = lang.of("月份，如 2019-03", "Month, such as 2019-03");
    let last = lang.of("若干月时的末月；默认只有 --month", "Last of several months; default: --month alone");
    asking("sheet", lang, about.0, about.1)
        .arg(option("month", "MONTH", months).required(true))
        .arg(option("last", "MONTH", last))
        .arg(several(option(
            "station",
            "CODE",
            lang.of("社工站编码；默认全部；可多次", "A station's code; default: all; repeatable"),
        )))
        .arg(formats(lang))
        .arg(
            choice(
                "table",
                &["rows", "calls", "totals"],
                lang.of("表；默认 rows", "Which table; default: rows").to_owned(),
            )
            .default_value("rows"),
        )
        .arg(output(lang))
        .arg(unit(lang, "元"))
        .args(inputs(lang))
}

fn record(lang: Lang) -> Command {
    let about = (
        "记录：方案、计划、预测的指纹（规则 21），JSON",
        "Record: what plan, programme and forecast are known by later (rule 21), as JSON",
    );
    asking("record", lang, about.0, about.1).arg(output(lang)).args(inputs(lang))
}

fn verify(lang: Lang) -> Command {
    let about = (
        "核对：方案、计划、预测是否仍与记录一致（规则 21）",
        "Verify: whether plan, programme and forecast are still those of a record (rule 21)",
    );
    asking("verify", lang, about.0, about.1)
        .arg(
            file("record", lang.of("要核对的记录，.json", "The record to compare with, .json"))
                .required(true),
        )
        .arg(table_or_json(lang))
        .args(inputs(lang))
}

fn template(lang: Lang) -> Command {
    let about = (
        "模板：可填的工作簿，填好后 shuangbai forecast 计划.xlsx -o 结果.xlsx",
        "Template: a workbook to fill in, for shuangbai forecast 计划.xlsx -o 结果.xlsx",
    );
    let programme = option("programme", "ID", lang.of("预设的计划", "Preset"));
    asking("template", lang, about.0, about.1)
        .arg(output(lang))
        .arg(option(
            "within",
            "REGION",
            lang.of("市或县，列出其乡镇街道", "City or county of Guangdong whose towns it has"),
        ))
        .arg(programme.default_value("guangdong-2021").hide_default_value(true))
        .arg(option("years", "YEARS", lang.of("预测年度，如 2021-2030", "Horizon, such as 2021-2030")))
        .arg(in_lang(lang))
}

fn towns(lang: Lang) -> Command {
    let about = (
        "乡镇街道：广东的真实乡镇街道及村居数（2023 年）",
        "Towns: the real streets and towns of Guangdong with their villages (2023)",
    );
    let region = lang.of("市或县的编码或名称；默认全省", "City or county, by code or name; default: all");
    asking("towns", lang, about.0, about.1)
        .arg(Arg::new("within").value_name("REGION").help(region).help_heading(lang.of("参数", "Arguments")))
        .arg(choice(
            "format",
            &["table", "csv", "parquet", "arrow"],
            lang.of("格式；默认随文件后缀，否则 table", "Form; default: FILE's ending, else table")
                .to_owned(),
        ))
        .arg(output(lang))
        .arg(in_lang(lang))
}

fn presets(lang: Lang) -> Command {
    let about = ("预设计划：全部，或其中一个的条目", "Presets: all, or the entries of one");
    let id = Arg::new("id").value_name("ID").help(lang.of("编号；默认列出全部", "Which; default: all"));
    asking("presets", lang, about.0, about.1)
        .arg(id.help_heading(lang.of("参数", "Arguments")))
        .arg(table_or_json(lang))
        .arg(in_lang(lang))
}

fn rules(lang: Lang) -> Command {
    let about = ("规则：目录，或规则 N 的原文", "Rules: their table of contents, or the text of rule N");
    let number = Arg::new("n").value_name("N").value_parser(value_parser!(u32));
    asking("explain-rules", lang, about.0, about.1)
        .arg(
            number
                .help(lang.of("规则号；默认目录", "Which rule; default: their contents"))
                .help_heading(lang.of("参数", "Arguments")),
        )
        .arg(in_lang(lang))
}

fn serve(lang: Lang) -> Command {
    let about = (
        "服务：HTTP 上的预测、检查、提问和表格，计算器页面在 /，接口说明在 /openapi.json",
        "Service: forecasts, checks, questions and tables over HTTP; the calculator's page at /, the doors in /openapi.json",
    );
    let number = |name, value, default, zh, en| {
        option(name, value, lang.of(zh, en)).default_value(default).hide_default_value(true)
    };
    let size = number(
        "megabytes",
        "N",
        "64",
        "一次请求最多多少 MB；默认 64",
        "How long a request may be, in MB; default: 64",
    );
    let time = number(
        "seconds",
        "N",
        "60",
        "一次计算、一次发送最多多少秒；默认 60",
        "How long a calculation may take, and a client that sends; default: 60",
    );
    let at_once = option(
        "at-once",
        "N",
        lang.of("同时进行的计算；默认每个处理器一个", "Calculations side by side; default: one a processor"),
    );
    let embed_in = several(option(
        "embed-in",
        "ORIGIN",
        lang.of(
            "可在框架里嵌入页面的网站，如 https://office.example，可多次；默认没有",
            "A site that may show the page in a frame, such as https://office.example; can be repeated; default: none",
        ),
    ));
    let whole = || value_parser!(u32).range(1..=100_000);
    asking("serve", lang, about.0, about.1)
        .arg(number(
            "host",
            "ADDRESS",
            "127.0.0.1",
            "监听的地址；默认 127.0.0.1，只限本机",
            "Address to listen at; default: 127.0.0.1, this computer alone",
        ))
        .arg(
            number(
                "port",
                "PORT",
                "8000",
                "端口；默认 8000，0 为任一空闲",
                "Port; default: 8000, 0: any that is free",
            )
            .value_parser(value_parser!(u16)),
        )
        .arg(size.value_parser(whole()))
        .arg(time.value_parser(whole()))
        .arg(at_once.value_parser(whole()))
        .arg(embed_in)
        .arg(in_lang(lang))
}

fn mcp(lang: Lang) -> Command {
    let about = (
        "语言模型：标准输入输出上的 MCP 服务，模型引用数字而不自己计算",
        "Language models: an MCP server on standard input and output, so that a model quotes figures and does no arithmetic",
    );
    asking("mcp", lang, about.0, about.1).arg(in_lang(lang))
}

fn completion(lang: Lang) -> Command {
    let about = ("补全：给 shell 的补全脚本", "Completion: the script that completes commands in a shell");
    let shells = ["bash", "zsh", "fish", "powershell", "elvish"];
    let shell =
        Arg::new("shell").value_name("SHELL").required(true).value_parser(PossibleValuesParser::new(shells));
    asking("completion", lang, about.0, about.1)
        .arg(
            shell
                .hide_possible_values(true)
                .help(shells.join(", "))
                .help_heading(lang.of("参数", "Arguments")),
        )
        .arg(in_lang(lang))
}

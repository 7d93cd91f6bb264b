//! Rule 16: the figure that a question speaks of.

use crate::{
    base::json::Json,
    engine::run,
    faults::{
        error::{ErrorKind, Errors, Unanswered},
        findings::{Findings, shown, shown_names},
        place::Place,
    },
    forecast::{
        forecast::{Forecast, forecast},
        rows::{CostRow, NormRow, Row, Shown},
    },
    ledger::{
        account::Grain,
        columns::{Adds, COST, Figure as OfRow, NORM, figure_names},
    },
    model::model::Model,
    plan::{assumptions::Horizon, people::Station, programme::Programme},
    question::printed::{Printed, Unit},
    record::{
        fields::{Fields, not_written, wrong_type},
        read::Read,
    },
    rules::fund::FundReport,
    values::{
        code::RegionCode,
        month::Year,
        words::{By, Payer, Word},
        written::{NotWritten, Written},
    },
};

/// A figure of a forecast: which, of which years, of which region.
pub(crate) struct Figure {
    name: String,
    /// What the name says, if it says anything.
    named: Option<Named>,
    /// All years of the horizon where they are left out.
    years: Option<Years>,
    /// "" is all.
    region: String,
}

/// The first and the last of some years.
#[derive(Clone, Copy)]
struct Years {
    first: Year,
    last: Year,
}

/// What a figure's name says.
#[derive(Clone)]
enum Named {
    Row(OfRow),
    ByPayer(OfRow, Payer),
    /// The name of a cost as it is written in the figure's, and what of it.
    Cost(String, OfCost),
    /// The name of a column.
    Norm(&'static str),
    /// The place of a fund in the programme.
    Fund(usize, OfFund),
}

#[derive(Clone, Copy)]
enum OfCost {
    Amount,
    Share(Payer),
    Hours,
}

#[derive(Clone, Copy)]
enum OfFund {
    Drawn,
    Shortfall,
    Unspent,
}

const OF_FUND: [(&str, OfFund); 3] =
    [("drawn", OfFund::Drawn), ("shortfall", OfFund::Shortfall), ("unspent", OfFund::Unspent)];

/// The columns of a norm that are figures: all but how many stations there are.
fn of_norm() -> impl Iterator<Item = &'static str> {
    NORM[1..].iter().map(|column| column.name)
}

impl Named {
    fn of(name: &str) -> Option<Named> {
        let (head, rest) = match name.split_once('/') {
            Some((head, rest)) => (head, Some(rest)),
            None => (name, None),
        };
        match (head, rest) {
            ("norm", Some(column)) => of_norm().find(|name| *name == column).map(Named::Norm),
            ("funds", Some(fund)) => {
                let (place, of) = fund.split_once('/')?;
                let place = place.parse().ok().filter(|number: &usize| number.to_string() == place)?;
                let (_, of) = OF_FUND.iter().find(|(name, _)| *name == of)?;
                Some(Named::Fund(place, *of))
            }
            (head, rest) => {
                let figure = OfRow::ALL.iter().copied().find(|figure| figure.column().name == head)?;
                match (figure.column().adds, rest) {
                    (Adds::Count | Adds::Money, None) => Some(Named::Row(figure)),
                    (Adds::Shares | Adds::TopUps | Adds::Due, Some(payer)) => {
                        Payer::from_word(payer).map(|payer| Named::ByPayer(figure, payer))
                    }
                    (Adds::Costs, Some(cost)) => Named::of_cost(cost),
                    _ => None,
                }
            }
        }
    }

    /// A cost's name may have a `/` in it, and ends before what is asked of it.
    fn of_cost(cost: &str) -> Option<Named> {
        let [amount, shares, hours] = COST.map(|column| column.name);
        let (before, last) = cost.rsplit_once('/')?;
        let (name, of) = match last {
            last if last == amount => (before, OfCost::Amount),
            last if last == hours => (before, OfCost::Hours),
            payer => {
                let name = before.strip_suffix(shares)?.strip_suffix('/')?;
                (name, OfCost::Share(Payer::from_word(payer)?))
            }
        };
        Some(Named::Cost(name.to_owned(), of))
    }

    fn is_count(&self) -> bool {
        match self {
            Named::Row(figure) => figure.column().adds == Adds::Count,
            Named::Norm(_) | Named::Cost(_, OfCost::Hours) => true,
            Named::ByPayer(..) | Named::Cost(..) | Named::Fund(..) => false,
        }
    }

    /// Whether a programme has what it names.
    fn is_of(&self, programme: &Programme) -> bool {
        let has = |payer: &Payer| programme.payers().contains(payer);
        match self {
            Named::Row(_) | Named::Norm(_) => true,
            Named::ByPayer(_, payer) => has(payer),
            Named::Cost(name, of) => {
                let is_named = cost_of(name, programme.cost_names()).is_some();
                is_named && if let OfCost::Share(payer) = of { has(payer) } else { true }
            }
            Named::Fund(place, _) => *place < programme.funds.len(),
        }
    }
}

/// The cost that is meant by a name: as it is, or with `~1` for `/` and `~0` for `~` as pointers have it.
fn cost_of<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let unescaped = written.replace("~1", "/").replace("~0", "~");
    let (exact, pointed): (Vec<&str>, Vec<&str>) = names
        .into_iter()
        .filter(|name| *name == written || *name == unescaped)
        .partition(|name| *name == written);
    exact.into_iter().chain(pointed).next()
}

/// The names of all figures of a programme's forecasts.
fn names(programme: &Programme) -> Vec<String> {
    let mut names = figure_names(&programme.payers(), &programme.cost_names());
    names.extend(of_norm().map(|column| format!("norm/{column}")));
    let funds = 0..programme.funds.len();
    names.extend(funds.flat_map(|fund| OF_FUND.map(|(of, _)| format!("funds/{fund}/{of}"))));
    names
}

impl Figure {
    const NAMES: [&'static str; 3] = ["figure", "years", "region"];

    pub(crate) fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Figure> {
        let mut fields = Fields::open(findings, place, json, &Figure::NAMES)?;
        let name = fields.need("figure", String::read);
        let named = name.as_deref().and_then(Named::of);
        let unspent = matches!(named, Some(Named::Fund(_, OfFund::Unspent)));
        let years = fields.or("years", |findings, place, json| years(findings, place, json).map(Some), None);
        let region = fields.or("region", region, String::new());
        // `unspent` is one figure and takes no `years`; funds take no region.
        if unspent && json.get("years").is_some() {
            not_taken(findings, place.key("years"), "years");
        }
        if matches!(named, Some(Named::Fund(..))) && region.as_deref().is_some_and(|code| !code.is_empty()) {
            not_taken(findings, place.key("region"), "region");
        }
        Some(Figure { name: name?, named, years: years?, region: region? })
    }

    /// Whether what is asked for is a count and not an amount, as far as its name says, whatever else is wrong with it.
    pub(crate) fn is_count(json: &Json<'_>) -> bool {
        let Some(Json::Text(name)) = json.get("figure") else { return false };
        Named::of(name).is_some_and(|named| named.is_count())
    }

    /// Whether its name is this, or begins with it before a `/`.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.name.split('/').next() == Some(name)
    }

    /// The round of meaning: is it there, in one of these plans.
    pub(crate) fn check(
        &self,
        findings: &mut Findings,
        place: Place<'_>,
        horizon: Horizon,
        programmes: &[&Programme],
        stations: &[&[Station]],
    ) {
        let is_of = |named: &Named| programmes.iter().any(|programme| named.is_of(programme));
        if !self.named.as_ref().is_some_and(is_of) {
            let all: Vec<String> = programmes.iter().flat_map(|programme| names(programme)).collect();
            let near = findings.nearest(&self.name, all.iter().map(String::as_str));
            let (zh, en) = shown_names(all.iter().map(String::as_str));
            let texts = (
                format!("没有数字“{}”，可用：{zh}", shown(&self.name)),
                format!("no figure `{}`, there are {en}", shown(&self.name)),
            );
            findings.add_near(ErrorKind::UnknownFigure, place.key("figure"), texts, near);
        }
        if let Some(Years { first, last }) = self.years {
            let place = place.key("years");
            let Horizon { first: begins, last: ends } = horizon;
            if last < first {
                let texts = (
                    format!("末年 {last} 早于首年 {first}"),
                    format!("the last year, {last}, is before the first, {first}"),
                );
                findings.add(ErrorKind::Order, place, texts);
            } else if begins <= ends && (first < begins || last > ends) {
                let texts = (
                    format!("{first} 年到 {last} 年超出预测期 {begins} 年到 {ends} 年"),
                    format!("{first} to {last} is outside the horizon, {begins} to {ends}"),
                );
                findings.add(ErrorKind::Range, place, texts);
            }
        }
        let codes = || stations.iter().flat_map(|list| list.iter()).map(|station| station.code.as_str());
        if !codes().any(|code| code.starts_with(&self.region)) {
            let digits = self.region.len();
            let near = findings.nearest(&self.region, codes().filter_map(|code| code.get(..digits)));
            let texts = (
                format!("没有编码以“{}”开头的社工站", self.region),
                format!("no station's code begins with `{}`", self.region),
            );
            findings.add_near(ErrorKind::UnknownRegion, place.key("region"), texts, near);
        }
    }

    /// What a model comes to, in the figure's smallest unit.
    ///
    /// # Errors
    /// What the round of calculating finds (rule 15).
    pub(crate) fn of(&self, model: Model) -> Result<Printed, Errors> {
        self.with_room(model).map(|(figure, _)| figure)
    }

    /// The same, and whether all that is due in the forecast would fit as well if it were twice as much.
    pub(crate) fn with_room(&self, model: Model) -> Result<(Printed, bool), Errors> {
        // It is the figure as a row for that region would print it, whatever rows the plan asks for.
        let by = By::ALL.iter().map(|(by, ..)| *by).find(|by| by.digits() == self.region.len());
        let model = model.by(by.unwrap_or(By::Province));
        let grain = if self.is_of("norm") { Grain::Region } else { Grain::Rows };
        let worked_out = run::ledger(&model, grain).and_then(|ledger| forecast(&ledger, &model.watch));
        let forecast = worked_out.map_err(Unanswered::unwatched)?;
        let all_due = forecast.totals.iter().flat_map(|row| row.due.values());
        let amounts =
            all_due.chain(forecast.totals.iter().flat_map(|row| row.costs.values().map(|it| &it.amount)));
        let has_room = amounts.map(|fen| i128::from(fen.0)).sum::<i128>() < i128::from(i64::MAX / 2);
        Ok((self.sum(&forecast), has_room))
    }

    /// The sum of the printed ones of its years.
    fn sum(&self, forecast: &Forecast) -> Printed {
        let within = |year: &u16| {
            self.years.is_none_or(|Years { first, last }| (first.number()..=last.number()).contains(year))
        };
        let rows: &[Row] = if self.region.is_empty() { &forecast.totals } else { &forecast.rows };
        let rows = rows.iter().filter(|row| row.region == self.region && within(&row.year));
        // A count of nobody is printed as others of its forecast.
        let certain = forecast.totals.first().map_or(Unit::One, |row| Printed::from(row.headcount).unit);
        match &self.named {
            Some(Named::Row(figure)) => {
                let unit = if figure.column().adds == Adds::Money { Unit::Fen } else { certain };
                sum(unit, rows.map(|row| row_figure(row, *figure)))
            }
            Some(Named::ByPayer(figure, payer)) => {
                sum(Unit::Fen, rows.map(|row| payer_figure(row, *figure, *payer)))
            }
            Some(Named::Cost(name, of)) => {
                let unit = if let OfCost::Hours = of { Unit::One } else { Unit::Fen };
                sum(unit, rows.map(|row| cost_figure(row, name, *of)))
            }
            Some(Named::Norm(column)) => {
                let rows = forecast.norm.iter();
                let rows = rows.filter(|row| row.region == self.region && within(&row.year));
                let unit = if *column == NORM[1].name { Unit::One } else { certain };
                sum(unit, rows.map(|row| norm_figure(row, column)))
            }
            Some(Named::Fund(place, of)) => {
                sum(Unit::Fen, forecast.funds.get(*place).map(|fund| fund_figure(fund, *of, within)))
            }
            None => sum(Unit::Fen, []),
        }
    }
}

/// The sum of figures in this unit; of those that are not there nothing is added.
fn sum(unit: Unit, figures: impl IntoIterator<Item = Option<Printed>>) -> Printed {
    let value = figures.into_iter().flatten().map(|figure| figure.to(unit).value).sum();
    Printed { value, unit }
}

fn row_figure(row: &Row, figure: OfRow) -> Option<Printed> {
    match row.shown(figure) {
        Shown::Count(count) => Some(count.into()),
        Shown::Money(amount) => Some(amount.into()),
        Shown::ByPayer(_) | Shown::Costs(_) => None,
    }
}

fn payer_figure(row: &Row, figure: OfRow, payer: Payer) -> Option<Printed> {
    let Shown::ByPayer(amounts) = row.shown(figure) else { return None };
    amounts.get(&payer).map(|amount| (*amount).into())
}

fn cost_figure(row: &Row, name: &str, of: OfCost) -> Option<Printed> {
    let Shown::Costs(costs) = row.shown(OfRow::Costs) else { return None };
    let name = cost_of(name, costs.keys().map(String::as_str))?;
    let CostRow { amount, shares, hours } = costs.get(name)?;
    match of {
        OfCost::Amount => Some((*amount).into()),
        OfCost::Share(payer) => shares.get(&payer).map(|share| (*share).into()),
        OfCost::Hours => Some((*hours).into()),
    }
}

fn norm_figure(row: &NormRow, column: &str) -> Option<Printed> {
    let figures = [row.required.into(), row.held.into(), row.short.into(), row.over.into()];
    of_norm().zip(figures).find(|(name, _)| *name == column).map(|(_, figure)| figure)
}

fn fund_figure(fund: &FundReport, of: OfFund, within: impl Fn(&u16) -> bool) -> Option<Printed> {
    let years = fund.years.iter().filter(|year| within(&year.year));
    match of {
        OfFund::Drawn => Some(sum(Unit::Fen, years.map(|year| Some(year.drawn.into())))),
        OfFund::Shortfall => Some(sum(Unit::Fen, years.map(|year| Some(year.shortfall.into())))),
        OfFund::Unspent => Some(fund.unspent.into()),
    }
}

fn not_taken(findings: &mut Findings, place: Place<'_>, name: &str) {
    let texts = (format!("这个数字不按 {name} 分，不能写 {name}"), format!("this figure takes no `{name}`"));
    findings.add(ErrorKind::UnknownField, place, texts);
}

/// One year, or the first and the last of some.
fn years(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Years> {
    match json {
        Json::List(ends) => {
            if ends.len() != 2 {
                let texts = (
                    format!("这里有 {} 项，应为首年和末年两项", ends.len()),
                    format!("there are {} items, it takes the first and the last year", ends.len()),
                );
                findings.add(ErrorKind::Range, place, texts);
            }
            let mut year = |at: usize| Year::read(findings, place.index(at), ends.get(at)?);
            let (first, last) = (year(0), year(1));
            let (first, last) = first.zip(last)?;
            (ends.len() == 2).then_some(Years { first, last })
        }
        Json::Number(_) => Year::read(findings, place, json).map(|year| Years { first: year, last: year }),
        _ => {
            wrong_type(
                findings,
                place,
                json,
                ("年份，或首年和末年的列表", "a year, or a list of the first and the last"),
            );
            None
        }
    }
}

/// "", or the code of a region.
fn region(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<String> {
    let code = String::read(findings, place, json)?;
    if code.is_empty() {
        return Some(code);
    }
    match RegionCode::of_text(&code) {
        Ok(_) => Some(code),
        Err(flaw) => {
            not_written(findings, place, &NotWritten::new(flaw, &code, RegionCode::FORM));
            None
        }
    }
}

//! The service for language models: a server of the Model Context Protocol on standard input and output. A model asks for
//! figures and quotes them; it does no arithmetic of its own.

use std::{collections::BTreeMap, io, sync::Arc};

use rmcp::{
    ErrorData, ServerHandler, ServiceExt,
    handler::server::wrapper::Parameters,
    model::{CallToolResult, ContentBlock, Implementation, ServerCapabilities, ServerConfig},
    schemars::{self, JsonSchema},
    tool, tool_handler, tool_router,
};
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use shuangbai::Watch;
use shuangbai_cli::{Refused, printed};
use tokio::task;

use crate::doors::{self, Answered, Waiting};

/// So long may an answer be that could grow without end: models read no more.
const ROOM: usize = 1_000_000;

/// What a model is told first.
const INSTRUCTIONS: &str = "Exact funding and payroll figures of Guangdong's social-worker programmes (双百计划, 双百工程). \
    Quote the figures as they are, to the fen, with their rules and sources, and what is assumed as assumed; never add, \
    multiply or round them yourself: ask `forecast` for totals, `ask` with `why` for how a figure is made, with `compare` for \
    what changed, with `seek` for how far something can go, with `sheet` for a month's pay. Amounts are yuan as text. Errors \
    say where the plan is wrong and what is allowed: mend it and ask again. `rules` is the contract, `schema` how a plan is written.";

/// A plan.
#[derive(Deserialize, JsonSchema)]
struct OfPlan {
    /// The plan of rule 11: `programme` (a preset's id or a programme), `horizon`, `by`, `stations`, `workers`, `hires`,
    /// `assumptions`, `reform`. The tool `schema` has all of it.
    plan: Map<String, Value>,
}

/// A plan, and which parts of its forecast are wanted.
#[derive(Deserialize, JsonSchema)]
struct Forecast {
    /// The plan of rule 11, as for `check`.
    plan: Map<String, Value>,
    /// Parts of the forecast: `totals` (by year), `rows` (by year and region, as the plan's `by` says), `norm`, `funds`,
    /// `notices`, `unlikely`. All but `rows`, unless they are named.
    #[serde(default)]
    parts: Vec<String>,
}

/// A question.
#[derive(Deserialize, JsonSchema)]
struct Question {
    /// A `plan` and one of `why` `{"at": "/totals/0/pay", "fold": 5}`, `compare`, `seek`, `sheet`
    /// `{"first": "2024-01", "last": "2024-03"}`, `record`, `verify`: rules 16 to 21.
    question: Map<String, Value>,
}

/// A rule's number.
#[derive(Deserialize, JsonSchema)]
struct Rule {
    /// 0 to 21; none for the table of contents.
    number: Option<u32>,
}

/// The name of a schema.
#[derive(Deserialize, JsonSchema)]
struct Named {
    /// `plan`, `programme`, `reform`, `change`, `forecast` or `errors`.
    name: String,
}

/// The tools.
#[derive(Clone, Debug, Default)]
struct Models;

#[tool_router]
impl Models {
    #[tool(
        description = "The forecast of a plan 预测: what it costs by year, who pays, norm, funds, what is assumed (rules 11, 14)"
    )]
    async fn forecast(&self, Parameters(asked): Parameters<Forecast>) -> Result<CallToolResult, ErrorData> {
        let plan = text(&asked.plan)?;
        let answer = worked(move |watch| doors::forecast(&plan, watch)).await?;
        given(answer.map(|whole| whole.and_then(|whole| parts(&whole, &asked.parts))))
    }

    #[tool(
        description = "All errors of a plan 检查, in Chinese and English, with what is allowed (rule 15); none of a good one"
    )]
    async fn check(&self, Parameters(asked): Parameters<OfPlan>) -> Result<CallToolResult, ErrorData> {
        let plan = text(&asked.plan)?;
        given(worked(move |watch| doors::check(&plan, watch).map(Ok)).await?)
    }

    #[tool(
        description = "The answer to a question about a plan 提问: why, compare, seek, sheet, record, verify (rules 16 to 21)"
    )]
    async fn ask(&self, Parameters(asked): Parameters<Question>) -> Result<CallToolResult, ErrorData> {
        let question = text(&asked.question)?;
        given(worked(move |watch| doors::ask(&question, watch)).await?)
    }

    #[tool(
        description = "The programmes that are built in 预设, by id, with the source and status of every entry (rules 12, 13)"
    )]
    async fn presets(&self) -> Result<CallToolResult, ErrorData> {
        given(Some(Ok(doors::presets())))
    }

    #[tool(description = "The text of a rule of the contract 规则, or their table of contents")]
    async fn rules(&self, Parameters(asked): Parameters<Rule>) -> Result<CallToolResult, ErrorData> {
        let number = asked.number.map(|number| number.to_string().into());
        let arguments: Vec<_> = ["explain-rules".into()].into_iter().chain(number).collect();
        given(Some(match printed(&arguments, &BTreeMap::new(), 0, &|| true) {
            Ok(printed) => Ok(String::from_utf8_lossy(&printed.out).into_owned()),
            Err(Refused::Wrong { zh, en }) => Err(format!("{zh}\n{en}")),
            Err(other) => return Err(ErrorData::internal_error(format!("{other:?}"), None)),
        }))
    }

    #[tool(
        description = "The JSON Schema of what is written 格式: plan, programme, reform, change, forecast, errors"
    )]
    async fn schema(&self, Parameters(asked): Parameters<Named>) -> Result<CallToolResult, ErrorData> {
        let all = doors::schemas();
        given(Some(all.get(&asked.name).map(Value::to_string).ok_or_else(|| {
            let names: Vec<&str> = all.keys().map(String::as_str).collect();
            format!("没有“{0}”，可用：{1}\nno schema `{0}`, there are {1}", asked.name, names.join(", "))
        })))
    }
}

#[tool_handler]
impl ServerHandler for Models {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("shuangbai", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }
}

/// What a model gave, as JSON text, in the order in which it stood.
fn text(given: &Map<String, Value>) -> Result<String, ErrorData> {
    serde_json::to_string(given).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

/// A calculation beside the conversation; it is stopped when nobody waits for it any more.
async fn worked(
    calculate: impl FnOnce(&Arc<Watch>) -> Answered + Send + 'static,
) -> Result<Answered, ErrorData> {
    let watch = Arc::new(Watch::with_room(ROOM));
    let _waiting = Waiting(Arc::clone(&watch));
    let answer = task::spawn_blocking(move || calculate(&watch)).await;
    answer.map_err(|panic| ErrorData::internal_error(panic.to_string(), None))
}

/// An answer, or what is wrong with what the model gave: it can mend that.
fn given(answer: Answered) -> Result<CallToolResult, ErrorData> {
    let block = |text: String| vec![ContentBlock::text(text)];
    Ok(match answer {
        Some(Ok(text)) => CallToolResult::success(block(text)),
        Some(Err(errors)) => CallToolResult::error(block(errors)),
        None => CallToolResult::error(block(
            "答案太长，请少展开几项（fold）\nthe answer is too long, ask for fewer parts (fold)".to_owned(),
        )),
    })
}

/// These parts of a forecast, as they are written; all but the rows when none is named.
fn parts(forecast: &str, named: &[String]) -> Result<String, String> {
    let fault = |error: serde_json::Error| error.to_string();
    let mut all: indexmap::IndexMap<String, Box<RawValue>> = serde_json::from_str(forecast).map_err(fault)?;
    if let Some(unknown) = named.iter().find(|name| !all.contains_key(*name) && *name != "unlikely") {
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let names = names.join(", ");
        return Err(format!("没有“{unknown}”，可用：{names}\nno part `{unknown}`, there are {names}"));
    }
    all.retain(|name, _| match named {
        [] => name != "rows",
        named => named.contains(name),
    });
    serde_json::to_string(&all).map_err(fault)
}

/// Answers on standard input and output until the input ends.
///
/// # Errors
/// When the conversation can't begin.
pub async fn converse() -> io::Result<()> {
    let running = Models.serve(rmcp::transport::stdio()).await.map_err(io::Error::other)?;
    running.waiting().await.map(drop).map_err(io::Error::other)
}

//! Tables in, tables out: the commands `forecast` and `sheet` of the command line, whose options are fields of the request and
//! whose files are its parts.

use std::{collections::BTreeMap, ffi::OsString};

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shuangbai_cli::{Choice, Printed, Refused, options, printed};

use super::{
    Shared,
    asked::answered,
    forms::{self, FORMS, Form},
    problem::Problem,
    work::Work,
};

/// So many times as long as a request a table may be when it is unpacked.
const UNPACKED: usize = 8;

/// The answer of a command to what a request asks.
pub(crate) async fn tables(
    command: &'static str,
    State(work): State<Shared>,
    Query(query): Query<Vec<(String, String)>>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let mut asked = Asked::new(command);
    for (name, value) in query {
        asked.option(&name, &value)?;
    }
    asked.come(&work, request).await?;
    let form = asked.form(&headers)?;
    if !asked.says("lang") {
        asked.arguments.push(format!("--lang={}", forms::lang(&headers)).into());
    }
    let Asked { arguments, files, .. } = asked;
    let room = work.size.saturating_mul(UNPACKED);
    let done = work
        .calculated(move |watch| match printed(&arguments, &files, room, &|| !watch.is_stopped()) {
            Err(Refused::Stopped) => None,
            done => Some(done),
        })
        .await?;
    match done {
        Ok(done) => Ok(given(command, form, done)),
        Err(Refused::Faulty(errors)) => Ok(answered(Err(errors))),
        Err(Refused::Wrong { zh, en }) => Err(Problem::Unreadable(zh, en)),
        Err(Refused::Stopped) => Err(Problem::Fault("a calculation ended that nobody had asked to".into())),
        Err(Refused::Fault(what)) => Err(Problem::Fault(what)),
    }
}

/// The answer in its form, with what the command told beside it.
fn given(command: &str, form: &Form, Printed { mut out, told }: Printed) -> Response {
    if form.format == Some("json") {
        // As the other doors write it: without a line's end.
        out.truncate(out.trim_ascii_end().len());
    }
    let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, form.kind)], out).into_response();
    let headers = response.headers_mut();
    let name = format!("inline; filename=\"{command}.{}\"", form.ending);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    if let Ok(told) = HeaderValue::from_str(&percent(&told))
        && !told.is_empty()
    {
        headers.insert("shuangbai-told", told);
    }
    response
}

/// Sentences as a header takes them, percent-encoded: as many as go into a few thousand bytes.
fn percent(told: &str) -> String {
    const MOST: usize = 6_000;
    let mut text = String::new();
    for line in told.split_inclusive('\n') {
        let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'%';
        let encoded: String = line
            .bytes()
            .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        if text.len() + encoded.len() > MOST {
            break;
        }
        text.push_str(&encoded);
    }
    text
}

/// What a request asks of a command: its arguments, and the files that they name.
struct Asked {
    command: &'static str,
    choices: Vec<Choice>,
    arguments: Vec<OsString>,
    files: BTreeMap<String, Vec<u8>>,
    format: Option<String>,
}

impl Asked {
    fn new(command: &'static str) -> Asked {
        let (files, format) = Default::default();
        Asked { command, choices: options(command), arguments: vec![command.into()], files, format }
    }

    fn says(&self, name: &str) -> bool {
        let option = format!("--{name}=");
        self.arguments.iter().any(|argument| argument.to_string_lossy().starts_with(&option))
    }

    fn choice(&self, name: &str) -> Result<&Choice, Problem> {
        self.choices.iter().find(|choice| choice.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.choices.iter().map(|choice| &choice.name[..]).collect();
            let names = names.join(", ");
            Problem::Unreadable(
                format!("{} 没有选项“{name}”，可用：{names}", self.command),
                format!("{} has no option `{name}`, there are {names}", self.command),
            )
        })
    }

    /// A value of an option. Where that names a file, the value is what stands in it: JSON.
    fn option(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        match self.choice(name)? {
            choice if choice.file => self.file(name, "json", value.as_bytes().to_vec()),
            _ if name == "format" => self.format = Some(value.to_owned()),
            _ => self.arguments.push(format!("--{name}={value}").into()),
        }
        Ok(())
    }

    /// A file, and the argument that names it.
    fn file(&mut self, name: &str, ending: &str, data: Vec<u8>) {
        let file = format!("{name}-{}.{ending}", self.files.len() + 1);
        let argument = if name == "plan" { file.clone() } else { format!("--{name}={file}") };
        self.arguments.push(argument.into());
        self.files.insert(file, data);
    }

    /// The body: a form of several parts, or one file, which is a plan or the table of the stations.
    async fn come(&mut self, work: &Work, request: Request) -> Result<(), Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        if kind.starts_with("multipart/form-data") {
            return work.come(self.parts(work, request)).await?;
        }
        let data = work.body(request).await?;
        if data.is_empty() {
            return Ok(());
        }
        let form = forms::of_part(None, Some(&kind)).ok_or_else(not_taken)?;
        let name = if ["json", "xlsx", "xls", "ods"].contains(&form.ending) { "plan" } else { "stations" };
        self.file(name, form.ending, data.into());
        Ok(())
    }

    async fn parts(&mut self, work: &Work, request: Request) -> Result<(), Problem> {
        let unreadable = |status, why: String| work.unreadable(status, &why);
        let form = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|rejected| unreadable(rejected.status(), rejected.body_text()))?;
        let next =
            |error: axum::extract::multipart::MultipartError| unreadable(error.status(), error.body_text());
        while let Some(part) = form.next_field().await.map_err(next)? {
            let name = part.name().unwrap_or_default().to_owned();
            let (file, kind) = (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
            let data: Bytes = part.bytes().await.map_err(next)?;
            match file {
                Some(file) => {
                    let named = self.choice(&name)?.name.clone();
                    let form = forms::of_part(Some(&file), kind.as_deref()).ok_or_else(not_taken)?;
                    self.file(&named, form.ending, data.into());
                }
                None => {
                    let value = std::str::from_utf8(&data).map_err(|_| {
                        Problem::Unreadable(
                            format!("{name} 不是 UTF-8 编码"),
                            format!("{name} is not in UTF-8"),
                        )
                    })?;
                    self.option(&name, value)?;
                }
            }
        }
        Ok(())
    }

    /// The form of the answer: the one that is asked for, else the one that the client takes best.
    fn form(&mut self, headers: &HeaderMap) -> Result<&'static Form, Problem> {
        let given = || FORMS.iter().filter(|form| form.format.is_some());
        let found = match &self.format {
            Some(format) => given().find(|form| form.format == Some(format)),
            None => forms::best(headers),
        };
        let form = found.ok_or_else(|| {
            let kinds: Vec<&str> = given().map(|form| form.kind).collect();
            Problem::NotGiven(kinds.join(", "))
        })?;
        self.arguments.push(format!("--format={}", form.format.unwrap_or_default()).into());
        Ok(form)
    }
}

/// What a body or part may be.
fn not_taken() -> Problem {
    let kinds: Vec<&str> = FORMS.iter().filter(|form| form.taken).map(|form| form.kind).collect();
    Problem::NotTaken(format!("multipart/form-data, {}", kinds.join(", ")))
}

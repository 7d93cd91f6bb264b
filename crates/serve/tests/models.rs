//! The service for language models: a session as a model's program leads it, line by line on standard input and output.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use shuangbai_tests::{questions, vectors};

struct Session {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Session {
    /// A session that has begun.
    fn begin() -> (Session, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuangbai"));
        let mut child =
            command.arg("mcp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let (to, from) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let mut session = Session { child, to, from: BufReader::new(from), asked: 0 };
        let client = json!({"name": "test", "version": "1"});
        let begun = session.ask(
            "initialize",
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}),
        );
        session.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        (session, begun)
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.to, "{message}").expect("it listens");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).expect("it answers") > 0, "it ended");
            let answer: Value = serde_json::from_str(&line).expect("a line of JSON");
            if answer["id"] == id {
                return answer["result"].clone();
            }
        }
    }

    /// Whether a tool had something to mend, and its text.
    fn call(&mut self, tool: &str, arguments: Value) -> (bool, String) {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        let text = result["content"][0]["text"].as_str().unwrap_or_default().to_owned();
        (result["isError"] == true, text)
    }

    fn end(mut self) -> bool {
        drop(self.to);
        self.child.wait().expect("it ends").success()
    }
}

#[test]
fn a_model_is_told_what_it_can_ask_and_quotes_the_library() {
    let (mut session, begun) = Session::begin();
    assert_eq!(begun["serverInfo"]["name"], "shuangbai");
    assert!(begun["instructions"].as_str().is_some_and(|told| told.contains("never add")));
    let tools = session.ask("tools/list", json!({}));
    let names = tools["tools"].as_array().expect("tools").iter().map(|tool| tool["name"].as_str());
    let mut names: Vec<&str> = names.flatten().collect();
    names.sort_unstable();
    assert_eq!(names, ["ask", "check", "forecast", "presets", "rules", "schema"]);
    for vector in vectors("good").iter().take(20).chain(vectors("bad").iter().take(20)) {
        // What is no object no model can give as one.
        let Ok(plan @ Value::Object(_)) = serde_json::from_str::<Value>(&vector.plan) else { continue };
        let wanted = shuangbai::forecast_json(&plan.to_string());
        let every = ["notices", "rows", "totals", "norm", "funds", "unlikely", "programme"];
        let (wrong, text) = session.call("forecast", json!({"plan": plan, "parts": every}));
        let (is_wrong, told) = match wanted {
            Ok(told) => (false, told),
            Err(errors) => (true, errors),
        };
        assert_eq!((wrong, text), (is_wrong, told), "{}", vector.name);
    }
    for question in questions().into_iter().take(20) {
        let (_, text) = session.call("ask", json!({"question": question.question}));
        assert_eq!(text, shuangbai::answer_json(&question.question.to_string()), "{}", question.name);
    }
    assert!(session.end());
}

#[test]
fn what_a_model_gives_wrongly_it_can_mend() {
    let (mut session, _) = Session::begin();
    let (wrong, text) = session.call("forecast", json!({"plan": {}}));
    assert!(wrong && text.contains("\"code\":\"missing\""), "{text}");
    let plan = json!({"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021},
        "stations": [{"code": "440203001", "villages": 3}]});
    let (wrong, text) = session.call("forecast", json!({"plan": plan, "parts": ["total"]}));
    assert!(wrong && text.contains("totals"), "{text}");
    let (wrong, text) = session.call("forecast", json!({"plan": plan}));
    assert!(!wrong && !text.contains("\"rows\"") && text.contains("\"totals\""), "{text}");
    let (wrong, text) = session.call("check", json!({"plan": plan}));
    assert_eq!((wrong, &text[..]), (false, "{\"errors\":[]}"));
    let (wrong, text) = session.call("rules", json!({"number": 4}));
    assert!(!wrong && text.contains("4"), "{text}");
    assert!(session.call("rules", json!({"number": 99})).0);
    let (wrong, text) = session.call("schema", json!({"name": "plan"}));
    assert!(!wrong && text.starts_with("{\"$schema\""), "{text:.100}");
    assert!(session.call("schema", json!({"name": "plans"})).1.contains("programme"));
    let (_, text) = session.call("presets", json!({}));
    assert!(text.contains("\"guangdong-2017\""));
    assert!(session.end());
}

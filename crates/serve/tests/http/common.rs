//! A service as a process of its own, and a client that asks it.

use std::{
    io::{BufRead, BufReader, Read as _},
    process::{Child, ChildStderr, Command, Stdio},
    thread::{self, JoinHandle},
    time::Duration,
};

use ureq::{Agent, Body, http::Response};

/// A service that runs until it is dropped or told to end.
pub struct Service {
    child: Child,
    log: Option<JoinHandle<String>>,
    /// Where it listens, as `127.0.0.1:8000`.
    pub address: String,
    agent: Agent,
}

/// An answer, read.
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub told: String,
    pub policy: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("the answer is text")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).expect("the answer is JSON")
    }

    fn read(mut response: Response<Body>) -> Answer {
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (status, kind, told) =
            (response.status().as_u16(), header("content-type"), header("shuangbai-told"));
        let policy = header("content-security-policy");
        let mut bytes = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut bytes).expect("the answer comes whole");
        Answer { status, kind, told, policy, bytes }
    }
}

impl Service {
    pub fn start(options: &[&str]) -> Service {
        Service::started(options, true)
    }

    /// One whose log nobody reads any more.
    pub fn unheard() -> Service {
        Service::started(&[], false)
    }

    fn started(options: &[&str], heard: bool) -> Service {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuangbai"));
        command.args(["serve", "--port", "0"]).args(options).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut first = String::new();
        stderr.read_line(&mut first).expect("the program tells where it listens");
        let address = first.trim().strip_prefix("http://").expect("an address").to_owned();
        let log = heard.then(|| thread::spawn(move || rest(stderr)));
        let config = Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(120))).build().into();
        Service { child, log, address, agent }
    }

    fn url(&self, door: &str) -> String {
        format!("http://{}{door}", self.address)
    }

    pub fn get(&self, door: &str) -> Answer {
        Answer::read(self.agent.get(self.url(door)).call().expect("an answer"))
    }

    pub fn post(&self, door: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send(door, &[], body)
    }

    pub fn send(&self, door: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
        let request = self.agent.post(self.url(door));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Answer::read(request.send(body.as_ref()).expect("an answer"))
    }

    /// The same, of parts of a form: a name, a file's name where it is one, and what stands in it.
    pub fn form(&self, door: &str, accept: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        const BETWEEN: &str = "between-two-parts";
        let mut body = Vec::new();
        for (name, file, data) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let head =
                format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(data);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BETWEEN}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BETWEEN}");
        self.send(door, &[("content-type", &kind), ("accept", accept), ("accept-language", "zh-CN")], body)
    }

    /// Tells it to end, as a system does.
    #[cfg(unix)]
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("a signal is sent").success());
    }

    /// The most memory that it has had, in bytes.
    #[cfg(target_os = "linux")]
    pub fn peak(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
    }

    /// Waits for its end: whether that was a good one, and what it logged.
    pub fn ended(mut self) -> (bool, Vec<serde_json::Value>) {
        let status = self.child.wait().expect("the program ends");
        let log = self.log.take().expect("a log").join().expect("a log");
        let lines = log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        (status.success(), lines)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rest(mut stderr: BufReader<ChildStderr>) -> String {
    let mut text = String::new();
    let _ = stderr.read_to_string(&mut text);
    text
}

//! Four questions about a small plan, answered in sentences: why somebody is paid so, why a figure is so, why it differs under a
//! reform, and how far a value can go.
//!
//! ```text
//! cargo run --release --example questions
//! ```

#[expect(dead_code, reason = "what other examples share")]
mod common;

use std::process::ExitCode;

use common::Fault;
use serde_json::{Value, json};
use shuangbai::{Grade, Plan, Post, Station, Worker, answer_json, terms_json};

fn main() -> ExitCode {
    common::main(run)
}

/// The answer to a question of a kind, as a reader of JSON has it.
fn ask(plan: &Plan, kind: &str, asked: Value) -> Result<Value, Fault> {
    let plan: Value = serde_json::from_str(&plan.to_json())?;
    let mut answer: Value =
        serde_json::from_str(&answer_json(&json!({"plan": plan, kind: asked}).to_string()))?;
    match answer.get("errors") {
        Some(errors) => Err(errors.to_string().into()),
        None => Ok(answer[kind].take()),
    }
}

/// A tree's sentences in Chinese and English, so many levels deep.
fn tell(tree: &Value, depth: usize, indent: usize) {
    for lang in ["zh", "en"] {
        println!("{:indent$}{}", "", tree[lang].as_str().unwrap_or_default());
    }
    for part in tree["parts"].as_array().into_iter().flatten().filter(|_| depth > 0) {
        tell(part, depth - 1, indent + 2);
    }
}

fn run() -> Result<(), Fault> {
    // 甲's grade of 2021 became known in March 2022.
    let plan = Plan::builder("guangdong-2021", 2022, 2022)
        .station(Station::new("440203001")?.name("西联镇").villages(2)?)
        .worker(
            Worker::new("甲", "440203001", Post::Service, "2021-01")?
                .pay("60000".parse()?)
                .appraisal_decided(2021, Grade::Pass, "2022-03", None)?,
        )
        .build()?;

    println!("甲三月为什么发这么多 Why is 甲 paid so much in March?");
    let payslips = plan.clone().payslips()?;
    tell(&serde_json::from_str(&payslips.explain("甲", "2022-03".parse()?, "payable", 20)?)?, 1, 2);

    println!("\n地方全年为什么应付这么多 Why does the local government owe so much?");
    tell(&ask(&plan, "why", json!({"at": "/totals/0/due/local"}))?, 1, 2);

    println!(
        "\n标准 55,000 元、递增 3% 差在哪里 What do a standard of 55,000 yuan and a raise of 3% change?"
    );
    let reform = r#"{"subsidy": {"standard": "55000"}, "raise": {"rate": "0.03"}}"#;
    let changed = plan.clone().with_programme(plan.check()?.reformed(reform)?.plan().programme().clone());
    let with: Value = serde_json::from_str(&changed.to_json())?;
    let compared = ask(&plan, "compare", json!({"with": with, "figure": {"figure": "due/local"}}))?;
    let terms: Value = serde_json::from_str(&terms_json())?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for effect in compared["effects"].as_array().into_iter().flatten() {
        let cause = &terms["words"]["cause"][&text(&effect["cause"])];
        println!("  {} {}: {}", text(&cause["zh"]), text(&cause["en"]), text(&effect["effect"]));
    }
    let [base, other, difference] = ["base", "other", "difference"].map(|name| text(&compared[name]));
    println!("  合计 total: {difference} ({base} → {other})");

    println!(
        "\n标准到多少省应付不超过 36,000 元 Up to which standard does the province owe at most 36,000 yuan?"
    );
    let vary = json!({"at": "/programme/subsidy/0/standard", "from": "50000", "to": "80000"});
    let seek = json!({"vary": vary, "figure": {"figure": "due/province"}, "at_most": "36000"});
    let found = ask(&plan, "seek", seek)?;
    for (zh, en, side) in [("可以到", "It can go to", &found), ("再往上", "and beyond, with", &found["next"])]
    {
        let (value, figure) = (text(&side["value"]), text(&side["figure"]));
        println!("  {zh} {value}，省应付 {figure} {en} {value}: {figure}");
    }
    Ok(())
}

//! The page of the rules, which every number follows.

/// The whole page `docs/rules.md`, as Markdown.
pub const RULES: &str = include_str!("../../rules.md");

/// A rule as the page has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleText {
    /// Its number, from 0.
    pub number: u32,
    /// Its title.
    pub title: &'static str,
    /// Its section, from the heading on, as Markdown.
    pub text: &'static str,
}

/// The rules of the page, in order.
///
/// ```
/// let pay = shuangbai::rule_texts().nth(4).ok_or("there is a rule 4")?;
/// assert_eq!((pay.number, pay.title), (4, "Pay and raises"));
/// assert!(pay.text.starts_with("## 4. Pay and raises\n"));
/// # Ok::<(), &str>(())
/// ```
pub fn rule_texts() -> impl Iterator<Item = RuleText> {
    let starts = RULES.match_indices("\n## ").map(|(place, _)| place + 1);
    starts.filter_map(|start| {
        let section = RULES.get(start..)?;
        let end = section.find("\n## ").unwrap_or(section.len());
        let text = section.get(..end)?.trim_end();
        // A section without a number is about the rules.
        let (number, title) = text.lines().next()?.trim_start_matches("## ").split_once(". ")?;
        Some(RuleText { number: number.parse().ok()?, title, text })
    })
}

/// The text of a rule.
///
/// ```
/// assert!(shuangbai::rule_text(11)?.starts_with("## 11. The plan\n"));
/// let error = shuangbai::rule_text(99).unwrap_err();
/// assert!(error.to_string().starts_with("there is no rule 99, only 0 to "));
/// # Ok::<(), shuangbai::NoRuleText>(())
/// ```
///
/// # Errors
/// A number that no rule has.
pub fn rule_text(number: u32) -> Result<&'static str, NoRuleText> {
    let mut last = 0;
    for rule in rule_texts() {
        if rule.number == number {
            return Ok(rule.text);
        }
        last = rule.number;
    }
    Err(NoRuleText { number, last })
}

/// No rule has this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule {number}, only 0 to {last}")]
#[non_exhaustive]
pub struct NoRuleText {
    /// The number.
    pub number: u32,
    /// That of the last rule.
    pub last: u32,
}

impl NoRuleText {
    /// In Chinese; `to_string` has the same in English.
    pub fn zh(self) -> String {
        format!("没有规则 {}，只有 0 到 {}", self.number, self.last)
    }
}

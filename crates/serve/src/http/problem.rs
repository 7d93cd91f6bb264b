//! What can be wrong with a request beside its plan: told as RFC 9457 has it, in Chinese and English.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The request can't be read: what is wrong, in Chinese and English.
    Unreadable(String, String),
    /// Longer than so many bytes.
    TooLarge(usize),
    /// The client sends too slowly.
    Slow,
    /// The body is none of what is taken here.
    NotTaken(String),
    /// None of the forms that the client takes can be given.
    NotGiven(String),
    /// Too many wait already.
    Busy,
    /// The calculation takes longer than so many seconds.
    TooLong(u64),
    /// The answer would be longer than so many bytes.
    LongAnswer(usize),
    /// There is nothing at this address.
    Nowhere,
    /// The address is asked in another way.
    NotSo,
    /// A fault of ours.
    Fault(String),
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Problem::Unreadable(..) => StatusCode::BAD_REQUEST,
            Problem::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Slow => StatusCode::REQUEST_TIMEOUT,
            Problem::NotTaken(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::NotGiven(_) => StatusCode::NOT_ACCEPTABLE,
            Problem::Busy | Problem::TooLong(_) | Problem::LongAnswer(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Nowhere => StatusCode::NOT_FOUND,
            Problem::NotSo => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A word for programs.
    fn code(&self) -> &'static str {
        match self {
            Problem::Unreadable(..) => "unreadable",
            Problem::TooLarge(_) => "too_large",
            Problem::Slow => "slow",
            Problem::NotTaken(_) => "not_taken",
            Problem::NotGiven(_) => "not_given",
            Problem::Busy => "busy",
            Problem::TooLong(_) => "too_long",
            Problem::LongAnswer(_) => "long_answer",
            Problem::Nowhere => "nowhere",
            Problem::NotSo => "not_so",
            Problem::Fault(_) => "fault",
        }
    }

    fn texts(&self) -> (String, String) {
        match self {
            Problem::Unreadable(zh, en) => (zh.clone(), en.clone()),
            Problem::TooLarge(most) => {
                (format!("请求超过 {most} 字节"), format!("the request is longer than {most} bytes"))
            }
            Problem::Slow => ("发送太慢".into(), "the request takes too long to come".into()),
            Problem::NotTaken(taken) => {
                (format!("这里接受：{taken}"), format!("this is not taken here: {taken} are"))
            }
            Problem::NotGiven(given) => {
                (format!("这里给出：{given}"), format!("what is given here: {given}"))
            }
            Problem::Busy => ("正忙，请稍后再试".into(), "busy, try again later".into()),
            Problem::TooLong(seconds) => (
                format!("计算超过 {seconds} 秒"),
                format!("the calculation takes longer than {seconds} seconds"),
            ),
            Problem::LongAnswer(most) => (
                format!("答案超过 {most} 字节，请少展开几项（fold）"),
                format!("the answer is longer than {most} bytes, ask for fewer parts (fold)"),
            ),
            Problem::Nowhere => {
                ("没有这个地址，见 /openapi.json".into(), "there is nothing here, see /openapi.json".into())
            }
            Problem::NotSo => (
                "这个地址不这样访问，见 /openapi.json".into(),
                "this address is asked in another way, see /openapi.json".into(),
            ),
            Problem::Fault(what) => (
                format!("内部错误，请连同输入报告给我们：{what}"),
                format!("a fault of shuangbai, please report it with what you sent: {what}"),
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, (zh, en)) = (self.status(), self.texts());
        let told = json!({
            "status": status.as_u16(),
            "title": status.canonical_reason(),
            "code": self.code(),
            "zh": zh,
            "en": en,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, told.to_string()).into_response();
        if self == Problem::Busy {
            response.headers_mut().insert(header::RETRY_AFTER, 1.into());
        }
        response
    }
}

/// An address that is asked in another way than it should be.
pub(crate) async fn not_so() -> Problem {
    Problem::NotSo
}

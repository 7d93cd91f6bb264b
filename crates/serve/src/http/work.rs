//! Calculations: so many side by side, others wait in turn; each ends when it takes too long or its client goes.

use std::{future::Future, sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use shuangbai::Watch;
use shuangbai_cli::Settings;
use tokio::{sync::Semaphore, task, time};

use super::problem::Problem;
use crate::doors::Waiting;

/// So many requests wait at most, for one that is calculated.
const WAITING: usize = 128;

/// How requests are worked at.
pub(crate) struct Work {
    slots: Arc<Semaphore>,
    /// For those that calculate and those that wait.
    places: Semaphore,
    /// How long a calculation may take, and a request until it is there.
    time: Duration,
    /// How long a request may be, in bytes, and an answer that could grow without end.
    pub(crate) size: usize,
}

impl Work {
    pub(crate) fn new(settings: &Settings) -> Work {
        let at_once = settings.at_once.get();
        Work {
            slots: Arc::new(Semaphore::new(at_once)),
            places: Semaphore::new(at_once.saturating_mul(WAITING + 1).min(Semaphore::MAX_PERMITS)),
            time: settings.time,
            size: settings.size,
        }
    }

    /// Runs a calculation when its turn comes. It answers nothing when it is stopped: when this future is dropped, since its
    /// client went, when it takes too long, or when an answer grows too long.
    pub(crate) async fn calculated<T: Send + 'static>(
        &self,
        calculate: impl FnOnce(&Arc<Watch>) -> Option<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.places.try_acquire().map_err(|_| Problem::Busy)?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|_| Problem::Busy)?;
        let watch = Arc::new(Watch::with_room(self.size));
        let waiting = Waiting(Arc::clone(&watch));
        let running = task::spawn_blocking(move || {
            let answer = calculate(&watch);
            // Only now another one may begin, even when nobody waits for this one.
            drop(slot);
            answer
        });
        let answer = time::timeout(self.time, running).await;
        drop(waiting);
        match answer {
            Ok(Ok(Some(answer))) => Ok(answer),
            Ok(Ok(None)) => Err(Problem::LongAnswer(self.size)),
            Ok(Err(panic)) => Err(Problem::Fault(panic.to_string())),
            Err(_) => Err(Problem::TooLong(self.time.as_secs())),
        }
    }

    /// Waits for what comes from the client, for so long.
    pub(crate) async fn come<T>(&self, coming: impl Future<Output = T>) -> Result<T, Problem> {
        time::timeout(self.time, coming).await.map_err(|_| Problem::Slow)
    }

    /// The whole body of a request.
    pub(crate) async fn body(&self, request: Request) -> Result<Bytes, Problem> {
        let body = self.come(Bytes::from_request(request, &())).await?;
        body.map_err(|rejected| self.unreadable(rejected.status(), &rejected.body_text()))
    }

    /// The body as text.
    pub(crate) async fn text(&self, request: Request) -> Result<String, Problem> {
        String::from_utf8(self.body(request).await?.into())
            .map_err(|_| Problem::Unreadable("不是 UTF-8 编码".into(), "not in UTF-8".into()))
    }

    /// What is wrong with a body that is not there as a whole.
    pub(crate) fn unreadable(&self, status: StatusCode, why: &str) -> Problem {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(self.size),
            _ => {
                Problem::Unreadable(format!("读不出请求：{why}"), format!("the request can't be read: {why}"))
            }
        }
    }
}

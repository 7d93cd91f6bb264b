//! Connections: taken, given so much time to say what they want, and ended in order.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use axum::{Router, extract::DefaultBodyLimit};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use shuangbai_cli::Settings;
use tokio::{net::TcpListener, time};

use super::router;

/// A service that listens.
pub struct Listening {
    listener: TcpListener,
    router: Router,
    time: Duration,
}

/// Listens where the settings say.
///
/// # Errors
/// What the system has against that.
pub async fn listen(settings: &Settings) -> io::Result<Listening> {
    let listener = TcpListener::bind((settings.host, settings.port)).await?;
    let router = router(settings).layer(DefaultBodyLimit::max(settings.size));
    Ok(Listening { listener, router, time: settings.time })
}

impl Listening {
    /// Where it listens.
    ///
    /// # Errors
    /// What the system has against telling it.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is told to end: then nothing new is taken, and what runs is finished, if that takes no longer than a
    /// calculation may.
    pub async fn until(self, ended: impl Future<Output = ()>) {
        let Listening { listener, router, time: at_most } = self;
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(at_most);
        let open = GracefulShutdown::new();
        tokio::pin!(ended);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut ended => break,
            };
            // A client that went at once, or too many connections for the system: the next may be better.
            let Ok((stream, _)) = accepted else {
                time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            let service = TowerToHyperService::new(router.clone());
            let connection = open.watch(server.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // A broken connection is its client's matter.
                let _: Result<(), hyper::Error> = connection.await;
            });
        }
        drop(listener);
        let _ = time::timeout(at_most, open.shutdown()).await;
    }
}

//! The demo's web server: static files, on this machine only, with the headers a careful shop would send.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Result, bail};
use tiny_http::{Header, Method, Request, Response, Server};

use super::Site;

/// How many ports above the wished one are tried.
const PORTS_TRIED: u16 = 50;
/// No inline script, nothing from elsewhere. `'wasm-unsafe-eval'` is what a shop needs to run vitrine.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
     style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Listens on `port` of the loopback address, or on the next free one.
///
/// # Errors
/// When none of the ports can be had.
pub(super) fn listen(port: u16) -> Result<(Server, u16)> {
    let mut last = None;
    for candidate in port..=port.saturating_add(PORTS_TRIED) {
        match Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, candidate))) {
            Ok(server) => return Ok((server, candidate)),
            Err(error) => last = Some(error),
        }
    }
    let cause = last.map(|error| error.to_string()).unwrap_or_default();
    bail!("no free port from {port} on ({cause}): choose one with --port")
}

/// Answers requests until the process ends.
pub(super) fn serve(server: Server, site: Site) {
    let server = Arc::new(server);
    let site = Arc::new(site);
    // A browser opens several connections at once; one slow one must not hold up the page.
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &site);
                }
            })
        })
        .collect();
    for worker in workers {
        // A worker that panicked has said so; the others go on.
        let _ = worker.join();
    }
}

fn answer(request: Request, site: &Site) {
    let head = *request.method() == Method::Head;
    let (status, kind, body) = if head || *request.method() == Method::Get {
        match find(request.url(), site) {
            Some(file) => match fs::read(&file) {
                Ok(bytes) => (200, mime(&file), bytes),
                Err(_) => (404, "text/plain; charset=utf-8", b"not found".to_vec()),
            },
            None => (404, "text/plain; charset=utf-8", b"not found".to_vec()),
        }
    } else {
        (
            405,
            "text/plain; charset=utf-8",
            b"only GET and HEAD".to_vec(),
        )
    };
    let mut response = Response::from_data(body).with_status_code(status);
    for (name, value) in [
        ("Content-Type", kind),
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        // Every build is new: a page of yesterday with a pack of today would puzzle anybody.
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // The browser may have left before the answer; there is nobody to tell.
    let _ = request.respond(response);
}

/// The file for an address: `/data/…` from the shop's folder, all else from the page's.
fn find(url: &str, site: &Site) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let (root, below) = match path.strip_prefix("data/") {
        Some(below) => (&site.data, below),
        None => (
            &site.page,
            if path.is_empty() { "index.html" } else { path },
        ),
    };
    // The demo's own names need no escapes; whatever climbs out of the folder is refused.
    let plain = Path::new(below)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (plain && !below.contains('%'))
        .then(|| root.join(below))
        .filter(|file| file.is_file())
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::path::PathBuf;
    use std::thread;

    use super::{find, listen, serve};
    use crate::demo::Site;

    fn site() -> Site {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        Site {
            page: here.join("src"),
            data: here.join("js"),
            command: PathBuf::new(),
        }
    }

    #[test]
    fn nothing_outside_the_two_folders_is_served() {
        for url in [
            "/../Cargo.toml",
            "/data/../Cargo.toml",
            "/data//etc/passwd",
            "/%2e%2e/Cargo.toml",
            "/",
            "/demo",
        ] {
            assert_eq!(find(url, &site()), None, "{url}");
        }
        assert!(find("/main.rs?x=1", &site()).is_some());
        assert!(find("/data/compressed-sizes.mjs", &site()).is_some());
    }

    #[test]
    fn a_taken_port_is_passed_over_and_every_answer_carries_the_policy() {
        let (first, taken) = listen(18_080).expect("a free port");
        let (server, port) = listen(taken).expect("another free port");
        assert_ne!(taken, port);
        drop(first);
        thread::spawn(move || serve(server, site()));
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
        stream
            .write_all(
                b"GET /data/compressed-sizes.mjs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            )
            .expect("the request is sent");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .expect("the answer is text");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(
            answer.contains("'wasm-unsafe-eval'") && answer.contains("text/javascript"),
            "{answer}"
        );
    }
}

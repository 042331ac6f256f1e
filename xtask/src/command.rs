//! Running other programs: quiet ones with their elapsed time, loud ones with their output passed through.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, IsTerminal, Read, Seek, SeekFrom};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::project::Project;

/// How many last lines of a failed program's output are shown.
const TAIL_LINES: usize = 40;
/// Without a terminal, a long step says this often that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Runs `command` as one named step: its output goes to a log, its elapsed time to the terminal.
///
/// # Errors
/// When it cannot be started or fails; the message holds the end of its output.
pub(crate) fn step(project: &Project, label: &str, command: &mut Command) -> Result<()> {
    match timed(project, label, command, None)? {
        Outcome::Done(status) if status.success() => Ok(()),
        Outcome::Done(status) => {
            bail!(
                "{label}: {} ended with {status}. The end of its output:\n{}",
                name(command),
                tail(project, label)
            )
        }
        Outcome::TimedOut => unreachable!("a step without a limit does not run out of time"),
    }
}

/// Runs `command` like [`step`], but ends it after `limit`, and returns whether it came to a good end in time.
///
/// # Errors
/// When it cannot be started or waited for; a failure of the program itself is `Ok(false)`.
pub(crate) fn attempt(
    project: &Project,
    label: &str,
    command: &mut Command,
    limit: Duration,
) -> Result<bool> {
    match timed(project, label, command, Some(limit))? {
        Outcome::Done(status) => Ok(status.success()),
        Outcome::TimedOut => Ok(false),
    }
}

/// Does `work` in this process as one named step.
pub(crate) fn inline<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let display = Display::start(label);
    let result = work();
    display.finish(if result.is_ok() { "done" } else { "failed" });
    result
}

/// Runs `command` with its output passed through line by line, each line also given to `listen`.
///
/// # Errors
/// When it cannot be started or waited for; a failure of the program itself is in the status.
pub(crate) fn loud(command: &mut Command, mut listen: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} does not start", name(command)))?;
    let (sender, receiver) = mpsc::channel();
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|p| Box::new(p) as _),
        child.stderr.take().map(|p| Box::new(p) as _),
    ];
    for pipe in pipes.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
                if sender
                    .send(String::from_utf8_lossy(&line).into_owned())
                    .is_err()
                {
                    break;
                }
            }
        });
    }
    drop(sender);
    for line in receiver {
        println!("{line}");
        listen(&line);
    }
    Ok(child.wait()?)
}

/// The standard output of a short command, trimmed.
///
/// # Errors
/// When it cannot be started or fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} does not start", name(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}: {}",
            name(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What a program says on its standard output, however it ends.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn said(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} does not start", name(command)))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of this name is on the PATH.
pub(crate) fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

enum Outcome {
    Done(ExitStatus),
    TimedOut,
}

fn timed(
    project: &Project,
    label: &str,
    command: &mut Command,
    limit: Option<Duration>,
) -> Result<Outcome> {
    let log_path = log_path(project, label);
    if let Some(folder) = log_path.parent() {
        fs::create_dir_all(folder)?;
    }
    let log = File::create(&log_path)?;
    let display = Display::start(label);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("{label}: {} does not start", name(command)))?;
    let outcome = wait(&mut child, limit, &display)?;
    display.finish(match &outcome {
        Outcome::Done(status) if status.success() => "done",
        Outcome::Done(_) => "failed",
        Outcome::TimedOut => "gave up",
    });
    Ok(outcome)
}

fn wait(child: &mut Child, limit: Option<Duration>, display: &Display) -> Result<Outcome> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(5);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Outcome::Done(status));
        }
        if limit.is_some_and(|limit| start.elapsed() >= limit) {
            child.kill()?;
            child.wait()?;
            return Ok(Outcome::TimedOut);
        }
        display.heartbeat();
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(200));
    }
}

/// A step's line: a spinner with seconds on a terminal, plain lines elsewhere.
struct Display {
    label: String,
    start: Instant,
    bar: Option<ProgressBar>,
    last_beat: std::cell::Cell<Instant>,
}

impl Display {
    fn start(label: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner().with_message(label.to_owned());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} … {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        let now = Instant::now();
        Self {
            label: label.to_owned(),
            start: now,
            bar,
            last_beat: std::cell::Cell::new(now),
        }
    }

    fn heartbeat(&self) {
        if self.bar.is_none() && self.last_beat.get().elapsed() >= HEARTBEAT {
            self.last_beat.set(Instant::now());
            eprintln!(
                "  … {} ({} s so far)",
                self.label,
                self.start.elapsed().as_secs()
            );
        }
    }

    fn finish(self, how: &str) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        eprintln!(
            "  {:<56} {how:>7} {:>7.1} s",
            self.label,
            self.start.elapsed().as_secs_f32()
        );
    }
}

fn log_path(project: &Project, label: &str) -> std::path::PathBuf {
    let file: String = label
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    project.target("xtask-logs").join(format!("{file}.log"))
}

/// The last lines of a step's log; only its end is read.
fn tail(project: &Project, label: &str) -> String {
    const READ: u64 = 64 * 1024;
    let read = || -> std::io::Result<String> {
        let mut file = File::open(log_path(project, label))?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(READ)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let mut lines = VecDeque::with_capacity(TAIL_LINES);
    for line in text.lines() {
        if lines.len() == TAIL_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

fn name(command: &Command) -> String {
    let arguments = command
        .get_args()
        .take(4)
        .collect::<Vec<_>>()
        .join(OsStr::new(" "));
    format!(
        "`{} {}`",
        command.get_program().to_string_lossy(),
        arguments.to_string_lossy()
    )
}

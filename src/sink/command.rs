//! A program that gets the alert on its standard input, and nothing of it on its command line.

use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// A program with its time limit.
#[derive(Debug)]
pub struct Command {
    command: Vec<String>,
    timeout: Duration,
}

impl Command {
    pub(super) fn new(command: Vec<String>, timeout: Duration) -> Self {
        Self { command, timeout }
    }

    pub(super) async fn run(&self, json: &str) -> Result<String, String> {
        let (program, arguments) = self.command.split_first().ok_or("no command")?;
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("{program} cannot be started: {e}"))?;
        let line = format!("{json}\n");
        let work = async {
            if let Some(mut input) = child.stdin.take() {
                // A program that does not read its input to the end is free to do so.
                let _ = input.write_all(line.as_bytes()).await;
            }
            child.wait().await
        };
        match tokio::time::timeout(self.timeout, work).await {
            Ok(Ok(status)) if status.success() => Ok(format!("{program}: {status}")),
            Ok(Ok(status)) => Err(format!("{program}: {status}")),
            Ok(Err(e)) => Err(format!("{program}: {e}")),
            Err(_) => {
                let _ = child.kill().await;
                Err(format!("{program} took longer than {} s and was ended", self.timeout.as_secs()))
            }
        }
    }
}

//! Command-line manners of the real binary.

mod support;

use std::io::Write as _;
use std::process::Stdio;
use support::Home;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn exit_status_says_what_happened() {
    let home = Home::new("");
    assert_eq!(home.run(&["--no-such-flag"]).status.code(), Some(2));
    assert_eq!(home.run(&["extract", "/nonexistent"]).status.code(), Some(1));
    assert_eq!(home.run(&["check"]).status.code(), Some(0));
    for command in
        ["run", "demo", "extract", "check", "feeds", "tail", "notify", "status", "schema", "test-sink", "evaluate"]
    {
        let help = home.run(&[command, "--help"]);
        assert!(help.status.success() && text(&help.stdout).contains("Example:"), "{command}");
    }
}

#[test]
fn a_wrong_configuration_is_told_with_file_line_and_nearest_key() {
    let home = Home::new("");
    std::fs::write(home.config(), "[polling]\nintervall = \"5m\"\n").expect("writes");
    let output = home.run(&["check", "--config", "wirewatch.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "wirewatch: wirewatch.toml:2:1: unknown key 'intervall'; did you mean 'interval'?\n"
    );
    std::fs::write(home.config(), "[[alert]]\nname = \"x\"\nactors = [\"Vladimir Putyn\"]\n").expect("writes");
    let output = home.run(&["check", "--config", "wirewatch.toml"]);
    assert!(
        text(&output.stderr).contains(
            "wirewatch.toml:3:11: alert 'x': no actor is called 'Vladimir Putyn'; did you mean 'Vladimir Putin'?"
        ),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn lines_in_lines_out_in_order() {
    let home = Home::new("");
    let mut child =
        home.command(&["extract", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let lines = "{\"id\":\"1\",\"body\":\"Ukraine met Russia.\"}\n{not json\n{\"id\":\"3\"}\n{\"id\":\"4\",\"html\":\"<p>Kyiv</p>\"}\n";
    child.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("writes");
    let output = child.wait_with_output().expect("ends");
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!((&lines[0]["id"], &lines[2]["id"], &lines[3]["body"]), (&"1".into(), &"3".into(), &"Kyiv".into()));
    assert!(lines[1]["error"].is_string() && lines[2]["error"].is_string());
}

#[test]
fn feeds_are_added_and_removed_and_the_rest_of_the_file_stays() {
    let home = Home::new("# my note\n[store]\nkeep_records = \"30d\"\n[[feed]]\nurl = \"https://example.org/a.xml\"\n");
    let config = home.config().display().to_string();
    let feeds = |arguments: &[&str]| home.run(&[&["feeds", "--config", &config], arguments].concat());
    assert!(feeds(&["add", "https://example.org/b.xml", "--name", "B"]).status.success());
    assert!(!feeds(&["add", "https://example.org/b.xml"]).status.success());
    let opml = text(&feeds(&["export"]).stdout);
    assert!(opml.contains("https://example.org/b.xml") && opml.contains("<opml"));
    std::fs::write(home.path().join("in.opml"), opml.replace("b.xml", "c.xml")).expect("writes");
    assert!(feeds(&["import", "in.opml"]).status.success());
    assert!(feeds(&["remove", "https://example.org/a.xml"]).status.success());
    let file = std::fs::read_to_string(home.config()).expect("reads");
    assert!(file.contains("# my note") && file.contains("c.xml") && !file.contains("a.xml"));
}

#[test]
fn sinks_are_tested_and_answer() {
    let home = Home::new(
        "[[sink]]\ntype = \"command\"\nname = \"keep\"\ncommand = [\"sh\", \"-c\", \"cat > got.json\"]\n[[sink]]\ntype = \"command\"\nname = \"bad\"\ncommand = [\"false\"]\n[[sink]]\ntype = \"command\"\nname = \"slow\"\ncommand = [\"sleep\", \"30\"]\ntimeout = \"1s\"\n",
    );
    let config = home.config().display().to_string();
    assert!(home.run(&["test-sink", "keep", "--config", &config]).status.success());
    let got = std::fs::read_to_string(home.path().join("got.json")).expect("the command got it");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&got).expect("JSON")["schema"], "wirewatch.alert/1");
    for name in ["bad", "slow", "none"] {
        assert_eq!(home.run(&["test-sink", name, "--config", &config]).status.code(), Some(1), "{name}");
    }
}

#[test]
fn the_record_of_an_article_is_as_it_was() {
    let home = Home::new("");
    let article = "The French president Emmanuel Macron is due to meet Volodymyr Zelensky in Kyiv on Friday, the Élysée said.\n\nRussia’s army shelled the town of Nikopol overnight, wounding at least four people, its governor said. “We will rebuild every house,” said Olha Marchenko of the Nikopol Relief Foundation.\n\nThe Kremlin rejected a proposal for a truce.\n";
    std::fs::write(home.path().join("a.txt"), article).expect("writes");
    let output = home.run(&[
        "extract",
        "--published",
        "2024-03-06T12:00:00Z",
        "--lang",
        "en",
        "--title",
        "Macron to visit Kyiv",
        "a.txt",
    ]);
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
    insta::assert_json_snapshot!(record);
}

#[test]
fn the_demo_shows_alerts_and_leaves_nothing_behind() {
    let home = Home::new("");
    let temporary = home.path().join("tmp");
    std::fs::create_dir(&temporary).expect("a folder");
    let output = home.command(&["demo"]).env("TMPDIR", &temporary).output().expect("runs");
    let shown = text(&output.stdout);
    assert!(output.status.success());
    assert!(
        shown.contains("NEW · Strikes and assaults")
            && shown.contains("called off")
            && shown.contains("toll raised from 3 to 5")
            // The sentence that the news of the update rests on.
            && shown.contains("“The number of people killed"),
        "{shown}"
    );
    assert!(!shown.contains("Shakhtar") && !shown.contains("borscht") && !shown.contains("startup"), "{shown}");
    assert_eq!(std::fs::read_dir(&temporary).expect("reads").count(), 0);
}

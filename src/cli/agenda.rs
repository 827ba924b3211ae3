//! `wirewatch agenda`: what is ahead, by day.

use super::{ConfigOption, Failure, open_store, print::safe, print_line};
use crate::extract::Status;
use crate::story::{Appointment, agenda};
use clap::Args;
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::Timestamp;

/// What is ahead, by day, with its sources; also as a calendar
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch agenda\n  wirewatch agenda --ics > ~/public/ukraine.ics     # subscribe to it from a calendar program"
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// As iCalendar (RFC 5545)
    #[arg(long, conflicts_with = "json")]
    ics: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let store = open_store(&config)?;
    let zone = config.zone().map_err(Failure::wrong)?;
    let now = Timestamp::now();
    let today = zone.to_datetime(now).date();
    // A story is updated when it is told; its event may be months ahead.
    let since = now.as_second() - 130 * 86_400;
    let stories = store.stories(since).map_err(|e| Failure::wrong(e.to_string()))?;
    let list = agenda(&stories, today);
    if options.ics {
        return print_line(calendar(&list, now).trim_end());
    }
    if options.json {
        return list
            .iter()
            .try_for_each(|a| print_line(&serde_json::to_string(a).map_err(|e| Failure::wrong(e.to_string()))?));
    }
    if list.is_empty() {
        eprintln!("wirewatch: nothing is planned, as far as the stored articles tell");
    }
    let mut day = "";
    for item in &list {
        if item.date != day {
            print_line(&item.date)?;
            day = &item.date;
        }
        let mark = match (item.status, item.unreported) {
            (Status::Cancelled, _) => " [called off]",
            (_, true) => " [its day has passed; not reported since]",
            (Status::Possible, _) => " [possible]",
            _ => "",
        };
        let place = item.place.as_ref().map_or_else(String::new, |p| format!(", {p}"));
        print_line(&format!("  {}{mark}", safe(&item.headline)))?;
        print_line(&format!(
            "    {} {}{}",
            format!("{:?}", item.kind).to_uppercase(),
            safe(&item.people.join(", ")),
            safe(&place)
        ))?;
        if let Some(sentence) = &item.evidence {
            print_line(&format!("    “{}”", safe(sentence)))?;
        }
        for (name, url) in item.sources.iter().take(4) {
            print_line(&format!("    {}: {}", safe(name), safe(url)))?;
        }
    }
    Ok(())
}

/// The calendar: one whole-day event for each appointment. A calendar program that fetches it again finds the same ids.
fn calendar(list: &[Appointment], now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    calendar.name("wirewatch");
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    for item in list {
        let day = |iso: &str| iso.replace('-', "");
        let date = item.date.parse::<jiff::civil::Date>();
        let Ok(next) = date.and_then(jiff::civil::Date::tomorrow) else { continue };
        let status = match item.status {
            Status::Cancelled => "CANCELLED",
            Status::Planned => "CONFIRMED",
            _ => "TENTATIVE",
        };
        let sources: Vec<String> = item.sources.iter().take(6).map(|(name, url)| format!("{name}: {url}")).collect();
        let mut text = item.evidence.clone().unwrap_or_default();
        text.push('\n');
        text.push_str(&sources.join("\n"));
        let mut event = Event::new();
        event
            .uid(&format!("{}-{}@wirewatch", item.story, item.date))
            .summary(&safe(&item.headline))
            .description(text.trim())
            .append_property(Property::new("DTSTAMP", &stamp).done())
            .append_property(Property::new("DTSTART", day(&item.date)).add_parameter("VALUE", "DATE").done())
            .append_property(Property::new("DTEND", day(&next.to_string())).add_parameter("VALUE", "DATE").done())
            .append_property(Property::new("STATUS", status).done())
            .append_property(Property::new("TRANSP", "TRANSPARENT").done());
        if let Some(place) = &item.place {
            event.location(place);
        }
        if let Some((_, url)) = item.sources.first() {
            event.url(url);
        }
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

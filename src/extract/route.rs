//! "the train from Kramatorsk to Kyiv", "потяг Краматорськ – Київ": the ends of a way are not where something happened on it.

use super::event::Context;
use super::mention::Found as Mention;
use super::record::By;
use super::token::lower;

/// Whether a toponym is one of the two ends of a way. `from` and `to` tell by a token's index whether it is the word before the
/// first and between the two; a dash between them needs no word before.
pub(in crate::extract) fn is_end(
    context: &Context,
    mention: &Mention,
    from: impl Fn(usize) -> bool,
    to: impl Fn(usize) -> bool,
) -> bool {
    let tokens = context.tokens;
    let way = |one: &Mention, other: &Mention| {
        let (first, between) =
            (tokens.partition_point(|t| t.end <= one.start), tokens.partition_point(|t| t.start < one.end));
        // "a Kramatorsk-Kyiv train" is one token.
        if one.end + 1 == other.start && first + 1 == between && tokens[first].end >= other.end {
            return true;
        }
        let next = tokens.get(between + 1).is_some_and(|t| other.start <= t.start && t.end <= other.end);
        let dash = || matches!(lower(tokens, between), "-" | "–" | "—");
        next && (dash() || to(between) && first.checked_sub(1).is_some_and(&from))
    };
    // A capital may stand for its government.
    let mut ends = context.mentions.iter().filter(|m| m.place.is_some() || m.by == By::Metonym);
    ends.any(|other| way(mention, other) || way(other, mention))
}

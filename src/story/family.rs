//! Which types of events tell one kind of happening.

use crate::extract::EventType;

/// Types that tell one kind of happening under different names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Force,
    Talk,
    Exchange,
    Sanction,
    Aid,
    Move,
    Protest,
    Coerce,
    Offer,
    Said,
}

impl Family {
    /// A word for keys.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Force => "force",
            Self::Talk => "talk",
            Self::Exchange => "exchange",
            Self::Sanction => "sanction",
            Self::Aid => "aid",
            Self::Move => "move",
            Self::Protest => "protest",
            Self::Coerce => "coerce",
            Self::Offer => "offer",
            Self::Said => "said",
        }
    }
}

pub(super) fn family(kind: EventType) -> Family {
    match kind {
        EventType::Assault => Family::Force,
        EventType::Consult | EventType::Agree => Family::Talk,
        EventType::Cooperate | EventType::Yield => Family::Exchange,
        EventType::Sanction => Family::Sanction,
        EventType::Aid => Family::Aid,
        EventType::Mobilize | EventType::Retreat => Family::Move,
        EventType::Protest => Family::Protest,
        EventType::Coerce => Family::Coerce,
        EventType::Support | EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten => {
            Family::Said
        }
    }
}

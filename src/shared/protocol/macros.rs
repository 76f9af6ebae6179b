//! Short ways to declare what travels: one struct, its name on the wire, and its ack.

macro_rules! client_event {
    ($(#[$doc:meta])* $name:ident = $wire:literal -> $ok:ty { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::shared::protocol::ClientEvent for $name {
            const NAME: &'static str = $wire;
            type Ok = $ok;
        }
    };
}

/// Like [`client_event`], for what goes to a session or to a room.
macro_rules! body {
    ($(#[$doc:meta])* $name:ident = $wire:literal -> $ok:ty { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::shared::protocol::Body for $name {
            const NAME: &'static str = $wire;
            type Ok = $ok;
        }
    };
}

macro_rules! signal {
    ($(#[$doc:meta])* $name:ident = $wire:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::shared::protocol::Signal for $name {
            const NAME: &'static str = $wire;
        }
    };
}

pub(super) use {body, client_event, signal};

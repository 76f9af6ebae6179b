//! Enums that travel as one object with a tag among their fields: `{"kind": "scatter", "x": …}`.

/// Declares such an enum: `tagged! { "kind"; pub enum Marks { … } }`, variants in snake case.
///
/// On the wire it is serde's `tag = "kind"`. It is read by a [`Reader`](super::Reader), which knows
/// tags: what serde itself derives for one keeps a copy of every type that the variants hold.
/// With `"kind", strict;` fields that are not the enum's are refused.
macro_rules! tagged {
    ($tag:literal; $($enum:tt)*) => { $crate::shared::json::tagged! { $tag, lenient; $($enum)* } };
    ($tag:literal, $reading:ident; $(#[$attribute:meta])* pub enum $name:ident { $($variants:tt)* }) => {
        $(#[$attribute])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        #[serde(tag = $tag, rename_all = "snake_case")]
        pub enum $name { $($variants)* }

        const _: () = {
            type Tagged = $name;

            #[derive(serde::Deserialize)]
            #[serde(remote = "Tagged", rename = $tag, rename_all = "snake_case")]
            enum TagInside { $($variants)* }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    if crate::shared::json::IN_A_PAGE {
                        return TagInside::deserialize(source);
                    }
                    let mut value = serde_json::Value::deserialize(source)?;
                    TagInside::deserialize(crate::shared::json::Reader::$reading(&mut value))
                        .map_err(serde::de::Error::custom)
                }
            }
        };
    };
}
pub(crate) use tagged;

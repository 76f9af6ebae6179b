//! Enums that travel as one object with a tag among their fields: `{"kind": "scatter", "x": …}`.

/// Declares such an enum: `tagged! { "kind"; pub enum Marks { … } }`, variants in snake case.
///
/// On the wire it is serde's `tag = "kind"`. For reading, the tag is first put outside the object:
/// the reader that serde itself derives for a tag keeps a copy of every type that the variants hold.
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
            #[serde(remote = "Tagged", rename_all = "snake_case")]
            enum TagOutside { $($variants)* }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    let mut value = crate::shared::json::tag_outside($tag, source)?;
                    TagOutside::deserialize(crate::shared::json::Reader::$reading(&mut value))
                        .map_err(serde::de::Error::custom)
                }
            }
        };
    };
}
pub(crate) use tagged;

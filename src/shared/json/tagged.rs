//! Enums that travel as one object with a tag among their fields: `{"kind": "scatter", "x": …}`.

/// Declares such an enum: `tagged! { "kind"; pub enum Marks { … } }`, variants in snake case.
///
/// On the wire it is serde's `tag = "kind"`, and on the server it is read as serde reads that. A page
/// reads it with a [`Reader`](super::Reader), which knows tags: the code that serde derives for one
/// keeps a copy of every type that the variants hold.
macro_rules! tagged {
    ($tag:literal; $(#[$attribute:meta])* pub enum $name:ident { $($variants:tt)* }) => {
        $(#[$attribute])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(serde::Deserialize))]
        #[serde(tag = $tag, rename_all = "snake_case")]
        pub enum $name { $($variants)* }

        #[cfg(any(test, target_arch = "wasm32"))]
        const _: () = {
            type Tagged = $name;

            #[derive(serde::Deserialize)]
            #[serde(remote = "Tagged", rename = $tag, rename_all = "snake_case")]
            enum TagInside { $($variants)* }

            #[cfg(target_arch = "wasm32")]
            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    TagInside::deserialize(source)
                }
            }

            #[cfg(test)]
            impl $crate::shared::json::InPage for $name {
                fn in_page(value: &mut serde_json::Value) -> Result<Self, $crate::shared::json::JsonError> {
                    TagInside::deserialize($crate::shared::json::Reader::new(value))
                }
            }
        };
    };
}
pub(crate) use tagged;

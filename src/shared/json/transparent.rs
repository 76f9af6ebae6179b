//! Types that travel as the one value they hold, and still have a name and a meaning of their own.

/// Declares such a type: `transparent! { /// Which seat. #[derive(Clone)] pub struct Seat(u8); }`
///
/// On the wire it is serde's `transparent`. Its schema keeps the name and the comment, which the
/// schema derived for a transparent type would lose.
macro_rules! transparent {
    ($(#[doc = $doc:literal])* #[derive($($derive:ident),* $(,)?)] pub struct $name:ident($type:ty);) => {
        $(#[doc = $doc])*
        #[derive($($derive,)* serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $type);

        impl schemars::JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_owned()
            }

            fn json_schema(
                generator: &mut schemars::r#gen::SchemaGenerator,
            ) -> schemars::schema::Schema {
                $(#[doc = $doc])*
                #[derive(schemars::JsonSchema)]
                #[allow(dead_code)] // only its attributes are read
                struct Described($type);
                Described::json_schema(generator)
            }
        }
    };
}
pub(crate) use transparent;

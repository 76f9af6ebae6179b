//! What `view!` can say of an [`Element`]: attributes by their names in HTML, listeners, references.

use super::Element;
use crate::ui::navigation::url;
use leptos::{
    attr::{
        Attribute, AttributeValue,
        any_attribute::IntoAnyAttribute,
        custom::{CustomAttributeKey, custom_attribute},
    },
    prelude::{AddAnyAttr, NodeRef},
    tachys::{
        html::{
            class::{IntoClass, class},
            element::{ElementType, InnerHtmlValue, inner_html},
            event::{EventDescriptor, on},
            node_ref::{NodeRefContainer, node_ref},
            property::{IntoProperty, prop},
            style::{IntoStyle, style},
        },
        renderer::types,
    },
};

/// The name of an attribute.
#[derive(Clone)]
struct Name(&'static str);

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl CustomAttributeKey for Name {
    /// Not empty: the attribute is in the server's page already and is not set again.
    const KEY: &'static str = "any";
}

macro_rules! attributes {
    ($($method:ident $name:literal,)*) => {
        impl Element {
            $(pub fn $method(self, value: impl AttributeValue) -> Self {
                self.with(custom_attribute(Name($name), value))
            })*
        }
    };
}

attributes! {
    accept "accept",
    aria_atomic "aria-atomic",
    aria_busy "aria-busy",
    aria_current "aria-current",
    aria_describedby "aria-describedby",
    aria_description "aria-description",
    aria_disabled "aria-disabled",
    aria_expanded "aria-expanded",
    aria_hidden "aria-hidden",
    aria_invalid "aria-invalid",
    aria_label "aria-label",
    aria_labelledby "aria-labelledby",
    aria_live "aria-live",
    aria_pressed "aria-pressed",
    aria_roledescription "aria-roledescription",
    aria_selected "aria-selected",
    autocapitalize "autocapitalize",
    autocomplete "autocomplete",
    datetime "datetime",
    dir "dir",
    disabled "disabled",
    r#for "for",
    hidden "hidden",
    id "id",
    inputmode "inputmode",
    max "max",
    maxlength "maxlength",
    method "method",
    min "min",
    multiple "multiple",
    name "name",
    placeholder "placeholder",
    rel "rel",
    required "required",
    role "role",
    rows "rows",
    scope "scope",
    selected "selected",
    spellcheck "spellcheck",
    tabindex "tabindex",
    title "title",
    r#type "type",
    value "value",
}

/// What leads somewhere: a path of Tandem gets what stands before all of them, in this one place.
impl Element {
    pub fn href(self, address: impl AsRef<str>) -> Self {
        self.with(custom_attribute(Name("href"), url(address.as_ref())))
    }

    pub fn action(self, address: impl AsRef<str>) -> Self {
        self.with(custom_attribute(Name("action"), url(address.as_ref())))
    }
}

impl Element {
    pub fn attr(self, name: &'static str, value: impl AttributeValue) -> Self {
        self.with(custom_attribute(Name(name), value))
    }

    pub fn class(self, value: impl IntoClass) -> Self {
        self.with(class(value))
    }

    pub fn style(self, value: impl IntoStyle) -> Self {
        self.with(style(value))
    }

    pub fn prop(self, name: &'static str, value: impl IntoProperty) -> Self {
        self.with(prop(name, value))
    }

    pub fn inner_html(self, value: impl InnerHtmlValue) -> Self {
        self.with(inner_html(value))
    }

    pub fn on<E>(self, event: E, then: impl FnMut(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor + Send + 'static,
        E::EventType: From<types::Event> + 'static,
    {
        self.with(on(event, then))
    }

    pub fn node_ref<E: ElementType + 'static>(self, node: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.with(node_ref(node))
    }

    fn with(mut self, attribute: impl Attribute) -> Self {
        self.attributes.push(attribute.into_any_attr());
        self
    }
}

impl AddAnyAttr for Element {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(self, attribute: New) -> Self {
        self.with(attribute)
    }
}

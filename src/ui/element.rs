//! Elements of one type. Leptos gives every tag, and every attribute of every kind of value, a type
//! of its own and compiles its machinery anew for each; that was a sixth of the page's WebAssembly.
//!
//! A file that imports this [`ElementChild`] writes the same `view!`: the macro calls its methods by
//! name, and from the children on they are those of an [`Element`]. What has no children is one from
//! its class on, with [`ClassAttribute`], or stays Leptos'.

mod attributes;
mod render;

use leptos::{
    attr::any_attribute::AnyAttribute,
    prelude::{AnyView, IntoAny, IntoRender, RenderHtml},
    tachys::html::{
        class::IntoClass,
        element::{ElementType, HtmlElement},
    },
};

/// An element of any kind, with its attributes and what stands in it.
pub struct Element {
    tag: &'static str,
    /// What its name belongs to, unless that is HTML.
    namespace: Option<&'static str>,
    attributes: Vec<AnyAttribute>,
    children: Option<AnyView>,
    /// Whether it ends with a tag, as all do that may have children.
    closes: bool,
}

/// Stands before the trait of that name in `leptos::prelude::*`.
pub trait ElementChild<Child> {
    fn child(self, child: Child) -> Element;
}

/// Stands before the trait of that name in `leptos::prelude::*`.
pub trait ClassAttribute<Class> {
    fn class(self, class: Class) -> Element;
}

impl Element {
    fn of<E: ElementType>(children: Option<AnyView>) -> Self {
        Self {
            tag: E::TAG,
            namespace: E::NAMESPACE,
            attributes: Vec::new(),
            children,
            closes: !E::SELF_CLOSING,
        }
    }
}

impl<E: ElementType, Child> ElementChild<Child> for HtmlElement<E, (), ()>
where
    Child: IntoRender,
    Child::Output: RenderHtml + 'static,
{
    fn child(self, child: Child) -> Element {
        Element::of::<E>(Some(child.into_render().into_any()))
    }
}

impl<E: ElementType, Class: IntoClass> ClassAttribute<Class> for HtmlElement<E, (), ()> {
    fn class(self, class: Class) -> Element {
        Element::of::<E>(None).class(class)
    }
}

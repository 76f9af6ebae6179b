//! How an [`Element`] comes to the page: as Leptos' own elements do, with the tag as a value.

use super::Element;
use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AnyView, Mountable, Render, RenderHtml},
    tachys::{
        html::element::attributes_to_html,
        hydration::Cursor,
        renderer::{CastFrom, Rndr},
        ssr::StreamBuilder,
        view::{Position, PositionState},
    },
};

/// An element that stands in the page.
pub struct ElementState {
    tag: &'static str,
    node: web_sys::Element,
    attributes: <Vec<AnyAttribute> as Attribute>::State,
    children: Option<<AnyView as Render>::State>,
}

impl Render for Element {
    type State = ElementState;

    fn build(self) -> ElementState {
        let node = Rndr::create_element(self.tag, self.namespace);
        let attributes = self.attributes.build(&node);
        let children = self.children.map(|children| {
            let mut children = children.build();
            children.mount(&node, None);
            children
        });
        ElementState {
            tag: self.tag,
            node,
            attributes,
            children,
        }
    }

    fn rebuild(self, state: &mut ElementState) {
        if self.tag == state.tag && self.children.is_some() == state.children.is_some() {
            self.attributes.rebuild(&mut state.attributes);
            if let (Some(new), Some(old)) = (self.children, &mut state.children) {
                new.rebuild(old);
            }
        } else {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
        }
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = "<a></a>".len();

    fn dry_resolve(&mut self) {
        self.attributes.dry_resolve();
        if let Some(children) = &mut self.children {
            children.dry_resolve();
        }
    }

    async fn resolve(self) -> Self {
        let children = match self.children {
            Some(children) => Some(children.resolve().await),
            None => None,
        };
        Self {
            attributes: self.attributes.resolve().await,
            children,
            ..self
        }
    }

    fn html_len(&self) -> usize {
        2 * self.tag.len() + "<></>".len() + self.attributes.html_len() + self.children.html_len()
    }

    fn to_html_with_buf(
        self,
        page: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        more: Vec<AnyAttribute>,
    ) {
        page.push_str(&opening(self.tag, self.attributes, more));
        if let Some(children) = self.children {
            *position = Position::FirstChild;
            children.to_html_with_buf(page, position, true, mark_branches, vec![]);
        }
        if self.closes {
            page.push_str(&closing(self.tag));
        }
        *position = Position::NextChild;
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        page: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        more: Vec<AnyAttribute>,
    ) {
        page.push_sync(&opening(self.tag, self.attributes, more));
        if let Some(children) = self.children {
            *position = Position::FirstChild;
            children.to_html_async_with_buf::<OUT_OF_ORDER>(
                page,
                position,
                true,
                mark_branches,
                vec![],
            );
        }
        if self.closes {
            page.push_sync(&closing(self.tag));
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ElementState {
        let node = enter(cursor, position);
        let attributes = self.attributes.hydrate::<FROM_SERVER>(&node);
        let children = self
            .children
            .map(|children| children.hydrate::<FROM_SERVER>(cursor, position));
        leave(&node, cursor, position);
        ElementState {
            tag: self.tag,
            node,
            attributes,
            children,
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        Rndr::remove(&self.node);
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&web_sys::Node>) {
        Rndr::insert_node(parent, &self.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = Rndr::get_parent(&self.node).and_then(web_sys::Element::cast_from);
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.node));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.node.clone()]
    }
}

/// With what stands in it when that was given as HTML.
fn opening(tag: &str, mut attributes: Vec<AnyAttribute>, more: Vec<AnyAttribute>) -> String {
    attributes.extend(more);
    let mut html = format!("<{tag}");
    let inner_html = attributes_to_html(attributes, &mut html);
    html.push('>');
    html.push_str(&inner_html);
    html
}

fn closing(tag: &str) -> String {
    format!("</{tag}>")
}

/// Finds the server's element; what follows is looked for in it.
fn enter(cursor: &Cursor, position: &PositionState) -> web_sys::Element {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        _ => cursor.sibling(),
    }
    position.set(Position::FirstChild);
    web_sys::Element::cast_from(cursor.current()).expect("the server draws the same page")
}

/// What follows is looked for after it.
fn leave(node: &web_sys::Element, cursor: &Cursor, position: &PositionState) {
    cursor.set(node.clone().into());
    position.set(Position::NextChild);
}

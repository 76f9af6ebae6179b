//! The event reference for people: one page of plain HTML, read from the document.

use super::{
    CONVENTIONS, document,
    events::{self, Event, Namespace},
    fields::{Field, Named, kind},
    html::prose,
    schemas::Schemas,
};
use crate::shared::{html::escaped, served::Served};
use serde_json::Value;
use std::fmt::Write;

const JAVASCRIPT: &str = include_str!("example.js");
const PYTHON: &str = include_str!("example.py");

/// The whole page. `head` is markup for the head: the app's style sheet.
pub fn page(head: &str, served: &Served) -> String {
    let document = document(served);
    let page = Page {
        served,
        document: &document,
        namespaces: events::namespaces(&mut Schemas::new()),
        named: Named(&document["components"]["schemas"]),
    };
    let mut body = String::new();
    page.write(&mut body)
        .expect("text can always be written to");
    let (icon, sheet) = (served.address("/favicon.svg"), served.address("/docs.css"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Events · Tandem</title>\n\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"{icon}\">\n{head}\n\
         <link rel=\"stylesheet\" href=\"{sheet}\">\n</head>\n<body class=\"docs\">\n{body}</body>\n</html>\n"
    )
}

struct Page<'a> {
    served: &'a Served,
    document: &'a Value,
    /// In the order they are read; the document's own order is by name.
    namespaces: Vec<Namespace>,
    named: Named<'a>,
}

type Written = std::fmt::Result;

impl<'a> Page<'a> {
    fn write(&self, out: &mut String) -> Written {
        writeln!(
            out,
            "<a class=\"skip\" href=\"#main\">Skip to the events</a>\n\
             <header><a href=\"{}\">Tandem</a></header>\n<div class=\"docs-columns\">",
            self.served.address("/")
        )?;
        self.contents(out)?;
        writeln!(
            out,
            "<main id=\"main\" tabindex=\"-1\">\n<h1>Live events</h1>\n\
             <p>Everything that travels over Tandem's sockets, written from the types that travel. \
             The same for programs: <a href=\"{}\">an AsyncAPI 3.0 document</a>.</p>",
            self.served.address("/docs/events.json")
        )?;
        introduction(out)?;
        for namespace in &self.namespaces {
            self.namespace(out, namespace)?;
        }
        self.types(out)?;
        writeln!(out, "</main>\n</div>")
    }

    /// The events of a namespace in the order they are declared: commands first.
    fn operations<'n>(&self, namespace: &'n Namespace) -> Vec<(&'n Event, &'a Value)> {
        let operations = &self.document["operations"];
        let events = namespace.events.iter();
        events
            .map(|event| {
                let key = format!("{}.{}", namespace.key, event.key);
                (event, &operations[key])
            })
            .collect()
    }

    fn contents(&self, out: &mut String) -> Written {
        writeln!(
            out,
            "<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#connecting\">Connecting</a></li>"
        )?;
        for namespace in &self.namespaces {
            let Namespace { key, address, .. } = namespace;
            writeln!(
                out,
                "<li><a href=\"#{key}\"><code>{address}</code></a>\n<ul>"
            )?;
            for (
                Event {
                    key: anchor, name, ..
                },
                _,
            ) in self.operations(namespace)
            {
                writeln!(out, "<li><a href=\"#{key}.{anchor}\">{name}</a></li>")?;
            }
            writeln!(out, "</ul></li>")?;
        }
        writeln!(out, "<li><a href=\"#types\">Types</a></li>\n</ul>\n</nav>")
    }

    fn namespace(&self, out: &mut String, namespace: &Namespace) -> Written {
        let Namespace {
            key,
            address,
            title,
            about,
            ..
        } = namespace;
        writeln!(
            out,
            "<section aria-labelledby=\"{key}\">\n<h2 id=\"{key}\"><code>{address}</code> {title}</h2>\n<p>{}</p>",
            prose(about),
        )?;
        for (event, operation) in self.operations(namespace) {
            self.event(out, key, event, operation)?;
        }
        writeln!(out, "</section>")
    }

    fn event(&self, out: &mut String, key: &str, event: &Event, operation: &Value) -> Written {
        let messages = &self.document["channels"][key]["messages"];
        let Event {
            key: anchor, name, ..
        } = event;
        let message = &messages[anchor];
        let direction = match (&operation["action"], &message["tags"][0]["name"]) {
            (action, _) if action == "receive" => "client to server, acked",
            (_, tag) if tag == "durable" => "server to client, numbered and stored",
            _ => "server to client",
        };
        writeln!(
            out,
            "<article aria-labelledby=\"{key}.{anchor}\">\n<h3 id=\"{key}.{anchor}\"><code>{name}</code></h3>\n\
             <p class=\"docs-direction\">{direction}</p>\n<p>{}</p>",
            prose(message["summary"].as_str().unwrap_or_default())
        )?;
        let payload = self.named.resolve(&message["payload"]);
        self.object(out, payload, &format!("Fields of {name}"))?;
        let ack = &messages[format!("{anchor}.ack")];
        if ack.is_object() {
            let answer = kind(&ack["payload"]["oneOf"][0]["properties"]["ok"]);
            writeln!(
                out,
                "<p>Ack: <code>ok</code> with {answer}, or <code>err</code> with \
                 <a href=\"#type-ApiError\">ApiError</a>.</p>"
            )?;
        }
        example(out, "Example", &message["examples"][0]["payload"])?;
        example(out, "Example of the ack", &ack["examples"][0]["payload"])?;
        writeln!(out, "</article>")
    }

    fn types(&self, out: &mut String) -> Written {
        writeln!(
            out,
            "<section aria-labelledby=\"types\">\n<h2 id=\"types\">Types</h2>"
        )?;
        for (name, schema) in self.named.0.as_object().into_iter().flatten() {
            writeln!(
                out,
                "<article aria-labelledby=\"type-{name}\">\n<h3 id=\"type-{name}\">{name}</h3>\n<p>{}</p>",
                prose(schema["description"].as_str().unwrap_or_default())
            )?;
            self.shape(out, name, schema)?;
            writeln!(out, "</article>")?;
        }
        writeln!(out, "</section>")
    }

    /// A named type: its fields, or each of its forms.
    fn shape(&self, out: &mut String, name: &str, schema: &'a Value) -> Written {
        if schema["properties"].is_object() {
            return self.object(out, schema, &format!("Fields of {name}"));
        }
        let Some(forms) = schema["oneOf"].as_array() else {
            return writeln!(out, "<p>{}</p>", kind(schema));
        };
        writeln!(out, "<p>One of:</p>\n<ul class=\"docs-forms\">")?;
        for form in forms {
            let meaning = prose(form["description"].as_str().unwrap_or_default());
            if form["properties"].is_object() {
                writeln!(out, "<li><p>{meaning}</p>")?;
                self.object(out, form, &format!("Fields of a form of {name}"))?;
                writeln!(out, "</li>")?;
            } else {
                let colon = if meaning.is_empty() { "" } else { ": " };
                writeln!(out, "<li>{}{colon}{meaning}</li>", kind(form))?;
            }
        }
        writeln!(out, "</ul>")
    }

    fn object(&self, out: &mut String, schema: &'a Value, caption: &str) -> Written {
        let fields = self.named.fields(schema);
        if fields.is_empty() {
            let more = &schema["additionalProperties"];
            return match more.is_object() {
                true => writeln!(out, "<p>An object of {}.</p>", kind(more)),
                false => writeln!(out, "<p>No fields: <code>{{}}</code>.</p>"),
            };
        }
        writeln!(
            out,
            "<table>\n<caption class=\"sr-only\">{}</caption>\n<thead><tr><th scope=\"col\">Field</th>\
             <th scope=\"col\">Type</th><th scope=\"col\">Required</th><th scope=\"col\">Meaning</th>\
             </tr></thead>\n<tbody>",
            escaped(caption)
        )?;
        for field in &fields {
            row(out, field)?;
        }
        writeln!(out, "</tbody>\n</table>")
    }
}

fn introduction(out: &mut String) -> Written {
    writeln!(
        out,
        "<section aria-labelledby=\"connecting\">\n<h2 id=\"connecting\">Connecting</h2>"
    )?;
    for paragraph in CONVENTIONS {
        writeln!(out, "<p>{}</p>", prose(paragraph))?;
    }
    for (language, code) in [("JavaScript", JAVASCRIPT), ("Python", PYTHON)] {
        writeln!(
            out,
            "<h3>{language}</h3>\n<pre tabindex=\"0\"><code>{}</code></pre>",
            escaped(code)
        )?;
    }
    writeln!(out, "</section>")
}

fn row(out: &mut String, field: &Field) -> Written {
    writeln!(
        out,
        "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
        escaped(field.name),
        field.kind,
        if field.required { "yes" } else { "no" },
        field.meaning
    )
}

fn example(out: &mut String, title: &str, value: &Value) -> Written {
    if value.is_null() {
        return Ok(());
    }
    writeln!(
        out,
        "<details><summary>{title}</summary>\n<pre tabindex=\"0\"><code>{}</code></pre></details>",
        escaped(&format!("{value:#}"))
    )
}

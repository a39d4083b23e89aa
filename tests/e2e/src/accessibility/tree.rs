//! The tree that an assistive technology is given.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::browser::Browser;

/// What is told of a node besides its role and name.
const STATES: [&str; 8] = ["busy", "disabled", "live", "atomic", "focusable", "hidden", "level", "url"];
/// What has no meaning of its own.
const SILENT: [&str; 3] = ["generic", "none", "InlineTextBox"];

/// One panel of the gallery, as text.
#[derive(Debug)]
pub struct Panel {
    /// The state's name.
    pub name: String,
    /// A line for each node: its role, name and states, indented.
    pub tree: String,
}

/// The panels of the gallery, in order.
pub async fn panels(browser: &Browser) -> Vec<Panel> {
    let answer = browser.cdp("Accessibility.getFullAXTree", json!({})).await;
    let nodes: Vec<Value> = serde_json::from_value(answer["nodes"].clone()).expect("nodes");
    let tree = Tree(nodes.iter().map(|node| (word(&node["nodeId"]), node)).collect());
    let figures = nodes.iter().filter(|node| role(node) == "figure");
    figures.map(|figure| tree.panel(figure)).collect()
}

struct Tree<'a>(HashMap<&'a str, &'a Value>);

impl<'a> Tree<'a> {
    fn panel(&self, figure: &'a Value) -> Panel {
        let is_caption = |node: &&&Value| role(node) == "Figcaption";
        let (captions, rest): (Vec<_>, Vec<_>) = self.children(figure).into_iter().partition(|node| is_caption(&node));
        let name = captions.iter().find_map(|caption| self.find(caption, "code")).expect("a state's name");
        let mut tree = String::new();
        for node in rest {
            self.write(node, 0, "", &mut tree);
        }
        Panel { name: self.text(name), tree }
    }

    fn children(&self, node: &Value) -> Vec<&'a Value> {
        let ids = node["childIds"].as_array().into_iter().flatten();
        ids.filter_map(|id| self.0.get(word(id)).copied()).collect()
    }

    fn find(&self, node: &'a Value, wanted: &str) -> Option<&'a Value> {
        if role(node) == wanted {
            return Some(node);
        }
        self.children(node).into_iter().find_map(|child| self.find(child, wanted))
    }

    fn text(&self, node: &'a Value) -> String {
        if role(node) == "StaticText" {
            return name(node).to_owned();
        }
        self.children(node).into_iter().map(|child| self.text(child)).collect()
    }

    fn write(&self, node: &'a Value, depth: usize, around: &str, tree: &mut String) {
        let told = node["ignored"] != true && !SILENT.contains(&role(node));
        // A button's own text is its name.
        if told && !(role(node) == "StaticText" && name(node) == around) {
            let states = STATES.iter().filter_map(|state| told_of(node, state));
            let name = if name(node).is_empty() { String::new() } else { format!(" {:?}", name(node)) };
            let states: String = states.map(|state| format!(" {state}")).collect();
            writeln!(tree, "{}{}{name}{states}", "  ".repeat(depth), role(node)).expect("a string");
        }
        let (depth, around) = if told { (depth + 1, name(node)) } else { (depth, around) };
        for child in self.children(node) {
            self.write(child, depth, around, tree);
        }
    }
}

fn told_of(node: &Value, state: &str) -> Option<String> {
    let properties = node["properties"].as_array().into_iter().flatten();
    let value =
        properties.filter(|property| property["name"] == *state).map(|property| &property["value"]["value"]).next()?;
    match value {
        Value::Bool(true) => Some(state.to_owned()),
        Value::String(text) if !text.is_empty() => Some(format!("{state}={text}")),
        Value::Number(number) if state != "busy" => Some(format!("{state}={number}")),
        Value::Number(number) if number.as_i64() != Some(0) => Some(state.to_owned()),
        _ => None,
    }
}

fn role(node: &Value) -> &str {
    word(&node["role"]["value"])
}

fn name(node: &Value) -> &str {
    word(&node["name"]["value"])
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

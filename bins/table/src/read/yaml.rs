//! YAML: a list of mappings or of lists, one mapping, or several documents of them (YAML 1.2, core schema).

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError};
use shared::json::Node;

use super::json::NodeRows;
use super::{Malformed, Options, Read, Warning, WarningKind};

/// Lists and mappings inside each other, at most.
const DEPTH: usize = 100;
/// Values that aliases repeat, at most: short text may ask for very many.
const REPEATED: usize = 1_000_000;

pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    let mut builder = Builder::default();
    let mut rows = NodeRows::Unknown;
    let mut number = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        let place = (span.start.line() as u64, span.start.col() as u64 + 1);
        builder.line = place.0;
        let message = match builder.take(event) {
            Ok(None) => continue,
            Ok(Some((node, place))) => {
                let items = match node {
                    Node::List(items)
                        if matches!(items.first(), None | Some(Node::List(_) | Node::Object(_))) =>
                    {
                        items
                    }
                    node => vec![node],
                };
                for item in &items {
                    number += 1;
                    rows.push(item, number, place, options)?;
                }
                continue;
            }
            Err(message) => message,
        };
        return Err(Malformed::Syntax {
            place: Some(place),
            message: message.to_owned(),
        });
    }
    rows.finish(builder.double.into_iter().collect())
}

fn syntax(error: &ScanError) -> Malformed {
    let at = error.marker();
    Malformed::Syntax {
        place: Some((at.line() as u64, at.col() as u64 + 1)),
        message: format!("invalid YAML: {}", error.info()),
    }
}

/// A list or mapping that is open.
struct Open {
    anchor: usize,
    node: Node,
    /// The key whose value comes next.
    key: Option<String>,
    /// Where each key of a mapping stands in it.
    places: HashMap<String, usize>,
}

/// Puts events together.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    repeated: usize,
    /// The line of the event that is taken.
    line: u64,
    /// The first key that came twice in its mapping, and its line.
    double: Option<Warning>,
}

type Complete = Option<(Node, (u64, u64))>;

impl Builder {
    /// Takes an event; gives a whole document.
    fn take(&mut self, event: Event) -> Result<Complete, &'static str> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = match (style, tag) {
                    (ScalarStyle::Plain, None) => plain(&text),
                    _ => Node::Text(text.into_owned()),
                };
                self.value(node, anchor)
            }
            Event::Alias(anchor) => {
                let (node, size) = self.anchors.get(&anchor).ok_or("an alias has no anchor")?;
                self.repeated = self.repeated.saturating_add(*size);
                if self.repeated > REPEATED {
                    return Err("aliases repeat too many values");
                }
                let node = node.clone();
                self.value(node, 0)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Node::List(Vec::new()), anchor),
            Event::MappingStart(_, anchor, _) => self.begin(Node::Object(Vec::new()), anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.value(open.node, open.anchor),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn begin(&mut self, node: Node, anchor: usize) -> Result<Complete, &'static str> {
        if self.open.len() >= DEPTH {
            return Err("lists and mappings are nested too deep");
        }
        self.open.push(Open {
            anchor,
            node,
            key: None,
            places: HashMap::new(),
        });
        Ok(None)
    }

    fn value(&mut self, node: Node, anchor: usize) -> Result<Complete, &'static str> {
        if anchor > 0 {
            let size = count(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            return Ok(Some((node, (1, 1))));
        };
        match (&mut open.node, open.key.take()) {
            (Node::List(items), _) => items.push(node),
            (Node::Object(members), Some(key)) => {
                let known = open.places.get(&key).and_then(|at| members.get_mut(*at));
                if let Some((_, value)) = known {
                    *value = node;
                    self.double.get_or_insert_with(|| Warning {
                        kind: WarningKind::DuplicateName,
                        line: Some(self.line),
                        message: format!("the key {key} comes twice; the last value counts"),
                    });
                } else {
                    open.places.insert(key.clone(), members.len());
                    members.push((key, node));
                }
            }
            (_, _) => {
                open.key = Some(match node {
                    Node::Text(text) | Node::Number(text) => text,
                    other => other.to_string(),
                })
            }
        }
        Ok(None)
    }
}

fn count(node: &Node) -> usize {
    match node {
        Node::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Node::Object(members) => 1 + members.iter().map(|(_, value)| count(value)).sum::<usize>(),
        _ => 1,
    }
}

/// A plain scalar: null, a boolean or a number (YAML 1.2, section 10.3.2), or text.
fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Bool(true),
        "false" | "False" | "FALSE" => Node::Bool(false),
        _ if crate::format::is_plain_number(text) => Node::Number(text.to_owned()),
        _ => Node::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Vec<Vec<String>> {
        cells(read(text, &Options::default()).unwrap_or_else(|_| panic!("{text}")))
    }

    #[test]
    fn mappings_become_rows() {
        let text = "- name: Ada\n  born: 1815\n- &b\n  name: 张三\n  at: {x: 1.10, y: ~}\n- *b\n";
        assert_eq!(
            table(text),
            [
                ["name", "born", "at.x", "at.y"],
                ["Ada", "1815", "", ""],
                ["张三", "", "1.10", ""],
                ["张三", "", "1.10", ""]
            ]
        );
        assert_eq!(table("a: 007\n---\na: 'x'\n"), [["a"], ["007"], ["x"]]);
        assert_eq!(table("[[a, b], [1, 2]]"), [["a", "b"], ["1", "2"]]);
        assert!(table("").is_empty());
    }

    #[test]
    fn bad_yaml_has_a_place_and_bombs_do_not_go_off() {
        let place = |text: &str| match read(text, &Options::default()) {
            Err(Malformed::Syntax { place, .. }) => place,
            _ => panic!("{text}"),
        };
        assert_eq!(place("- a: 1\n- 5\n").map(|(line, _)| line), Some(1));
        assert!(place("a: [1\nb: {").is_some());
        assert!(place(&"[".repeat(1000)).is_some());
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let before = level - 1;
            let alias = format!("*a{before}, ").repeat(9);
            bomb.push_str(&format!(
                "a{level}: &a{level} [{}]\n",
                alias.trim_end_matches(", ")
            ));
        }
        assert!(place(&bomb).is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[-a1:\\[\\]{},&*'\"#~ \n]{0,40}") {
            let _ = read(&text, &Options::default());
        }
    }
}

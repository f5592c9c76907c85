//! Values and the sources they come from.

use std::collections::HashMap;

/// The value of a name. Scalars are the text their source wrote: `1.10` stays `1.10`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar. Bytes, because an environment variable need not be UTF-8.
    Text(Vec<u8>),
    /// A name that is there and has no value, which counts as missing.
    Null,
    /// A list, which only a filter can make text of.
    List(Vec<Value>),
    /// An object, which is no text.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The word for values of this type in messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Null => "null",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Names and their values; what is set later wins.
#[derive(Debug, Default, Clone)]
pub struct Scope {
    values: HashMap<Vec<u8>, Value>,
}

impl Scope {
    /// Gives a name a value, in place of the one it had.
    pub fn set(&mut self, name: impl Into<Vec<u8>>, value: Value) {
        self.values.insert(name.into(), value);
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<&Value> {
        self.values.get(name)
    }

    /// The names that have a value and are UTF-8, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let given = self.values.iter().filter(|(_, value)| **value != Value::Null);
        given.filter_map(|(name, _)| std::str::from_utf8(name).ok())
    }
}

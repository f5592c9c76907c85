//! What the Python libraries do, to the byte.

pub mod colours;
pub mod tabulate;
pub mod textwrap;

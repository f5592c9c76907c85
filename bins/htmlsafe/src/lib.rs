//! HTML from strangers made safe.

//! What two or more of the tools need, and nothing else.

//! The engine of `charset` beyond detection itself, which all tools share: [`convert`] a stream without losing a
//! byte silently, and [`lint`] for what a text should not hold.

pub mod convert;
pub mod lines;
pub mod lint;
mod position;
mod round_trip;

pub use position::Position;

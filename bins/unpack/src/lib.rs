//! Extract any archive, safely.

//! Fill in $name templates.

//! The companion back end.

//! Accessibility, held against WCAG 2.2 AA.

mod announcements;
mod keyboard;
mod looks;
mod names;
mod pages;

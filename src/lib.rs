//! A drop-in "Update payment method" widget for customer account pages.
//!
//! It asks the merchant's back end for a Stripe Checkout Session or a Paddle
//! transaction, redirects or opens the provider's checkout, tells the customer
//! before anything is paid what is happening, and claims success only when the
//! back end has confirmed it.
//!
//! Three ways to embed it, with one set of options:
//! - in a Leptos application, [`UpdatePaymentMethod`], with one of the features
//!   `csr`, `hydrate` and `ssr`, which only forward to Leptos;
//! - in any page, the element of `npm/element.js`, which loads this crate's module;
//! - from JavaScript, [`mount`].
//!
//! Inside, a pure core in a thin shell. To read how an update lives, begin with
//! `flow.rs`: what a person sees, what happens, and the one function between them.
//! `panel.rs` turns a phase into words and `view.rs` words into elements;
//! `shell.rs` carries out effects; only `bindings` knows JavaScript.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

// Keeps the README's Rust compiling.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod answer;
mod attempt;
mod backend;
mod bindings;
mod component;
mod decline;
mod error;
mod flow;
#[cfg(any(test, feature = "sandbox"))]
mod gallery;
mod locale;
mod messages;
mod money;
mod mount;
mod notice;
mod options;
mod panel;
mod provider;
mod redirect;
mod shell;
mod view;

pub use bindings::STYLE;
pub use component::{Authorization, Preventable, UpdatePaymentMethod, UpdatePaymentMethodProps, WidgetHandle};
pub use error::{Code, Error};
pub use flow::Reason;
pub use messages::Messages;
pub use mount::{Widget, mount, paddle_event};
pub use upm_contract as contract;

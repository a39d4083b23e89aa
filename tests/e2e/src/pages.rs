//! What a person sees and does, page by page.

mod account;
mod checkout;
mod embedded;
pub mod gallery;
mod paddle;
mod pay;
mod widget;

pub use account::AccountPage;
pub use checkout::CheckoutPage;
pub use embedded::EmbeddedFrame;
pub use paddle::PaddleFrame;
pub use pay::PayPage;
pub use widget::{Item, Message, Notice, Panel, Row};

//! What a person sees and does, page by page.

mod account;
mod checkout;
mod paddle;
mod pay;
mod widget;

pub use account::AccountPage;
pub use checkout::CheckoutPage;
pub use paddle::PaddleFrame;
pub use pay::PayPage;
pub use widget::{Item, Message, Notice, Panel, Row};

//! How a Leptos application answers who the customer is.

use std::{fmt, future::Future, pin::Pin, rc::Rc, sync::Arc};

use wasm_bindgen::JsValue;

use crate::backend;

type Answer = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Asked for the `Authorization` header before every request to the endpoint. Any function that answers
/// with a future is one, so a server function can mint a fresh token each time. `None` says that there is
/// none to be had: the request is not sent, and the error is `unauthorized`.
///
/// ```
/// use leptos::prelude::*;
/// use update_payment_method::UpdatePaymentMethod;
///
/// # async fn customer_token() -> Result<String, ServerFnError> { Ok(String::new()) }
/// #[component]
/// fn Billing() -> impl IntoView {
///     let bearer = || async { customer_token().await.ok().map(|token| format!("Bearer {token}")) };
///     view! { <UpdatePaymentMethod endpoint="/payment-method-updates" authorization=bearer /> }
/// }
/// ```
#[derive(Clone)]
pub struct Authorization(Arc<dyn Fn() -> Answer + Send + Sync>);

impl<F, Fut> From<F> for Authorization
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Option<String>> + 'static,
{
    fn from(ask: F) -> Self {
        Self(Arc::new(move || Box::pin(ask())))
    }
}

impl Authorization {
    /// As the shell asks it. Only a browser ever does.
    pub(super) fn for_backend(self) -> backend::Authorization {
        Rc::new(move || {
            let answer = (self.0)();
            let promise = async move { answer.await.map(JsValue::from).ok_or(JsValue::UNDEFINED) };
            wasm_bindgen_futures::future_to_promise(promise).into()
        })
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization")
    }
}

//! What is noted of every call that reaches the double.

use axum::http::{Method, Response, StatusCode};
use update_payment_method_server::{Answer, Broken};

use super::{Person, World};
use crate::history::{Entry, Fact};
use crate::net::Sent;
use crate::oracle::Wrong;

impl World {
    /// Executes a call, and notes what it did.
    pub fn execute(&mut self, call: &Sent) -> Answer {
        let place = self.happens();
        let before: Vec<Option<String>> = self.defaults();
        let concerned = self.concerned(call);
        for target in &concerned {
            self.looking.entry((call.task, *target)).or_insert(place);
        }
        let answer = self.stripe.call(&call.method, &call.path, &call.headers, call.body.as_bytes());
        let Some((status, headers, body)) = answer else { return Err(Broken::CutOff) };
        if call.method == Method::POST && !headers.contains_key("idempotent-replayed") {
            self.note_call(&call.path, &call.body, status, |world, target| {
                world.looking.remove(&(call.task, target)).unwrap_or(place)
            });
        }
        for (target, before) in before.iter().enumerate() {
            let target = &self.history.targets[target];
            let noted = matches!(&self.history.entries.last(),
                Some(Entry { place: at, fact: Fact::Written { .. }, .. }) if *at == place);
            assert!(noted || self.stripe.default_of(&target.id) == *before, "a write that this test does not know");
        }
        let mut response = Response::new(body.into_bytes());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn defaults(&self) -> Vec<Option<String>> {
        self.history.targets.iter().map(|target| self.stripe.default_of(&target.id)).collect()
    }

    /// The targets of the customers that the call names.
    fn concerned(&self, call: &Sent) -> Vec<usize> {
        let names = |id: &str| call.path.contains(id) || call.body.contains(id);
        let of = |person: &&Person| names(person.customer) || names(person.subscription);
        let mut concerned: Vec<usize> = self
            .people
            .iter()
            .filter(of)
            .flat_map(|person| [self.place_of(person.subscription), self.place_of(person.customer)])
            .collect();
        concerned.sort_unstable();
        concerned.dedup();
        concerned
    }

    pub(super) fn place_of(&self, id: &str) -> usize {
        self.history.targets.iter().position(|target| target.id == id).expect("a target")
    }

    /// Notes what a `POST` that was really executed did; `since` tells when the
    /// caller began to look at a target.
    pub fn note_call(&mut self, path: &str, body: &str, status: StatusCode, since: impl Fn(&mut Self, usize) -> u64) {
        let field = |name: &str| {
            let mut fields = form_urlencoded::parse(body.as_bytes());
            fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
        };
        let default = field("default_payment_method").or_else(|| field("invoice_settings[default_payment_method]"));
        let id = path.rsplit('/').next().unwrap_or_default();
        let target = self.history.targets.iter().position(|target| target.id == id);
        if let (Some(target), Some(to), true) = (target, default, status.is_success()) {
            let since = since(self, target);
            self.note(Fact::Written { target, to: Some(to).filter(|to| !to.is_empty()), since });
        }
        // Stripe did not even try: it is paid, the same call is under way, or there are too many.
        let tried = ![StatusCode::BAD_REQUEST, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
        if let Some(invoice) = path.strip_prefix("/v1/invoices/").and_then(|rest| rest.strip_suffix("/pay"))
            && tried
        {
            let paid = status.is_success();
            self.note(Fact::Charged { invoice: invoice.to_owned(), method: field("payment_method"), paid });
        }
    }

    pub(super) fn note(&mut self, fact: Fact) {
        self.history.entries.push(Entry { place: self.happened, time: self.clock.now(), fact });
    }

    /// Something happens now, after all that has happened.
    pub fn happens(&mut self) -> u64 {
        self.happened += 1;
        self.happened
    }

    /// What must hold while nothing is under way.
    pub fn verdict(&self) -> Wrong {
        let charges: Vec<(String, u32)> =
            self.stripe.invoices().into_iter().map(|invoice| (invoice.id, invoice.charges)).collect();
        self.history.nothing_was_overwritten()?;
        self.history.invoices_are_right(&charges)?;
        self.history.is_right(|id| self.stripe.default_of(id))
    }

    /// Names instead of ids, for people who read a trace.
    pub fn shortened(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let numbered = |of: &[Option<String>], what: &str| {
            let named = of.iter().enumerate().filter_map(|(n, id)| Some((id.clone()?, format!("{what}{n}"))));
            named.collect::<Vec<_>>()
        };
        let mut names = numbered(&self.sessions, "session");
        names.extend(numbered(&self.methods, "method"));
        for (n, person) in self.people.iter().enumerate() {
            names.push((person.customer.to_owned(), format!("customer{n}")));
            names.push((person.subscription.to_owned(), format!("subscription{n}")));
            names.push((person.invoice.to_owned(), format!("invoice{n}")));
            names.push((person.cards[0].clone(), format!("card{n}a")));
            names.push((person.cards[1].clone(), format!("card{n}b")));
        }
        for (id, name) in names {
            text = text.replace(&id, &name);
        }
        text
    }
}

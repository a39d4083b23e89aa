//! English.

use super::{Checkout, Form, Pay, Said, Words};

pub(super) const WORDS: Words = Words {
    back: "Back to your account",
    checkout: Checkout {
        charged: "{amount} is charged now: your overdue invoice is paid as soon as this payment method is saved.",
        later: "Nothing is charged now. This payment method will be used for your next payments.",
        tried_again: "Nothing is charged now. Your overdue invoice will be tried again with this payment method at the next attempt.",
        stays_open: "Nothing is charged now. Your overdue invoice stays open until it is paid.",
    },
    pay: Pay {
        title: "Secure payment",
        foot: "Payments are handled by Paddle. Card details never reach this site.",
        no_script: "This page needs JavaScript to open Paddle's payment form. Turn it on and reload the page, or open the link from your e-mail on another device.",
        retry: "Try again",
        opening: Said {
            title: "Opening the secure payment form",
            text: "This takes a moment. The form and every amount in it come from Paddle.",
        },
        open: Said {
            title: "Finish in the payment form",
            text: "The form is open. If you cannot see it, scroll up or reload this page.",
        },
        closed: Said {
            title: "You closed the payment form",
            text: "Nothing was finished here. You can open the form again at any time.",
        },
        done: Said { title: "Thank you", text: "Taking you back to your account, where the result is confirmed." },
        incomplete: Said {
            title: "This link is incomplete",
            text: "Open it again from your e-mail, or go to your account. Nothing has been charged.",
        },
        blocked: Said {
            title: "The payment form did not open",
            text: "It could not be loaded. Check your connection and any ad or script blocker, then try again. Nothing has been charged.",
        },
        broken: Said {
            title: "The payment form did not open",
            text: "It could not be started. Reload the page, or use another browser. Nothing has been charged.",
        },
        silent: Said {
            title: "The payment form did not open",
            text: "It may be blocked by a privacy extension or a poor connection. Try again, or use another browser. Nothing has been charged.",
        },
        refused: Said {
            title: "This payment cannot be opened",
            text: "It may have been paid or replaced already: look into your account. Otherwise try again later.",
        },
    },
    form: Form {
        session: Said {
            title: "Please sign in again",
            text: "Your session has ended. Go back to your account, reload the page and try again. Nothing has changed.",
        },
        canceled: Said { title: "This subscription has ended", text: "There is no payment method left to change." },
        paused: Said { title: "This subscription is paused", text: "Resume it first, then change the payment method." },
        manual: Said {
            title: "This subscription is paid by invoice",
            text: "There is no stored payment method to change. Use the payment link on your latest invoice.",
        },
        missing: Said {
            title: "There is no payment method yet",
            text: "Nothing is on file that could be replaced. Please contact support.",
        },
        locked: Said {
            title: "Your subscription is being updated",
            text: "That takes a moment. Please try again in a minute. Nothing has been charged or changed by this.",
        },
        crowded: Said {
            title: "Too many requests at the moment",
            text: "Please wait a minute and try again. Nothing has been charged or changed.",
        },
        later: Said {
            title: "Please try again in a moment",
            text: "The payment page could not be opened just now. Nothing has been charged or changed.",
        },
        refused: Said {
            title: "The payment page could not be opened",
            text: "Nothing has been charged or changed. If it happens again, please contact support and name the word below.",
        },
    },
};

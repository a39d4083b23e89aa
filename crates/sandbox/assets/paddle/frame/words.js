// The frame's texts in the demo's languages besides English; any other language is shown English.
// By the English text, as in gettext; `%` stands for a value.

const WORDS = {
  de: {
    "Test double – no real payments": "Testdouble – keine echten Zahlungen",
    "Close checkout": "Checkout schließen",
    "Pay with": "Bezahlen mit",
    "or pay by card": "oder mit Karte bezahlen",
    "Card number": "Kartennummer",
    "Expiry date": "Ablaufdatum",
    "Security code": "Prüfziffer",
    "Country": "Land",
    "Continue in the PayPal window": "Weiter im PayPal-Fenster",
    "We opened a window where you can approve. You may close this checkout afterwards.":
      "In einem neuen Fenster können Sie zustimmen. Danach können Sie diesen Checkout schließen.",
    "Use a card instead": "Stattdessen Karte verwenden",
    "Done": "Fertig",
    "Something went wrong": "Etwas ist schiefgegangen",
    "Please try again or contact the seller.": "Bitte versuchen Sie es noch einmal oder wenden Sie sich an den Verkäufer.",
    "This order process is conducted by our online reseller and Merchant of Record, Paddle.com, who also handles order-related inquiries and returns.":
      "Dieser Bestellvorgang wird von unserem Online-Händler und Merchant of Record Paddle.com durchgeführt, der auch Anfragen zur Bestellung und Rückgaben bearbeitet.",
    "Terms": "AGB",
    "Privacy": "Datenschutz",
    "Secure checkout": "Sicherer Checkout",
    "% overdue": "% überfällig",
    "You're updating your payment method": "Sie ändern Ihre Zahlungsart",
    "Pay the overdue amount. Your new payment method is used for future payments, too.":
      "Begleichen Sie den überfälligen Betrag. Die neue Zahlungsart gilt auch für künftige Zahlungen.",
    "You won't be charged today. The new payment method is used for future payments.":
      "Heute wird nichts abgebucht. Die neue Zahlungsart gilt für künftige Zahlungen.",
    "Subtotal": "Zwischensumme",
    "Tax": "Steuer",
    "Credit": "Guthaben",
    "Due today": "Heute fällig",
    "Pay %": "% bezahlen",
    "Update payment method": "Zahlungsart ändern",
    "Payment received": "Zahlung eingegangen",
    "Payment method updated": "Zahlungsart geändert",
    "We charged % and saved your new payment method.": "Wir haben % abgebucht und Ihre neue Zahlungsart gespeichert.",
    "Your new payment method is used from the next payment on.": "Ihre neue Zahlungsart gilt ab der nächsten Zahlung.",
    "No payment methods are available.": "Es steht keine Zahlungsart zur Verfügung.",
    "Your card was declined. Try another card.": "Ihre Karte wurde abgelehnt. Versuchen Sie es mit einer anderen.",
    "Check the card number.": "Prüfen Sie die Kartennummer.",
    "Check the expiry date.": "Prüfen Sie das Ablaufdatum.",
    "Check the security code.": "Prüfen Sie die Prüfziffer.",
  },
  ar: {
    "Test double – no real payments": "نسخة تجريبية – لا مدفوعات حقيقية",
    "Close checkout": "إغلاق صفحة الدفع",
    "Pay with": "الدفع عبر",
    "or pay by card": "أو الدفع بالبطاقة",
    "Card number": "رقم البطاقة",
    "Expiry date": "تاريخ الانتهاء",
    "Security code": "رمز الأمان",
    "Country": "البلد",
    "Continue in the PayPal window": "تابع في نافذة PayPal",
    "We opened a window where you can approve. You may close this checkout afterwards.":
      "فتحنا نافذة يمكنك الموافقة فيها. يمكنك إغلاق صفحة الدفع هذه بعد ذلك.",
    "Use a card instead": "استخدام بطاقة بدلاً من ذلك",
    "Done": "تم",
    "Something went wrong": "حدث خطأ ما",
    "Please try again or contact the seller.": "يُرجى المحاولة مرة أخرى أو التواصل مع البائع.",
    "This order process is conducted by our online reseller and Merchant of Record, Paddle.com, who also handles order-related inquiries and returns.":
      "تُنفَّذ عملية الطلب هذه بواسطة Paddle.com، البائع المعتمد والتاجر المسجَّل، والذي يتولى أيضاً الاستفسارات المتعلقة بالطلب وعمليات الإرجاع.",
    "Terms": "الشروط",
    "Privacy": "الخصوصية",
    "Secure checkout": "دفع آمن",
    "% overdue": "% متأخرة السداد",
    "You're updating your payment method": "أنت تُحدِّث وسيلة الدفع",
    "Pay the overdue amount. Your new payment method is used for future payments, too.":
      "ادفع المبلغ المتأخر. ستُستخدم وسيلة الدفع الجديدة للمدفوعات القادمة أيضاً.",
    "You won't be charged today. The new payment method is used for future payments.":
      "لن يُخصم منك أي مبلغ اليوم. ستُستخدم وسيلة الدفع الجديدة للمدفوعات القادمة.",
    "Subtotal": "المجموع الفرعي",
    "Tax": "الضريبة",
    "Credit": "الرصيد",
    "Due today": "المستحق اليوم",
    "Pay %": "دفع %",
    "Update payment method": "تحديث وسيلة الدفع",
    "Payment received": "تم استلام الدفعة",
    "Payment method updated": "تم تحديث وسيلة الدفع",
    "We charged % and saved your new payment method.": "خصمنا % وحفظنا وسيلة الدفع الجديدة.",
    "Your new payment method is used from the next payment on.": "ستُستخدم وسيلة الدفع الجديدة بدءاً من الدفعة القادمة.",
    "No payment methods are available.": "لا تتوفر أي وسيلة دفع.",
    "Your card was declined. Try another card.": "رُفضت بطاقتك. جرِّب بطاقة أخرى.",
    "Check the card number.": "تحقق من رقم البطاقة.",
    "Check the expiry date.": "تحقق من تاريخ الانتهاء.",
    "Check the security code.": "تحقق من رمز الأمان.",
  },
};

let words = {};

/** Takes the language of a tag for everything that follows, and for what stands in the document. */
export function speak(tag) {
  const known = tag?.toLowerCase().split("-")[0];
  words = WORDS[known] ?? {};
  document.documentElement.lang = words === WORDS[known] ? tag : "en";
  document.documentElement.dir = known === "ar" ? "rtl" : "ltr";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(texts.currentNode.data);
    texts.currentNode.data = before + word(text) + after;
  }
  for (const element of document.querySelectorAll("[aria-label]")) {
    element.ariaLabel = word(element.ariaLabel);
  }
}

/** The text of this language, with `value` for its `%`. */
export const word = (english, value = "") => (words[english] ?? english).replace("%", () => value);

// The account page's own words in a few languages. English stands in index.html.

const ENGLISH = {
  payText: '{plan} is billed to this payment method.',
 
  active: 'Active',
  past_due: 'Payment overdue',
  paid: 'Paid',
};

const TEXTS = {
  de: {
    nav: 'Ihr Konto', title: 'Abrechnung', account: 'Konto', plan: 'Tarif', billing: 'Abrechnung', yourPlan: 'Ihr Tarif',
    planText: 'Offline-Karten, Höhenlinien und ein Notizbuch für jede Wanderung.', name: 'Name', email: 'Belege gehen an',
    payTitle: 'Zahlungsart', update: 'Zahlungsart aktualisieren', history: 'Rechnungen', date: 'Datum',
    description: 'Beschreibung', status: 'Status', amount: 'Betrag',
    foot: 'Fernway, Karten und Notizen für Wanderer. Ein erfundenes Unternehmen für diese Vorführung.',
    payText: '{plan} wird über diese Zahlungsart abgerechnet.',
    active: 'Aktiv', past_due: 'Zahlung überfällig', paid: 'Bezahlt',
  },
  fr: {
    nav: 'Votre compte', title: 'Facturation', account: 'Compte', plan: 'Formule', billing: 'Facturation', yourPlan: 'Votre formule',
    planText: 'Cartes hors ligne, courbes de niveau et un carnet pour chaque randonnée.', name: 'Nom', email: 'Reçus envoyés à',
    payTitle: 'Moyen de paiement', update: 'Modifier le moyen de paiement', history: 'Factures', date: 'Date',
    description: 'Description', status: 'État', amount: 'Montant',
    foot: 'Fernway, cartes et notes pour les marcheurs. Une entreprise inventée pour cette démonstration.',
    payText: '{plan} est réglé avec ce moyen de paiement.',
    active: 'Active', past_due: 'Paiement en retard', paid: 'Payée',
  },
  es: {
    nav: 'Tu cuenta', title: 'Facturación', account: 'Cuenta', plan: 'Plan', billing: 'Facturación', yourPlan: 'Tu plan',
    planText: 'Mapas sin conexión, curvas de nivel y un cuaderno para cada ruta.', name: 'Nombre', email: 'Los recibos van a',
    payTitle: 'Método de pago', update: 'Actualizar el método de pago', history: 'Facturas', date: 'Fecha',
    description: 'Descripción', status: 'Estado', amount: 'Importe',
    foot: 'Fernway, mapas y notas para caminantes. Una empresa inventada para esta demostración.',
    payText: '{plan} se cobra con este método de pago.',
    active: 'Activo', past_due: 'Pago atrasado', paid: 'Pagada',
  },
  ja: {
    nav: 'アカウント', title: 'お支払い', account: 'アカウント', plan: 'プラン', billing: 'お支払い', yourPlan: 'ご利用中のプラン',
    planText: 'オフライン地図と等高線、歩くたびに書けるノート。', name: 'お名前', email: '領収書の送付先',
    payTitle: '支払い方法', update: '支払い方法を更新', history: '請求履歴', date: '日付',
    description: '内容', status: '状態', amount: '金額',
    foot: 'Fernway：歩く人のための地図とノート。このデモのための架空の会社です。',
    payText: '{plan} の料金はこの方法で支払われます。',
    active: '有効', past_due: 'お支払い遅延', paid: '支払い済み',
  },
  ar: {
    nav: 'حسابك', title: 'الفوترة', account: 'الحساب', plan: 'الخطة', billing: 'الفوترة', yourPlan: 'خطتك',
    planText: 'خرائط دون اتصال وخطوط كنتورية ودفتر ملاحظات لكل نزهة.', name: 'الاسم', email: 'تُرسل الإيصالات إلى',
    payTitle: 'طريقة الدفع', update: 'تحديث طريقة الدفع', history: 'سجل الفواتير', date: 'التاريخ',
    description: 'الوصف', status: 'الحالة', amount: 'المبلغ',
    foot: 'Fernway، خرائط وملاحظات للمشاة. شركة خيالية لأجل هذا العرض.',
    payText: 'تُدفع رسوم \u2068{plan}\u2069 بطريقة الدفع هذه.',
    active: 'نشطة', past_due: 'دفعة متأخرة', paid: 'مدفوعة',
  },
};

/** Whether a language is written from right to left. */
function isRightToLeft(tag) {
  return ['ar', 'fa', 'he', 'ur'].includes(new Intl.Locale(tag).language);
}

/** Puts the page into a language, English where there are no texts, and returns the texts. */
export function translate(tag) {
  const texts = TEXTS[tag] ?? TEXTS[new Intl.Locale(tag).language];
  const root = document.documentElement;
  root.lang = texts ? tag : 'en';
  root.dir = texts && isRightToLeft(tag) ? 'rtl' : 'ltr';
  if (!texts) return ENGLISH;
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts[node.dataset.text];
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', texts[node.dataset.label]);
  document.title = `${texts.title} – Fernway`;
  return texts;
}

//! German.

use super::{Checkout, Form, Pay, Said, Words};

pub(super) const WORDS: Words = Words {
    back: "Zurück zu Ihrem Konto",
    checkout: Checkout {
        charged: "{amount} werden jetzt abgebucht: Ihre offene Rechnung wird bezahlt, sobald diese Zahlungsart gespeichert ist.",
        later: "Jetzt wird nichts abgebucht. Diese Zahlungsart wird für Ihre nächsten Zahlungen verwendet.",
        tried_again: "Jetzt wird nichts abgebucht. Beim nächsten Versuch wird Ihre offene Rechnung mit dieser Zahlungsart bezahlt.",
        stays_open: "Jetzt wird nichts abgebucht. Ihre offene Rechnung bleibt offen, bis sie bezahlt ist.",
    },
    pay: Pay {
        title: "Sichere Zahlung",
        foot: "Zahlungen wickelt Paddle ab. Ihre Kartendaten erreichen diese Website nicht.",
        no_script: "Diese Seite braucht JavaScript, um das Zahlungsformular von Paddle zu öffnen. Bitte schalten Sie es ein und laden Sie die Seite neu, oder öffnen Sie den Link aus Ihrer E-Mail auf einem anderen Gerät.",
        retry: "Erneut versuchen",
        opening: Said {
            title: "Das sichere Zahlungsformular wird geöffnet",
            text: "Das dauert einen Augenblick. Das Formular und alle Beträge darin stammen von Paddle.",
        },
        open: Said {
            title: "Weiter geht es im Zahlungsformular",
            text: "Das Formular ist geöffnet. Falls Sie es nicht sehen, blättern Sie nach oben oder laden Sie die Seite neu.",
        },
        closed: Said {
            title: "Sie haben das Zahlungsformular geschlossen",
            text: "Hier wurde nichts abgeschlossen. Sie können das Formular jederzeit wieder öffnen.",
        },
        done: Said {
            title: "Vielen Dank",
            text: "Wir bringen Sie zurück zu Ihrem Konto. Dort wird das Ergebnis bestätigt.",
        },
        incomplete: Said {
            title: "Dieser Link ist unvollständig",
            text: "Bitte öffnen Sie ihn noch einmal aus Ihrer E-Mail, oder gehen Sie zu Ihrem Konto. Es wurde nichts abgebucht.",
        },
        blocked: Said {
            title: "Das Zahlungsformular hat sich nicht geöffnet",
            text: "Es konnte nicht geladen werden. Bitte prüfen Sie Ihre Verbindung und etwaige Werbe- oder Skriptblocker und versuchen Sie es erneut. Es wurde nichts abgebucht.",
        },
        broken: Said {
            title: "Das Zahlungsformular hat sich nicht geöffnet",
            text: "Es konnte nicht gestartet werden. Bitte laden Sie die Seite neu, oder verwenden Sie einen anderen Browser. Es wurde nichts abgebucht.",
        },
        silent: Said {
            title: "Das Zahlungsformular hat sich nicht geöffnet",
            text: "Vielleicht verhindert es eine Datenschutz-Erweiterung oder eine schlechte Verbindung. Bitte versuchen Sie es erneut, oder verwenden Sie einen anderen Browser. Es wurde nichts abgebucht.",
        },
        refused: Said {
            title: "Diese Zahlung lässt sich nicht öffnen",
            text: "Vielleicht ist sie schon bezahlt oder ersetzt: Bitte sehen Sie in Ihrem Konto nach. Sonst versuchen Sie es später noch einmal.",
        },
    },
    form: Form {
        session: Said {
            title: "Bitte melden Sie sich erneut an",
            text: "Ihre Sitzung ist abgelaufen. Gehen Sie zurück zu Ihrem Konto, laden Sie die Seite neu und versuchen Sie es noch einmal. Es hat sich nichts geändert.",
        },
        canceled: Said {
            title: "Dieses Abonnement ist beendet",
            text: "Es gibt keine Zahlungsart mehr, die geändert werden könnte.",
        },
        paused: Said {
            title: "Dieses Abonnement ist pausiert",
            text: "Bitte setzen Sie es zuerst fort und ändern Sie dann die Zahlungsart.",
        },
        manual: Said {
            title: "Dieses Abonnement wird per Rechnung bezahlt",
            text: "Es ist keine Zahlungsart hinterlegt. Bitte nutzen Sie den Zahlungslink auf Ihrer neuesten Rechnung.",
        },
        missing: Said {
            title: "Es gibt noch keine Zahlungsart",
            text: "Es ist nichts hinterlegt, das ersetzt werden könnte. Bitte wenden Sie sich an den Kundendienst.",
        },
        locked: Said {
            title: "Ihr Abonnement wird gerade aktualisiert",
            text: "Das dauert einen Augenblick. Bitte versuchen Sie es in einer Minute erneut. Es wurde dadurch nichts abgebucht oder geändert.",
        },
        crowded: Said {
            title: "Im Moment zu viele Anfragen",
            text: "Bitte warten Sie eine Minute und versuchen Sie es erneut. Es wurde nichts abgebucht oder geändert.",
        },
        later: Said {
            title: "Bitte versuchen Sie es gleich noch einmal",
            text: "Die Zahlungsseite ließ sich gerade nicht öffnen. Es wurde nichts abgebucht oder geändert.",
        },
        refused: Said {
            title: "Die Zahlungsseite ließ sich nicht öffnen",
            text: "Es wurde nichts abgebucht oder geändert. Wenn es wieder geschieht, wenden Sie sich bitte an den Kundendienst und nennen Sie das Wort unten.",
        },
    },
};

// Whether a text holds what must not leave as it is: an address, a card or account number, a credential. Checked where patterns have a
// check digit, so that an order number is not taken for a card.
import { passesLuhn, passesMod97 } from "./check-digits.ts";

const email = /[^\s@]+@[^\s@]+\.[^\s@.]+/;
const credential = /\b(?:Bearer|Basic) [\w+/=.-]{8,}|\beyJ[\w-]{4,}\.[\w-]{4,}\./;
const digitRuns = /(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w.])/g;
const accounts = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g;
/** Visa, Mastercard, American Express, Discover, JCB, Diners, Maestro, UnionPay. */
const issuers = /^(?:4|5[0-8]|2[2-7]|3[04-9]|6)/;
const maxLength = 4096;

/** Tells whether `text` holds an e-mail address, a card number, an IBAN or a credential. Of a longer one the first 4,096 characters are looked at. */
export function isPersonal(text: string): boolean {
  const start = text.length > maxLength ? text.slice(0, maxLength) : text;
  return (
    email.test(start) ||
    credential.test(start) ||
    some(start, digitRuns, isCard) ||
    some(start, accounts, passesMod97)
  );
}

function some(text: string, pattern: RegExp, check: (found: string) => boolean): boolean {
  for (const [found] of text.matchAll(pattern)) if (check(found.replace(/[ -]/g, ""))) return true;
  return false;
}

function isCard(digits: string): boolean {
  return issuers.test(digits) && passesLuhn(digits);
}

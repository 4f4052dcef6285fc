// Values that should not be in telemetry: recognized by their form, not by the name of their attribute.

/** What a value looks like. */
export type SensitiveKind =
  | "an email address"
  | "a credit card number"
  | "a token"
  | "a private key"
  | "an IBAN";

/** What every one of the forms below has: spares ordinary values their comparison. */
const suspicious = /[@\d]|eyJ|PRIVATE KEY|Bearer|_live_|gh[pousr]_|AKIA|xox|tlt[ks]_/;
const email = /^[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i;
const jwt = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/;
const token =
  /\b(?:Bearer\s+[\w.~+/-]{16,}|sk_live_\w{16,}|gh[pousr]_\w{30,}|AKIA[A-Z0-9]{16}|tlt[ks]_[\w-]{20,}|xox[baprs]-[\w-]{10,})/;
const iban = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?$/;
const card = /^\d(?:[ -]?\d){12,18}$/;

/** Says what `value` looks like; undefined for an ordinary value. Only the first 4,096 characters count. */
export function sensitiveKind(value: unknown): SensitiveKind | undefined {
  if (typeof value !== "string" || value.length < 8) return undefined;
  const text = value.length > 4096 ? value.slice(0, 4096) : value;
  if (!suspicious.test(text)) return undefined;
  return forms.find(([, fits]) => fits(text))?.[0];
}

const forms: readonly (readonly [SensitiveKind, (text: string) => boolean])[] = [
  ["an email address", (text) => text.includes("@") && email.test(text)],
  ["a private key", (text) => /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/.test(text)],
  ["a token", (text) => jwt.test(text) || token.test(text)],
  ["an IBAN", (text) => text.length <= 42 && iban.test(text) && isIban(text)],
  ["a credit card number", (text) => text.length <= 30 && card.test(text) && isCard(text)],
];

/** The check digits of ISO 13616. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const letter of turned) {
    const number = /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 55;
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
}

/** The check digit of Luhn, and the first digit of a card scheme. */
function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    sum += at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

// Money as it is given: a finite number, or a decimal string that stays exact. Nothing here adds or rounds.

/** An amount: a finite number, or decimal text such as `"99.99"`, which is sent as it is, digit by digit. */
export type Amount = number | string;

const decimal = /^-?\d+(\.\d+)?$/;
const maxDecimalLength = 64;

/**
 * Gives `value` back when it is an amount, else `undefined`.
 *
 * Decimal text is `-?digits(.digits)?` of at most 64 characters: no exponent, no sign `+`, no spaces, no separators.
 */
export function toAmount(value: unknown): Amount | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value !== "string" || value.length > maxDecimalLength) return undefined;
  return decimal.test(value) ? value : undefined;
}

/** What is sent where the caller named no currency. */
export const defaultCurrency = "USD";

/** ISO 4217's code for "no currency": keeps an amount whose currency makes no sense apart from all real money. */
export const noCurrency = "XXX";

/** ISO 4217 as of 2026, and at the end what it gave up since 2023, which old orders still name. */
const currencies: ReadonlySet<string> = new Set(
  (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP " +
    "COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK " +
    "JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN " +
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP " +
    "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG " +
    "XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG ANG BGN CUC HRK SLL ZWL"
  ).split(" "),
);

/** Gives the three capital letters of an ISO 4217 code back, also for small ones; `undefined` for anything else. */
export function toCurrency(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 16) return undefined;
  if (currencies.has(value)) return value;
  const code = value.trim().toUpperCase();
  return currencies.has(code) ? code : undefined;
}

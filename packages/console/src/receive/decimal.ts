// Amounts of money as decimal text. Doubles go through their shortest spelling, so 99.99 stays 99.99 and never becomes 99.98999….

const places = 9;
const maxWholeDigits = 29;

/**
 * Spells an amount as sent (double, int64 or decimal text) for a `Decimal(38, 9)`: at most nine places, half rounded away from zero.
 *
 * @returns `undefined` when it is not a finite decimal number or does not fit.
 */
export function toDecimal(value: unknown): string | undefined {
  if (typeof value === "bigint")
    return fit(value < 0n ? "-" : "", (value < 0n ? -value : value).toString(), "");
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const match = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d{1,3}))?$/i.exec(String(value).trim());
  if (match === null || match[0].length > 400) return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const shifted = shift(whole!, fraction, Number(exponent));
  return fit(sign === "-" ? "-" : "", shifted.whole, shifted.fraction);
}

function shift(whole: string, fraction: string, exponent: number): { whole: string; fraction: string } {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return { whole: "0", fraction: "0".repeat(-point) + digits };
  return { whole: digits.slice(0, point).padEnd(point, "0"), fraction: digits.slice(point) };
}

function fit(sign: string, whole: string, fraction: string): string | undefined {
  let scaled = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
  if (fraction.charCodeAt(places) >= 53) scaled += 1n;
  const text = scaled.toString().padStart(places + 1, "0");
  const wholePart = text.slice(0, -places);
  if (wholePart.length > maxWholeDigits) return undefined;
  const fractionPart = text.slice(-places).replace(/0+$/, "");
  const unsigned = fractionPart === "" ? wholePart : `${wholePart}.${fractionPart}`;
  return scaled === 0n ? "0" : sign + unsigned;
}

// Rejection thresholds of consistent sampling (specification: trace state, probability sampling): a span is kept when its
// randomness R, 56 bits, is at least T. T = (1 - probability) · 2^56, written in up to 14 hex digits without trailing zeros.

/** 2^56: the threshold that keeps nothing. */
export const maxThreshold: bigint = 1n << 56n;
const digits = 14;
/** Digits of the threshold that are kept beyond the leading `f`s or zeros, as the specification recommends. */
const precision = 4;

/** The threshold of `probability`, from 2^-56 to 1; rounded to four significant hex digits. */
export function thresholdOf(probability: number): bigint {
  if (probability >= 1) return 0n;
  // doubles are exact enough: 52 bits of the 56, and only the leading ones are kept
  const whole = maxThreshold - BigInt(Math.round(probability * 2 ** 56));
  if (whole >= maxThreshold) return maxThreshold;
  const leading = probability < 0.5 ? Math.floor(-Math.log2(probability) / 4) : 0;
  const shift = BigInt(Math.max(0, digits - precision - leading) * 4);
  const unit = 1n << shift;
  const rounded = ((whole + unit / 2n) / unit) * unit;
  return rounded >= maxThreshold ? maxThreshold - unit : rounded;
}

/** `T` as `th` has it: hex digits without trailing zeros, "0" for none rejected. */
export function formatThreshold(threshold: bigint): string {
  const text = threshold.toString(16).padStart(digits, "0").replace(/0+$/, "");
  return text === "" ? "0" : text;
}

/** Reads `th`; undefined when it is invalid. */
export function parseThreshold(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[0-9a-f]{1,14}$/.test(text)) return undefined;
  return BigInt(`0x${text.padEnd(digits, "0")}`);
}

/** Reads `rv`, explicit randomness: exactly 14 hex digits; undefined when it is invalid. */
export function parseRandomness(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[0-9a-f]{14}$/.test(text) ? BigInt(`0x${text}`) : undefined;
}

/** The randomness in a trace id of 32 hex digits: its last 56 bits. */
export function randomnessOf(traceId: string): bigint {
  return BigInt(`0x${traceId.slice(-digits)}`);
}

// Shares as texts of messages write them.

/** A share of 0 to 1 in per cent, with so many significant digits: `23 %`. What is not all is never `100 %`. */
export function percentText(share: number, digits: number): string {
  const percent = share * 100;
  const text = String(Number(percent.toPrecision(digits)));
  if (percent >= 100 || Number(text) < 100) return `${text} %`;
  return percent > 99.995 ? ">99.99 %" : `${percent.toFixed(2)} %`;
}

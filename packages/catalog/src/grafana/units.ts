// Units of a catalog (UCUM, ISO 4217) as units of Grafana's panels.

const units: ReadonlyMap<string, string> = new Map([
  ["s", "s"],
  ["ms", "ms"],
  ["us", "µs"],
  ["ns", "ns"],
  ["min", "m"],
  ["h", "h"],
  ["d", "d"],
  ["By", "bytes"],
  ["KiBy", "kbytes"],
  ["MiBy", "mbytes"],
  ["GiBy", "gbytes"],
  ["TiBy", "tbytes"],
  ["kBy", "deckbytes"],
  ["MBy", "decmbytes"],
  ["GBy", "decgbytes"],
  ["TBy", "dectbytes"],
  ["bit", "bits"],
  ["By/s", "binBps"],
  ["bit/s", "bps"],
  ["%", "percent"],
  ["1", "percentunit"],
  ["1/s", "cps"],
  ["Hz", "hertz"],
  ["Cel", "celsius"],
  ["K", "kelvin"],
  ["V", "volt"],
  ["A", "amp"],
  ["W", "watt"],
  ["J", "joule"],
  ["m", "lengthm"],
  ["g", "massg"],
]);

const currencies: ReadonlySet<string> = new Set(
  "USD GBP EUR JPY RUB UAH BRL DKK ISK NOK SEK CZK CHF PLN ZAR INR KRW IDR PHP VND".split(" "),
);

/** The unit of a panel; `short`, a number with k and M, where Grafana has none. */
export function grafanaUnit(unit: string): string {
  if (currencies.has(unit)) return `currency${unit}`;
  return units.get(unit) ?? "short";
}

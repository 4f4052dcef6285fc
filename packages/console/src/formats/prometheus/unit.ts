// Units of Prometheus, whole words, to those of OpenTelemetry (UCUM).
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata

const words: ReadonlyMap<string, string> = new Map([
  ["days", "d"],
  ["hours", "h"],
  ["minutes", "min"],
  ["seconds", "s"],
  ["milliseconds", "ms"],
  ["microseconds", "us"],
  ["nanoseconds", "ns"],
  ["bytes", "By"],
  ["kibibytes", "KiBy"],
  ["mebibytes", "MiBy"],
  ["gibibytes", "GiBy"],
  ["tebibytes", "TiBy"],
  ["kilobytes", "KBy"],
  ["megabytes", "MBy"],
  ["gigabytes", "GBy"],
  ["terabytes", "TBy"],
  ["meters", "m"],
  ["volts", "V"],
  ["amperes", "A"],
  ["joules", "J"],
  ["watts", "W"],
  ["grams", "g"],
  ["celsius", "Cel"],
  ["hertz", "Hz"],
  ["percent", "%"],
  ["ratio", "1"],
]);

const perWords: ReadonlyMap<string, string> = new Map([
  ["second", "s"],
  ["minute", "min"],
  ["hour", "h"],
  ["day", "d"],
  ["week", "wk"],
  ["month", "mo"],
  ["year", "yr"],
]);

/** `bytes_per_second` → `By/s`; what is not known stays as it is. */
export function toOtelUnit(unit: string): string {
  const [what, per, ...more] = unit.split("_per_");
  if (per === undefined || more.length > 0) return words.get(unit) ?? unit;
  return `${words.get(what!) ?? what}/${perWords.get(per) ?? per}`;
}

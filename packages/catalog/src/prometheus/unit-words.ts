// Units of OpenTelemetry (UCUM) in the words that Prometheus uses: `ms` is milliseconds, `By/s` bytes_per_second.
// Specification: compatibility/prometheus_and_openmetrics, "Metric Metadata".

const words: ReadonlyMap<string, string> = new Map([
  ["d", "days"],
  ["h", "hours"],
  ["min", "minutes"],
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
  ["By", "bytes"],
  ["KiBy", "kibibytes"],
  ["MiBy", "mebibytes"],
  ["GiBy", "gibibytes"],
  ["TiBy", "tebibytes"],
  ["kBy", "kilobytes"],
  ["KBy", "kilobytes"],
  ["MBy", "megabytes"],
  ["GBy", "gigabytes"],
  ["TBy", "terabytes"],
  ["m", "meters"],
  ["V", "volts"],
  ["A", "amperes"],
  ["J", "joules"],
  ["W", "watts"],
  ["g", "grams"],
  ["Cel", "celsius"],
  ["Hz", "hertz"],
  ["%", "percent"],
  ["1", ""],
]);

const singular: ReadonlyMap<string, string> = new Map([
  ["s", "second"],
  ["min", "minute"],
  ["m", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
  ["wk", "week"],
  ["mo", "month"],
  ["y", "year"],
  ["a", "year"],
]);

/** The two halves of a unit in words; empty where there is nothing to say. */
export interface UnitWords {
  readonly main: string;
  /** `per_second` and the like. */
  readonly per: string;
}

/** The words of `unit`. Text in braces is an annotation and has none; an unknown unit is its own word. */
export function unitWords(unit: string): UnitWords {
  const slash = unit.indexOf("/");
  const main = withoutAnnotation(slash < 0 ? unit : unit.slice(0, slash));
  const per = slash < 0 ? "" : withoutAnnotation(unit.slice(slash + 1));
  const perWord = singular.get(per) ?? clean(words.get(per) ?? per);
  return { main: clean(words.get(main) ?? main), per: perWord === "" ? "" : `per_${perWord}` };
}

function withoutAnnotation(unit: string): string {
  return unit.replaceAll(/\{[^}]*(\}?)/g, (found, end) => (end === "" ? found : "")).trim();
}

function clean(word: string): string {
  return word.replaceAll(/[^a-zA-Z0-9:]+/g, "_").replaceAll(/^_+|_+$/g, "");
}

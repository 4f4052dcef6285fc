// The scale on which a measure is watched: one on which chance moves small and large values alike. Roots of counts (Anscombe), arcsines
// of the roots of shares, logarithms of durations. A detector that sees values on these scales needs no other idea of counting noise.
import type { Measure } from "./subjects.ts";

/** A value on the scale of `measure`; `total` is what a share was counted of. */
export function toScale(measure: Measure, value: number, total: number): number {
  switch (measure) {
    case "rate":
      return 2 * Math.sqrt(value + 3 / 8);
    case "errors":
    case "completion":
    case "conversion":
      return 2 * Math.asin(Math.sqrt(Math.min(1, (value * total + 3 / 8) / (total + 3 / 4))));
    case "p95":
      return Math.log(Math.max(value, 1e-6));
    case "value":
      return value;
  }
}

/** The inverse of {@link toScale}. */
export function fromScale(measure: Measure, scaled: number, total: number): number {
  switch (measure) {
    case "rate":
      return Math.max(0, (Math.max(0, scaled) / 2) ** 2 - 3 / 8);
    case "errors":
    case "completion":
    case "conversion": {
      const share = Math.sin(Math.max(0, Math.min(Math.PI, scaled)) / 2) ** 2;
      return Math.max(0, Math.min(1, (share * (total + 3 / 4) - 3 / 8) / Math.max(1, total)));
    }
    case "p95":
      return Math.exp(Math.min(100, scaled));
    case "value":
      return scaled;
  }
}

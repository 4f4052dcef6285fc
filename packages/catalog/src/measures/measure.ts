// What a figure means: one declaration, which pages, the API, alerts and the reference share.

export type MeasureUnit = "count" | "per second" | "share" | "ms" | "amount" | "factor";

export interface Measure {
  /** As labels of pages name it. */
  readonly name: string;
  /** In sentences such as "… of purchase fell", where the name is not a noun. */
  readonly noun?: string;
  /** `share`: 0 to 1. */
  readonly unit: MeasureUnit;
  /** Which spans or records it is of. */
  readonly population: string;
  /** What counts: what is stored, or what the stored spans stand for before sampling. */
  readonly counts: "stored" | "estimated";
  /** Of a share: what is divided by what. */
  readonly of?: { readonly part: string; readonly whole: string };
  /** Of a percentile: the durations are known by their bucket only, so that it is shown as an estimate. */
  readonly isFromBuckets?: true;
  /** Which direction is good; absent: neither. */
  readonly good?: "more" | "less";
  /** With fewer stored observations, pages do not judge it. */
  readonly least?: number;
  /** One sentence, for tooltips and the reference. */
  readonly text: string;
}

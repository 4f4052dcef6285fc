// The time that the catalog looks at: full hours, as its roll-up has them.
import type { ApiContext } from "../context.ts";
import { readRange } from "../params/params.ts";
import { type Range, toRangeParams } from "../time/range.ts";

const hourNs = 3_600_000_000_000n;

export interface CatalogWindow extends Range {
  readonly service: string | undefined;
  readonly seconds: number;
}

/** The range of a request, widened to full hours. */
export function readWindow(
  params: Parameters<typeof readRange>[0] & { readonly service?: string | undefined },
  context: ApiContext,
): CatalogWindow {
  const { fromNs, toNs } = readRange(params, context);
  const from = (fromNs / hourNs) * hourNs;
  const to = ((toNs + hourNs - 1n) / hourNs) * hourNs;
  // What is not over yet does not count for a rate.
  const end = BigInt(context.nowMs()) * 1_000_000n;
  const length = (to < end ? to : end > from ? end : to) - from;
  return { fromNs: from, toNs: to, service: params.service, seconds: Number(length) / 1e9 };
}

/** The window of the last hours, as `from=-24h` gives it: that many, and the current one. */
export function lastHours(hours: number, service: string | undefined, nowMs: number): CatalogWindow {
  const nowNs = BigInt(nowMs) * 1_000_000n;
  const fromNs = (nowNs / hourNs - BigInt(hours)) * hourNs;
  const toNs = ((nowNs + hourNs - 1n) / hourNs) * hourNs;
  return { fromNs, toNs, service, seconds: Number(nowNs - fromNs) / 1e9 };
}

/** Parameters that all queries of the catalog have. */
export function windowParams(window: CatalogWindow): {
  readonly from: string;
  readonly to: string;
  readonly service: string | undefined;
} {
  return { ...toRangeParams(window), service: window.service };
}

// What tokens cost, by a table that the user gives: prices change, and a library should not guess them.
import type { Usage } from "./model-answer.ts";

/** Prices for a million tokens. */
export interface ModelPrice {
  /** Price of a million input tokens. */
  readonly input: number;
  /** Price of a million output tokens. */
  readonly output: number;
  /** Of input tokens that were cached; as `input` by default. */
  readonly cacheRead?: number | undefined;
  /** Of input tokens put into the cache; as `input` by default. */
  readonly cacheWrite?: number | undefined;
}

/** Prices by model: its name, or the beginning of it with `*` at the end. The longest that fits counts. */
export type Prices = Readonly<Record<string, ModelPrice>>;

/** The cost of `usage`; undefined where no price is known for any of `models`, or no token was counted. */
export function costOf(
  prices: Prices | undefined,
  models: readonly (string | undefined)[],
  usage: Usage,
): number | undefined {
  if (prices === undefined || (usage.input === undefined && usage.output === undefined)) return undefined;
  const price = models.map((model) => priceOf(prices, model)).find((found) => found !== undefined);
  if (price === undefined) return undefined;
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = usage;
  const fresh = Math.max(0, input - cacheRead - cacheWrite);
  const sum =
    fresh * price.input +
    cacheRead * (price.cacheRead ?? price.input) +
    cacheWrite * (price.cacheWrite ?? price.input) +
    output * price.output;
  const cost = sum / 1e6;
  // to a millionth of a millionth: what binary fractions add is not money
  return Number.isFinite(cost) ? Math.round(cost * 1e12) / 1e12 : undefined;
}

function priceOf(prices: Prices, model: string | undefined): ModelPrice | undefined {
  if (model === undefined) return undefined;
  if (Object.hasOwn(prices, model)) return prices[model];
  let best = "";
  for (const name of Object.keys(prices))
    if (name.endsWith("*") && model.startsWith(name.slice(0, -1)) && name.length > best.length) best = name;
  return best === "" ? undefined : prices[best];
}

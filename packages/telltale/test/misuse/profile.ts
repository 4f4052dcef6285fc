// What the compiler says about profiles; nothing here runs.
import { profile, type ProfileClass, type ProfileOptions, start } from "../../src/index.ts";

/** Compiles only where `Actual` is exactly `Expected`. */
type Exactly<Actual, Expected> =
  (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2 ? true : never;
const holds = <_ extends true>(): void => {};

// what the callback returns comes back
const ranked = profile("rank", () => [3, 1, 2]);
holds<Exactly<typeof ranked, number[]>>();
const later = profile("rank", async () => "done", { items: 3 });
holds<Exactly<typeof later, Promise<string>>>();
const generated = profile("rank", function* () {
  yield 1;
});
holds<Exactly<typeof generated, Generator<1, void, unknown>>>();

// figures are typed, and so is the function that reads the items from the result: awaited, and of a generator what it returns
profile("rank", () => [1], { items: (result: number[]) => result.length });
profile("rank", () => [1], { items: (result) => result.length });
profile("rank", async () => new Set("abc"), { items: ({ size }) => size });
profile(
  "rank",
  function* () {
    yield 1;
    return "abc";
  },
  { items: (text) => text.length },
);
const noItems: ProfileOptions = { items: (result: string) => result.length };
profile("rank", () => "abc", noItems);
// @ts-expect-error -- a list has no size
profile("rank", async () => [1], { items: ({ size }) => size });
// @ts-expect-error -- nor is it a text
profile("rank", () => [1], { items: (result: string) => result.length });
profile("rank", () => [1], {
  thresholds: { fastMs: 10 },
  onResult: ({ class: kind, itemsPerSecond }) => {
    holds<Exactly<typeof kind, ProfileClass>>();
    holds<Exactly<typeof itemsPerSecond, number | undefined>>();
  },
});

// @ts-expect-error -- the function comes second
profile("rank", { items: 3 }, () => 1);
// @ts-expect-error -- items are a number
profile("rank", () => 1, { items: "3" });
// @ts-expect-error -- no such figure
profile("rank", () => 1, { onResult: ({ rss }) => rss });
// @ts-expect-error -- thresholds have their names
profile("rank", () => 1, { thresholds: { verySlowMs: 1 } });
// @ts-expect-error -- no such option of CPU profiles
start({ cpuProfiles: { threshold: 100 } });

// The contract of a store, whatever it is: rows of every table come back, duplicates count once, roll-ups are put right, what is too old
// goes, documents have versions. What the API answers
// is for the tests of the API on the embedded engine, and for `answers.ts` on every other store.
import { afterAll, beforeAll, describe } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { describeKeeping, describeRollups } from "./keeping.ts";
import type { StoreLocation } from "./locations.ts";
import { describeRows } from "./rows.ts";

/** Runs the contract on the stores that `makeLocation` makes room for. */
export function describeStore(name: string, makeLocation: () => Promise<StoreLocation>): void {
  // oxlint-disable-next-line vitest/valid-title -- the caller names the store
  describe(name, () => {
    let location: StoreLocation;
    let store: Store;

    beforeAll(async () => {
      location = await makeLocation();
      store = await location.open({ writer: { maxAgeMs: 5 } });
    });
    afterAll(async () => {
      await store?.close();
      await location?.remove();
    });

    describeRollups(() => store);
    describeRows(() => store);
    describeKeeping(() => store, makeLocation);
  });
}

// The contract of a store, whatever it is: rows of every table come back, duplicates count once, roll-ups are put right, what is too old
// goes, documents have versions. What the API answers
// is for the tests of the API on the embedded engine, and for `answers.ts` on every other store.
import { afterAll, beforeAll, describe } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { describeKeeping, describeRollups } from "./keeping.ts";
import type { Place } from "./places.ts";
import { describeRows } from "./rows.ts";

/** Runs the contract on the stores that `makePlace` makes room for. */
export function describeStore(name: string, makePlace: () => Promise<Place>): void {
  // oxlint-disable-next-line vitest/valid-title -- whoever calls names the store
  describe(name, () => {
    let place: Place;
    let store: Store;

    beforeAll(async () => {
      place = await makePlace();
      store = await place.open({ writer: { maxAgeMs: 5 } });
    });
    afterAll(async () => {
      await store?.close();
      await place?.remove();
    });

    describeRollups(() => store);
    describeRows(() => store);
    describeKeeping(() => store, makePlace);
  });
}

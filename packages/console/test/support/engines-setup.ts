// Before the tests of the store: makes the store that all of them copy, once. After them: removes what the engines of their workers left.
import { makePreparedStore } from "./prepared-store.ts";
import { removeLeftEngines } from "./worker-engine.ts";

export async function setup(): Promise<void> {
  removeLeftEngines();
  // workers are ended by a signal, after the end of all setups
  process.once("exit", removeLeftEngines);
  await makePreparedStore();
}

// @module-tag extended
// The contract of a store on the engine that the console starts.
import { describeStore } from "./store-contract/describe-store.ts";
import { preparedLocation } from "./store-contract/locations.ts";

describeStore("the embedded engine", preparedLocation);

// The contract of a store on the engine that the console starts.
import { describeStore } from "./store-contract/describe-store.ts";
import { preparedPlace } from "./store-contract/places.ts";

describeStore("the embedded engine", preparedPlace);

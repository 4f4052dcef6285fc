// The contract of a store on the engine that the console starts.
import { describeStore } from "./store-contract/describe-store.ts";
import { embeddedPlace } from "./store-contract/places.ts";

describeStore("the embedded engine", embeddedPlace);

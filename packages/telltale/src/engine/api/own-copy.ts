// The copy of the API that came into the process with this library: in a bundle it is the program's own, which nothing else leads to.
// What Node loads comes without one and finds those that are in use (docs/adr/046): there, own-copy-absent.ts replaces this file.
import * as api from "@opentelemetry/api";
import type { ApiCopy } from "./registered.ts";

/** Our own copy; undefined where it was left out. */
export const ownCopy: ApiCopy | undefined = api;

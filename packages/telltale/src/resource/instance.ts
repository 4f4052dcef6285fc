// The instance of a service (semantic conventions: service): a random UUID per process.
import { builtin } from "../engine/builtin.ts";
import type { Found, Surroundings } from "./detector.ts";

// one for every reader; it spares the start of the process `node:crypto`, which costs more than all other detectors together
const kernel = "/proc/sys/kernel/random/uuid";

/** Makes up `service.instance.id`. */
export function detectInstance(around: Surroundings): Found {
  return { "service.instance.id": around.readText(kernel)?.trim() || builtin("crypto")().randomUUID() };
}

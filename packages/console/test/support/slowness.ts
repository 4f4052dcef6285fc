import { availableParallelism, loadavg } from "node:os";

/** A machine with more processes than processors is slow, not wrong; what it was like a moment ago shows late in its load. */
export const slowness = (): number => Math.max(1, loadavg()[0]! / availableParallelism());

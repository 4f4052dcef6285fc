// Tests on every Node that a package promises: the oldest one and the newest are in `npm test`, those between in `npm run test:all`.
import { describe } from "vitest";

/** Declares the tests of `declare` for each of `runtimes` (executables by version, the oldest first). */
export function describeNodes(
  runtimes: readonly (readonly [version: string, node: string])[],
  declare: (version: string, node: string) => void,
): void {
  for (const [at, [version, node]] of runtimes.entries()) {
    const isBetween = at > 0 && at < runtimes.length - 1;
    describe(`on Node ${version}`, { tags: isBetween ? ["extended"] : [] }, () => {
      declare(version, node);
    });
  }
}

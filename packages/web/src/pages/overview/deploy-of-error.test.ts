import type { Deploy, ErrorGroup } from "contract";
import { expect, test } from "vitest";

import { newestFirst } from "./deploy-of-error.ts";

const group = (fingerprint: string, service: string, ...releases: string[]): ErrorGroup =>
  ({ fingerprint, services: [service], releases }) as unknown as ErrorGroup;
const deploy = (service: string, version: string, previous: string): Deploy =>
  ({ service, version, previous }) as unknown as Deploy;

test("errors of a new version come first, and the first version of a service is not a deploy", () => {
  const deploys = [deploy("payments", "2.42.0", "2.40.3"), deploy("storefront", "5.0.0", "")];
  const errors = newestFirst(
    [
      group("without a version", "payments"),
      group("of the first version", "storefront", "5.0.0"),
      group("of another service", "cart", "2.42.0"),
      group("of the deploy", "payments", "2.42.0", "2.43.0"),
    ],
    deploys,
  );
  expect(errors.map((error) => [error.group.fingerprint, error.deploy?.version])).toEqual([
    ["of the deploy", "2.42.0"],
    ["without a version", undefined],
    ["of the first version", undefined],
    ["of another service", undefined],
  ]);
});

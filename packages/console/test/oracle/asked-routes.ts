// What the list of routes with an oracle says of a file is true: the file asks these routes.
import { beforeAll, expect, test } from "vitest";
import { routesWithOracle } from "../../../../tools/oracles/with-oracle.ts";
import { askedRoutes } from "../api/harness.ts";

/** To be called after all tests of the file. */
export function testAskedRoutes(file: keyof typeof routesWithOracle): void {
  beforeAll(() => askedRoutes.clear());
  test("every route that has an oracle here was asked", () => {
    const routes: readonly string[] = routesWithOracle[file];
    expect([...askedRoutes]).toEqual(
      expect.arrayContaining(routes.map((route) => route.replace(/^\w+ /, ""))),
    );
  });
}

// What the list of routes with an oracle says of a file is true: the file asks these routes.
import { beforeAll, expect, test } from "vitest";
import { routesWithOracle } from "../../../../tools/oracles/with-oracle.ts";
import { askedRoutes } from "../api/harness.ts";

/** To be called after all tests of the file. `tags`: of the longest run among those that ask. */
export function testAskedRoutes(file: keyof typeof routesWithOracle, ...tags: "extended"[]): void {
  beforeAll(() => askedRoutes.clear());
  test("every route that has an oracle here was asked", { tags }, () => {
    const routes: readonly string[] = routesWithOracle[file];
    expect([...askedRoutes]).toEqual(
      expect.arrayContaining(routes.map((route) => route.replace(/^\w+ /, ""))),
    );
  });
}

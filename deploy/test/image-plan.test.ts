import { describe, expect, test } from "vitest";

import { supportedVersions } from "../images/agent-image.ts";
import { planImages } from "../images/plan.ts";
import type { Variant } from "../images/settings.ts";

const tagsOf = (versions: readonly string[], variants: readonly Variant[]): readonly string[] =>
  planImages({
    versions,
    variants,
    imageName: "telltale",
    tagPrefix: "1-",
    isOffline: true,
    retries: { retries: 0, delayMs: 0 },
    platforms: [],
    output: { kind: "oci", place: "." },
    cache: ".",
  }).map(({ tag }) => tag);

describe("the tags of images", () => {
  test("`all` is that of all versions", () => {
    expect(tagsOf(supportedVersions, ["ours", "full"])).toEqual(
      expect.arrayContaining(["1-all", "1-all-full"]),
    );
  });

  test("an image of some versions is named after them", () => {
    expect(tagsOf(["22", "24"], ["ours"])).toEqual(["1-node22", "1-node24", "1-node22-node24"]);
    expect(tagsOf(["24"], ["full"])).toEqual(["1-node24-full"]);
  });
});

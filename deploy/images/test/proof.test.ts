// @module-tag extended
// What umoci and skopeo say about each image, and what is in it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { npm } from "../../../tools/npm.ts";
import { root } from "../../../tools/source-files.ts";
import { ownPackage } from "../source/own-package.ts";
import { outputOf, temporaryFolder, unpack } from "./build-command.ts";
import { builtImages } from "./built-images.ts";
import { checkDocuments, wrongModes } from "./contents.ts";

const { layout, summary } = await builtImages();
const rows = summary.split("\n").flatMap((line) => {
  const [, tag, compressed, unpacked] = /^(\S+) +linux\/\w+ +([\d.]+) MB +([\d.]+) MB/.exec(line) ?? [];
  return tag === undefined ? [] : [{ tag, compressed: Number(compressed), unpacked: Number(unpacked) }];
});
const agents = rows.filter(({ tag }) => tag !== "console");

interface Config {
  readonly config: Readonly<Record<string, unknown>>;
}

describe.skipIf(layout === undefined)("the images", () => {
  test("there is one per version, one for all, each with its variant, and the console's", () => {
    const singles = ["18", "20", "22", "24", "26"].map((version) => `node${version}`);
    const tags = [...singles, "all", ...singles.map((tag) => `${tag}-full`), "all-full", "console"];
    expect(rows.map(({ tag }) => tag)).toEqual(tags);
    const { manifests } = JSON.parse(readFileSync(path.join(layout ?? "", "index.json"), "utf8")) as {
      manifests: readonly { readonly annotations: Readonly<Record<string, string>> }[];
    };
    expect(manifests.map(({ annotations }) => annotations["org.opencontainers.image.ref.name"])).toEqual(
      tags,
    );
  });

  test.each(["telltale", "console"])("%s has what would be published, without declarations", (folder) => {
    const { name, files } = ownPackage(folder);
    const printed = npm(["pack", "--dry-run", "--json", "--workspace", name], root);
    const [packed] = Object.values(JSON.parse(printed) as Record<string, { files: { path: string }[] }>);
    const published = packed?.files.map((file) => file.path) ?? [];
    expect(files.toSorted()).toEqual(published.filter((file) => !/\.d\.c?ts$|\.map$/.test(file)).toSorted());
  });

  test.each(agents)(
    "$tag is small: $compressed MB, $unpacked MB unpacked",
    ({ tag, compressed, unpacked }) => {
      const limit = tag.endsWith("-full") ? 120 : 10;
      expect(compressed).toBeLessThanOrEqual(limit);
      expect(unpacked).toBeLessThanOrEqual(limit);
    },
  );

  test.each(rows)("skopeo and umoci accept $tag, which runs as a user without rights", ({ tag }) => {
    const text = outputOf("skopeo", "inspect", "--config", `oci:${layout}:${tag}`);
    const { config } = JSON.parse(text) as Config;
    expect(config).toMatchObject({ User: "65532:65532" });
    expect(config).not.toHaveProperty("Healthcheck");
    expect(outputOf("umoci", "stat", "--image", `${layout}:${tag}`)).toContain("LAYER");
    // reads each layer and compares it with its digests
    outputOf("skopeo", "copy", "--quiet", `oci:${layout}:${tag}`, `dir:${temporaryFolder()}`);
  });

  test.each(agents)(
    "$tag has nothing but the folder to copy, a static `cp`, users and documents",
    ({ tag }) => {
      const rootfs = unpack(`${layout}:${tag}`, path.join(temporaryFolder(), "image"));
      expect(readdirSync(rootfs).toSorted()).toEqual(["autoinstrumentation", "bin", "etc", "usr", "var"]);
      expect(readdirSync(path.join(rootfs, "bin"))).toEqual(["cp"]);
      expect(readdirSync(path.join(rootfs, "etc")).toSorted()).toEqual(["group", "os-release", "passwd"]);
      // no program interpreter: static
      expect(readFileSync(path.join(rootfs, "bin/cp")).includes("/lib64/ld-linux")).toBe(false);
      expect(wrongModes(rootfs)).toEqual([]);
      checkDocuments(rootfs, {
        modules: "autoinstrumentation",
        own: "telltale",
        debian: ["base-files", "busybox-static"],
        elsewhere: [],
      });
    },
  );
});

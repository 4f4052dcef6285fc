// Each auto-instrumentation image as the OpenTelemetry operator uses it: unpacked, copied by its own `cp`, loaded by NODE_OPTIONS, with the
// real binary of each version of Node.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { attributesOf } from "../../../packages/telltale/test/engine/receiver.ts";
import { showTrees, treesOf } from "../../../packages/telltale/test/zero-code/cell.ts";
import { install, type Installed } from "../../../packages/telltale/test/zero-code/installed.ts";
import { supportedVersions } from "../agent-image.ts";
import { temporaryFolder } from "./build-command.ts";
import { builtImages } from "./built-images.ts";
import { initPod, runContainer } from "./pod.ts";

const { layout, nodes } = await builtImages();
const programs = fileURLToPath(new URL("fixtures/", import.meta.url));
let application: Installed;
beforeAll(async () => {
  application = await install(["express@5.3.0", "dataloader@2.2.3"], programs);
});
afterAll(() => application.remove());

const ours = ["server GET /orders/:id"];
const official = ["  client dataloader.load", "    internal dataloader.batch"];

const images = ["", "-full"].flatMap((variant) => [
  ...supportedVersions.map((version) => ({ tag: `node${version}${variant}`, versions: [version] })),
  { tag: `all${variant}`, versions: supportedVersions },
]);

/** The one that `npm test` has. */
const isFirst = ({ tag }: { readonly tag: string }): boolean => tag === "node24";

describe.skipIf(layout === undefined)("an image for the operator", () => {
  test.each(images.filter(isFirst))("$tag sends spans of CommonJS and ES modules", sendsSpans);
  describe("each other one", { tags: ["extended"] }, () => {
    test.each(images.filter((one) => !isFirst(one)))(
      "$tag sends spans of CommonJS and ES modules",
      sendsSpans,
    );
  });

  async function sendsSpans({ tag, versions }: (typeof images)[number]): Promise<void> {
    const mounted = initPod(`${layout}:${tag}`, temporaryFolder());
    const wanted = tag.endsWith("-full") ? [...ours, ...official] : ours;
    for (const version of versions) {
      for (const program of ["app.cjs", "app.mjs"]) {
        const about = `${program} on Node ${version}`;
        const ran = await runContainer({
          node: nodeOf(version),
          cwd: application.folder,
          program,
          mounted,
          spans: wanted.length,
        });
        const trees = treesOf(ran.receiver);
        // `about` says which run it was
        expect({ ...ran, about, trees: showTrees(trees) }).toMatchObject({
          about,
          code: 0,
          answer: '{"id":"7","price":7}',
          trees: wanted,
          stderr: expect.not.stringContaining("Cannot instrument"),
        });
        // the preset `marks`
        expect(trees[0]?.attributes).toMatchObject({ "custom.processed": true });
        const resource = attributesOf(ran.receiver.spans()[0]?.["resource"]);
        expect(resource).toMatchObject({ "service.name": "shop", "k8s.pod.name": "shop-1" });
      }
    }
  }

  test("a pod with its own enrichment does not get the marks", { tags: ["extended"] }, async () => {
    const mounted = initPod(`${layout}:node24`, temporaryFolder());
    const { receiver } = await runContainer({
      node: nodeOf("24"),
      cwd: application.folder,
      program: "app.cjs",
      mounted,
      variables: { TELLTALE_ENRICHMENT: '{"rules":[]}' },
      spans: 1,
    });
    expect(treesOf(receiver)[0]?.attributes).not.toHaveProperty("custom.processed");
  });

  test.each([
    // newer than all that the image has, and older than all
    ["node24", "26"],
    ["node24", "18"],
    ["node22-full", "24"],
  ])(
    "%s instruments Node.js %s, for which it was not built",
    { tags: ["extended"] },
    async (tag, version) => {
      const mounted = initPod(`${layout}:${tag}`, temporaryFolder());
      const wanted = tag.endsWith("-full") ? [...ours, ...official] : ours;
      const ran = await runContainer({
        node: nodeOf(version),
        cwd: application.folder,
        program: "app.mjs",
        mounted,
        spans: wanted.length,
      });
      expect(showTrees(treesOf(ran.receiver))).toEqual(wanted);
      expect(ran.stderr).not.toContain("Cannot instrument");
    },
  );

  test(
    "a pod with a configuration file has what the file says, and no marks",
    { tags: ["extended"] },
    async () => {
      const mounted = initPod(`${layout}:node24`, temporaryFolder());
      const file = path.join(temporaryFolder(), "telemetry.yaml");
      writeFileSync(
        file,
        `file_format: "1.1"
resource:
  attributes: [{ name: service.name, value: from-the-file }]
tracer_provider:
  processors:
    - batch: { schedule_delay: 10, exporter: { otlp_http: { endpoint: "\${OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces" } } }
`,
      );
      const ran = await runContainer({
        node: nodeOf("24"),
        cwd: application.folder,
        program: "app.cjs",
        mounted,
        variables: { OTEL_CONFIG_FILE: file },
        spans: 1,
      });
      const [span] = ran.receiver.spans();
      expect(attributesOf(span?.["resource"])).toMatchObject({ "service.name": "from-the-file" });
      expect(showTrees(treesOf(ran.receiver))).toEqual(ours);
      expect(attributesOf(span)).not.toHaveProperty("custom.processed");
      expect(ran.stderr).not.toContain("Cannot instrument");
    },
  );

  test(
    "an application starts without telemetry if a file of the image is missing",
    { tags: ["extended"] },
    () => {
      const mounted = initPod(`${layout}:node24`, temporaryFolder());
      rmSync(path.join(mounted, "node_modules"), { recursive: true });
      const { status, stdout, stderr } = spawnSync(nodeOf("24"), ["-p", "6 * 7"], {
        env: { NODE_OPTIONS: ` --require ${mounted}/autoinstrumentation.js` },
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "42\n" });
      expect(stderr).toContain("TelltaleWarning: Cannot instrument: Cannot find module 'telltale/register'");
    },
  );
});

function nodeOf(version: string): string {
  const [, file] = Object.entries(nodes).find(([name]) => name.startsWith(`v${version}.`)) ?? [];
  if (file === undefined) throw new Error(`npm has no Node ${version} for this platform`);
  return file;
}

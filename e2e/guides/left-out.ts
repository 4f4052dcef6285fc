// The commands that are not run here, by page and beginning, with the reason. An entry without a command fails a test.
import { existsSync } from "node:fs";
import path from "node:path";

/** A reason for the commands of a program that is not here. `TELLTALE_SERVICES=required`: they fail instead. */
function unless(program: string, variable: string, debianPackage: string): Readonly<Record<string, string>> {
  const folders = [process.env[variable] ?? "", "/usr/bin"];
  const isHere = folders.some((folder) => existsSync(path.join(folder, program)));
  if (isHere || process.env["TELLTALE_SERVICES"] === "required") return {};
  return { [program]: `needs Debian's package ${debianPackage}` };
}

const elsewhere = (file: string): string => `run by ${file}`;
const cluster = "needs a cluster of Kubernetes";
const docker = "needs Docker";
const promtool = unless("promtool", "TELLTALE_PROMETHEUS_BIN", "prometheus");
const quickStart = elsewhere("packages/console/test/reader.test.ts, in the quick start");
const shopRuns =
  "needs the running shop; examples/shop/src/alerts.test.ts and e2e/four-clicks.test.ts switch its faults";

/** `""` is every command of the page. */
export const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "CONTRIBUTING.md": {
    "git clone": "needs the address of a repository",
    "npm start": elsewhere("e2e/start.test.ts"),
    "npm test": "is this run",
    "npm run test:all": "is this run",
    "npm run dev": elsewhere("e2e/dev.test.ts"),
    "npm run check": "CI runs it",
    "npm run bench": "takes an hour",
    "npm run images": elsewhere("deploy/images/test"),
    "npm run registry": elsewhere("tools/local-registry.test.ts"),
    "npm run release": elsewhere("tools/release"),
  },
  "README.md": {
    "npx telltale-console demo": elsewhere("packages/console/test/packed.test.ts"),
    "npm start": elsewhere("e2e/start.test.ts"),
    "npm test": "is this run",
  },
  "packages/demo/README.md": {
    "npx telltale-console demo": elsewhere("packages/console/test/packed.test.ts"),
  },
  "docs/guide/alerts.md": {
    "npx telltale-console --alert-rules": elsewhere("packages/console/test/alerts/first-alert.test.ts"),
    "now=$(date": elsewhere("packages/console/test/alerts/first-alert.test.ts"),
    "for i in": elsewhere("packages/console/test/alerts/first-alert.test.ts"),
    ...promtool,
  },
  ...Object.fromEntries(
    ["datadog", "elastic", "grafana", "honeycomb", "jaeger", "new-relic"].map((name) => [
      `docs/guide/backends-${name}.md`,
      { "": elsewhere("deploy/test/backend-pages.test.ts") },
    ]),
  ),
  "docs/guide/catalog-alerts.md": promtool,
  "docs/guide/catalog-registry.md": { "weaver registry check": "needs OpenTelemetry Weaver" },
  "docs/guide/cluster.md": { "telltale-console --role ingest": "needs a cluster of ClickHouse" },
  "docs/guide/console-errors.md": { "npm run fault": shopRuns },
  "docs/guide/detector.md": { "TELLTALE_NAB=path/to/NAB npm run bench": "needs a copy of the corpus" },
  "docs/guide/images.md": {
    "deploy/images/build": elsewhere("deploy/images/test"),
    "docker ": docker,
  },
  "docs/guide/kubernetes.md": {
    "kubectl apply": cluster,
    "kubectl -n telltale": cluster,
    ...(process.env["TELLTALE_KUBECTL_BIN"]
      ? {}
      : { kubectl: "needs kubectl 1.21; TELLTALE_KUBECTL_BIN names its folder" }),
  },
  "docs/guide/monorepos.md": { "": "needs a monorepo with a service" },
  "docs/guide/nextjs.md": { "": elsewhere("e2e/applications/next-16.test.ts") },
  "docs/guide/quick-start.md": { "": elsewhere("packages/console/test/reader.test.ts") },
  "docs/guide/quick-start-alert.md": { "": elsewhere("packages/console/test/reader.test.ts") },
  "docs/guide/security.md": { "telltale-console --public-url": "needs a login provider" },
  "docs/guide/service.md": {
    "sudo --preserve-env=npm_config_registry npm install": elsewhere("packages/console/test/reader.test.ts"),
    "telltale-console --version": elsewhere("packages/console/test/reader.test.ts"),
    "telltale-console files systemd": elsewhere("packages/console/test/files.test.ts"),
    "sudo cp": "needs systemd; tools/systemd.test.ts verifies the unit",
    "sudo systemctl": "needs systemd; tools/systemd.test.ts verifies the unit",
    "curl http://127.0.0.1:4319/readyz": "needs systemd; tools/systemd.test.ts verifies the unit",
  },
  "docs/guide/tour-of-faults.md": { "npm run fault": shopRuns },
  "docs/guide/uninstall.md": { "npm uninstall": "removes what other pages need" },
  "docs/guide/upgrades.md": { "": elsewhere("packages/console/test/reader.test.ts") },
  "docs/guide/windows-and-macos.md": { "": "needs macOS" },
  "packages/console/README.md": { "npm install": quickStart, "npx telltale-console": quickStart },
  "packages/create-telltale/README.md": { "": quickStart },
};

// The allowed imports of ARCHITECTURE.md as data. `check-layers` fails on any other import and on any cycle. Exceptions are here, with
// their reason.
import { console } from "./layers/console.ts";
import type { Layer } from "./layers/layer.ts";
import { telltale } from "./layers/telltale.ts";
import { web } from "./layers/web.ts";

/** Whole packages, by what they may import of each other. */
export const packages: readonly Layer[] = [
  { name: "otlp", files: ["packages/otlp/"], mayImport: [] },
  // The functions that write text of others into other languages, for all that generate text.
  { name: "quoting", files: ["packages/quoting/"], mayImport: [] },
  { name: "contract", files: ["packages/contract/"], mayImport: ["catalog", "quoting"] },
  { name: "catalog", files: ["packages/catalog/"], mayImport: ["quoting"] },
  { name: "detect", files: ["packages/detect/"], mayImport: [] },
  { name: "alerts", files: ["packages/alerts/"], mayImport: ["catalog", "detect", "quoting"] },
  // its command prints names of packages
  { name: "telltale", files: ["packages/telltale/"], mayImport: ["otlp", "catalog", "quoting"] },
  {
    name: "console",
    files: ["packages/console/"],
    mayImport: ["otlp", "contract", "catalog", "detect", "alerts", "quoting"],
  },
  {
    name: "cli",
    files: ["packages/cli/"],
    mayImport: ["contract", "catalog", "alerts", "otlp", "quoting"],
  },
  { name: "eslint-plugin", files: ["packages/eslint-plugin/"], mayImport: ["catalog"] },
  // the templates are applications of the published packages
  {
    name: "create-telltale",
    files: ["packages/create-telltale/"],
    mayImport: ["telltale", "cli", "quoting"],
  },
  { name: "web", files: ["packages/web/"], mayImport: ["contract", "catalog", "alerts", "quoting"] },
  // its build bundles the shop
  { name: "demo", files: ["packages/demo/"], mayImport: [] },
  { name: "examples", files: ["examples/"], mayImport: ["telltale", "cli"] },
  // Benchmarks time the encoder, the detector and the rules alone, need something to send to the console, and read its answers.
  {
    name: "bench",
    files: ["bench/"],
    // real applications are described and run there
    mayImport: ["telltale", "otlp", "contract", "alerts", "detect", "e2e", "tools"],
  },
  // The end-to-end tests read the API through its types and judge what was sent with the codec. A page of the
  // reference is written from what applications have sent.
  { name: "e2e", files: ["e2e/"], mayImport: ["telltale", "otlp", "contract", "quoting", "tools"] },
  // Images are built from what the packages' builds write; a test sends telemetry.
  { name: "deploy", files: ["deploy/"], mayImport: ["telltale", "tools"] },
  // The bench tool reads the form of the figures; the API's reference is written from the contract, and routes are checked against it. The
  // built-in semantic conventions are written by the catalog's reader of registries.
  { name: "tools", files: ["tools/"], mayImport: ["bench", "contract", "catalog", "alerts", "quoting"] },
];

/** Single imports that no layer allows: from how packages are built, and from tests, to what `npm run check` or other tests use too. */
export const exceptions: readonly { readonly from: string; readonly to: string }[] = [
  // one receiver judges what the library sends, whatever starts it
  { from: "e2e/applications/harness/received.ts", to: "packages/telltale/test/engine/official.ts" },
  { from: "e2e/applications/harness/received.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/deferred-chunks.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/node-modules.ts" },
  { from: "packages/console/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/cli/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/eslint-plugin/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/create-telltale/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/demo/tsdown.config.ts", to: "tools/short-lines.ts" },
  // `npm start` runs the demo as the command does
  { from: "tools/start.ts", to: "packages/console/src/commands/demo/supervise.ts" },
  { from: "tools/demo-shop.ts", to: "packages/console/src/commands/demo/supervise.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/third-party-notices.ts" },
  { from: "packages/console/tsdown.config.ts", to: "tools/third-party-notices.ts" },
  // the package contains files of the repository
  { from: "packages/console/tsdown.config.ts", to: "tools/packed-files.ts" },
  { from: "packages/console/tsdown.config.ts", to: "tools/source-files.ts" },
  { from: "packages/cli/tsdown.config.ts", to: "tools/third-party-notices.ts" },
  { from: "packages/eslint-plugin/tsdown.config.ts", to: "tools/third-party-notices.ts" },
  { from: "packages/web/vite.config.ts", to: "tools/third-party-notices.ts" },
  // tests that bound the CPU time of a calculation
  { from: "packages/console/src/alerts/rules/rule-set.test.ts", to: "tools/testing/thread-time.ts" },
  { from: "packages/console/src/api/sql/sql-check.test.ts", to: "tools/testing/thread-time.ts" },
  { from: "packages/console/src/formats/hostile.test.ts", to: "tools/testing/thread-time.ts" },
  { from: "packages/console/src/patterns/mine.test.ts", to: "tools/testing/thread-time.ts" },
  { from: "packages/console/src/patterns/skeleton.test.ts", to: "tools/testing/thread-time.ts" },
  { from: "packages/otlp/test/bounds.test.ts", to: "tools/testing/thread-time.ts" },
  // tests of which a short run has fewer cases
  { from: "packages/console/test/alerts/imperfect-anomalies.test.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/api/indexes.test.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/import-http.test.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/oracle/funnels.test.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/oracle/population.test.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/oracle/seeds.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/console/test/support/many-names.ts", to: "tools/testing/tiers.ts" },
  { from: "packages/web/test/every-page.test.ts", to: "tools/testing/tiers.ts" },
  // tests that bound the steps of a calculation in pieces
  { from: "packages/alerts/src/rule/check-rules.test.ts", to: "tools/testing/longest-step.ts" },
  { from: "packages/console/src/alerts/rules/rule-set.test.ts", to: "tools/testing/longest-step.ts" },
  // what an instrumented application sends is judged as in the library's tests
  { from: "deploy/images/test/operator.test.ts", to: "packages/telltale/test/zero-code/cell.ts" },
  { from: "deploy/images/test/operator.test.ts", to: "packages/telltale/test/zero-code/installed.ts" },
  { from: "deploy/images/test/operator.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "deploy/images/test/pod.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "deploy/test/grpc-receiver.ts", to: "packages/telltale/test/engine/official.ts" },
  { from: "deploy/test/backend-pages.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "deploy/test/collector.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "deploy/images/test/webhook.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "e2e/applications/nest.test.ts", to: "packages/telltale/test/calls/services.ts" },
  { from: "e2e/applications/nest.test.ts", to: "packages/telltale/test/engine/official.ts" },
  { from: "e2e/applications/nest.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "packages/cli/test/applications/migrate.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "e2e/applications/harness/tree.ts", to: "packages/telltale/test/engine/official.ts" },
  { from: "packages/create-telltale/test/packed.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  { from: "packages/create-telltale/test/service.ts", to: "packages/telltale/test/engine/receiver.ts" },
  // rules and dashboards are judged by Prometheus, messages by Alertmanager
  { from: "packages/telltale/test/fail-open/running.ts", to: "tools/testing/patience.ts" },
  { from: "packages/telltale/test/fail-open/entry-points.test.ts", to: "tools/testing/patience.ts" },
  { from: "packages/telltale/test/fail-open/receivers.test.ts", to: "tools/testing/patience.ts" },
  // the same places for the same seed
  { from: "packages/telltale/test/fail-open/fail-open.test.ts", to: "tools/planted-faults/random.ts" },
  // the schema of a first release is what the engine has after all steps
  { from: "tools/release/baseline.ts", to: "packages/console/src/store/client.ts" },
  { from: "tools/release/baseline.ts", to: "packages/console/src/store/schema/migrate.ts" },
  { from: "tools/release/baseline.ts", to: "packages/console/src/store/schema/sql-statements.ts" },
  { from: "tools/release/baseline.ts", to: "packages/console/test/support/empty-database.ts" },
  { from: "tools/release/first.test.ts", to: "packages/console/test/support/later-step.ts" },
  { from: "packages/console/test/reliability/baseline.test.ts", to: "tools/release/baseline.ts" },
  { from: "packages/cli/test/promtool.ts", to: "tools/prometheus.ts" },
  { from: "packages/console/test/notify/alertmanager.test.ts", to: "tools/prometheus.ts" },
  { from: "packages/cli/test/shop-boards.test.ts", to: "tools/child.ts" },
  { from: "packages/cli/test/shop-boards.test.ts", to: "tools/prometheus.ts" },
  { from: "packages/cli/test/shop-boards.test.ts", to: "tools/free-port.ts" },
  { from: "packages/console/test/support/clickhouse-servers.ts", to: "tools/free-port.ts" },
  { from: "packages/console/test/reader.test.ts", to: "tools/free-port.ts" },
  { from: "packages/console/test/reader.test.ts", to: "tools/local-registry.ts" },
  { from: "packages/console/test/reader.test.ts", to: "tools/npm.ts" },
  { from: "packages/console/test/packed.test.ts", to: "tools/testing/patience.ts" },
  { from: "packages/console/test/doctor.test.ts", to: "tools/free-port.ts" },
  { from: "packages/telltale/test/engine/receiver.ts", to: "tools/free-port.ts" },
  { from: "packages/telltale/test/prometheus/endpoint.test.ts", to: "tools/free-port.ts" },
  { from: "packages/telltale/test/prometheus/judged.test.ts", to: "tools/free-port.ts" },
  // the pages declare what is photographed of them
  { from: "e2e/screens.ts", to: "packages/web/src/all-examples.ts" },
  { from: "e2e/screens.ts", to: "packages/web/src/ui/examples.ts" },
  { from: "e2e/pages.test.ts", to: "packages/web/src/all-examples.ts" },
  // tests of pages share the Chromium of their worker
  { from: "packages/web/test/browser-pages.ts", to: "tools/testing/browser.ts" },
  { from: "packages/web/test/ways.test.ts", to: "tools/testing/browser.ts" },
  { from: "packages/web/test/browser-pages.ts", to: "tools/testing/patience.ts" },
  { from: "packages/web/test/many-tabs.test.ts", to: "tools/testing/patience.ts" },
  { from: "packages/web/test/many-tabs-firefox.test.ts", to: "tools/testing/patience.ts" },
  { from: "packages/web/test/catalog-site.test.ts", to: "tools/testing/browser.ts" },
  { from: "packages/web/test/many-tabs-firefox.test.ts", to: "tools/testing/firefox.ts" },
  // what the store answers to alert rules is compared with what a replay of its export answers
  { from: "packages/console/test/alerts/exported-facts.ts", to: "packages/cli/src/alerts/export-facts.ts" },
  // what a converted application sends is judged by the official messages
  { from: "packages/cli/test/migrate.test.ts", to: "packages/telltale/test/engine/receiver.ts" },
  // maps are uploaded to a console that runs
  { from: "packages/cli/test/packed.test.ts", to: "tools/console-process.ts" },
  { from: "packages/telltale/test/packed.test.ts", to: "tools/check-lines.ts" },
  // what tests of installed packages share
  ...[
    "packages/cli/test/packed.test.ts",
    "packages/console/test/packed.test.ts",
    "packages/create-telltale/test/packed.test.ts",
    "packages/eslint-plugin/test/packed.test.ts",
    "packages/telltale/test/packed.test.ts",
    "packages/telltale/test/testing/runners.test.ts",
  ].map((from) => ({ from, to: "tools/testing/nodes.ts" })),
  { from: "packages/telltale/test/zero-code/installed.ts", to: "tools/testing/installation.ts" },
  { from: "packages/telltale/test/messaging/nestjs.test.ts", to: "tools/testing/installation.ts" },
  { from: "packages/telltale/test/messaging/nestjs.test.ts", to: "tools/source-files.ts" },
  { from: "packages/telltale/test/messaging/nestjs.test.ts", to: "tools/free-port.ts" },
  ...["runtimes.test.ts", "runtimes/expect.ts", "runtimes/run.ts", "runtimes/runner.ts"].map((file) => ({
    from: `packages/telltale/test/${file}`,
    to: "tools/testing/patience.ts",
  })),
  // what files of tests that share a worker define is forgotten between them
  { from: "tools/testing/leaves-nothing.ts", to: "packages/telltale/src/definition.ts" },
  // the doctor is asked about a console that runs
  { from: "packages/telltale/test/packed/doctor.test.ts", to: "tools/console-process.ts" },
  { from: "packages/telltale/test/packed/doctor.test.ts", to: "tools/free-port.ts" },
  // the schema's steps are compared with what the registry declares
  { from: "tools/check-tables.ts", to: "packages/console/src/tables/registry.ts" },
  { from: "tools/check-tables.ts", to: "packages/console/src/tables/table.ts" },
  { from: "tools/check-tables.test.ts", to: "packages/console/src/tables/table.ts" },
  { from: "tools/check-tables.ts", to: "packages/console/src/store/schema/sql-statements.ts" },
  // the reference of options is made from their declarations
  // a release has the engines of all platforms
  { from: "tools/release/engines.ts", to: "packages/console/src/store/engine/packages.ts" },
  { from: "tools/release/engines.test.ts", to: "packages/console/src/store/engine/packages.ts" },
  { from: "tools/release/engines.test.ts", to: "packages/console/src/store/least-clickhouse.ts" },
  { from: "tools/release/release.test.ts", to: "packages/console/src/store/engine/packages.ts" },
  { from: "packages/console/test/packed.test.ts", to: "deploy/images/source/engines.ts" },
  // manifests call a command of the console, and contain its rules
  { from: "deploy/test/kubernetes.test.ts", to: "packages/console/src/config/commands.ts" },
  { from: "deploy/test/kubernetes.test.ts", to: "packages/console/src/alerts/rules/rule-file.ts" },
  { from: "tools/options.ts", to: "packages/console/src/config.ts" },
  { from: "tools/options.ts", to: "packages/console/src/config/option.ts" },
  { from: "tools/options.ts", to: "packages/console/src/config/commands.ts" },
  { from: "tools/options.ts", to: "packages/console/src/problem/codes.ts" },
  // readers of outside text are measured in one way
  { from: "packages/telltale/test/slow-texts.test.ts", to: "tools/slow-texts.ts" },
  { from: "packages/telltale/test/text-readers.ts", to: "tools/slow-texts.ts" },
  { from: "packages/console/test/slow-texts.test.ts", to: "tools/slow-texts.ts" },
  { from: "packages/console/test/text-readers.ts", to: "tools/slow-texts.ts" },
  { from: "packages/console/test/oracle/asked-routes.ts", to: "tools/oracles/with-oracle.ts" },
  { from: "packages/web/src/ui/shell/filter-condition.test.ts", to: "tools/slow-texts.ts" },
  // `npm run dev` runs the console from its sources, and the engine beside it
  { from: "tools/dev.ts", to: "packages/console/src/config.ts" },
  { from: "tools/dev.ts", to: "packages/console/src/http/listen.ts" },
  { from: "tools/dev.ts", to: "packages/console/src/problem/problem.ts" },
  { from: "tools/dev.ts", to: "packages/console/src/store/engine/attached.ts" },
  { from: "tools/dev.ts", to: "packages/console/src/store/engine/engine.ts" },
  { from: "tools/dev/console-program.ts", to: "packages/console/src/config.ts" },
  { from: "tools/dev/console-program.ts", to: "packages/console/src/log.ts" },
  { from: "tools/dev/console-program.ts", to: "packages/console/src/problem/problem.ts" },
  { from: "tools/dev/console-program.ts", to: "packages/console/src/start-command.ts" },
  { from: "tools/dev/console-program.ts", to: "packages/console/src/store/engine/attached.ts" },
  { from: "tools/dev/pages.ts", to: "packages/console/src/http/listen.ts" },
  { from: "tools/dev/pages.ts", to: "packages/console/src/http/security-headers.ts" },
];

/** Folders and files inside a package. Tests may import anything of their own package. */
export const inside: Readonly<Record<string, readonly Layer[]>> = { telltale, console, web };

/** Packages from npm that only one part may import. */
export const reserved: Readonly<Record<string, { readonly part: string; readonly why: string }>> = {
  "ffi-rs": { part: "packages/console/src/store/", why: "the engine's child process loads the library" },
  fastify: { part: "packages/console/src/http/", why: "everything else in the console is plain functions" },
  nodemailer: {
    part: "packages/console/src/notify/",
    why: "only a channel of mails sends any",
  },
  "@grpc/grpc-js": {
    part: "packages/console/src/http/",
    why: "everything else in the console is plain functions",
  },
};

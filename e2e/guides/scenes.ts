// What each page assumes of its reader: files, settings, what is in the text for something of the reader's machine, and exit codes that
// the page announces. A page that is not here assumes an empty folder.
import {
  app,
  blockOf,
  catalogToCompare,
  catalogWithMistakes,
  latencies,
  packageJson,
  promClientCode,
  promClientStart,
  registry,
  shop,
  stockCode,
} from "./fixtures.ts";

/** Where a page is read. */
export interface GuideContext {
  readonly folder: string;
  /** The console of the page: its own where the page starts one, otherwise one that all pages share. */
  readonly page: string;
  readonly otlpHttp: string;
  /** What the commands before have printed. */
  printed: string;
  /** Of the shared console, whose data is that of `shop`. */
  readonly cpuProfile: string;
}

export interface Scene {
  /** Files by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of the repository by path: the page is for readers with a checkout. */
  readonly copies?: readonly string[];
  /** Commands that the text around the blocks asks for, run before the first. */
  readonly before?: string;
  /** Commands that run after the one that begins so. */
  readonly after?: Readonly<Record<string, string>>;
  readonly env?: (at: GuideContext) => Readonly<Record<string, string>>;
  readonly replaced?: (at: GuideContext) => Readonly<Record<string, string>>;
  /** Exit codes other than 0, by the beginning of the command. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Commands that stay, other than a console, and what they print when they are ready. */
  readonly stays?: Readonly<Record<string, RegExp>>;
  /** Commands whose output is the next block of the page, in its shape. */
  readonly shows?: readonly string[];
  /** Ports of servers that the page starts. */
  readonly ports?: readonly string[];
}

const catalogPage = "docs/guide/catalog.md";
const withCatalog = {
  "package.json": packageJson,
  "src/catalog.ts": blockOf(catalogPage, /^export const catalog/m),
  "src/shop.ts": shop.replace("./src/catalog.ts", "./catalog.ts"),
};
/** The demo shop has every kind of declaration. */
const copyShop = "cp -r examples/shop/src examples/shop/package.json .";
const outage = blockOf("docs/guide/alerts.md", /^export default scenario/m);
const settings = { after: { "": "npx telltale doctor" } };
/** A span that stays open, and an attribute that the catalog does not have. */
const misspelled = {
  "package.json": packageJson,
  "src/catalog.ts": withCatalog["src/catalog.ts"],
  "src/order.js": `import { addAttribute, startSpan } from "telltale";
const span = startSpan("parse order");
addAttribute("ordre.id", "o-1");
`,
};
const eslintFinds = (rule: string): string =>
  `{ ! npx eslint src/order.js > found; } && grep --quiet telltale/${rule} found`;
const commit =
  "git init --quiet --initial-branch main && git add . && git -c user.name=reader -c user.email=reader@example.com commit --quiet --message first";

export const scenes: Readonly<Record<string, Scene>> = {
  "docs/guide/alert-channels.md": {
    files: {
      "channels.yaml": blockOf("docs/guide/alert-channels.md", /shop on call/),
      "slack-url": "http://127.0.0.1:9/slack",
    },
    env: () => ({ PAGERDUTY_ROUTING_KEY: "made-up-routing-key" }),
  },
  "docs/guide/alerts.md": {
    files: {
      "alerts/checkout.yaml": blockOf("docs/guide/alerts.md", /name: Purchases fail/),
      "outage.ts": outage,
      "alerts/queue.yaml": blockOf("docs/guide/alerts.md", /name: Queue grows/),
      "queue.ts": blockOf("docs/guide/alerts.md", /jobs\.waiting", \{ value/),
    },
  },
  "docs/guide/business-routes.md": settings,
  "docs/guide/catalog.md": { files: withCatalog },
  "docs/guide/catalog-alerts.md": {
    files: { "outage.ts": outage },
    copies: ["examples/shop"],
    before: copyShop,
  },
  "docs/guide/catalog-check.md": {
    files: { "package.json": packageJson, "src/catalog.ts": catalogWithMistakes },
    codes: { "npx telltale catalog check": 1 },
    shows: ["npx telltale catalog check"],
  },
  "docs/guide/catalog-coverage.md": { files: withCatalog },
  "docs/guide/catalog-dashboards.md": { copies: ["examples/shop"], before: copyShop },
  "docs/guide/catalog-diff.md": {
    files: { "package.json": packageJson, "src/catalog.ts": catalogToCompare },
    before: `${commit} && git update-ref refs/remotes/origin/main HEAD && sed -i 's/1\\.2\\.0/1.3.0/; s/, "invoice"//; s/0\\.1, 1/0.1, 2/' src/catalog.ts`,
    codes: { "npx telltale catalog diff": 1 },
    shows: ["npx telltale catalog diff"],
  },
  "docs/guide/catalog-docs.md": { files: withCatalog },
  "docs/guide/catalog-init.md": {
    files: { "package.json": packageJson, "src/shop.ts": withCatalog["src/shop.ts"] },
  },
  "docs/guide/catalog-live-check.md": { files: withCatalog },
  "docs/guide/catalog-registry.md": {
    files: { ...withCatalog, "model/order.yaml": registry },
  },
  "docs/guide/commonjs.md": {
    files: { "app.cjs": blockOf("docs/guide/commonjs.md", /require\("telltale"\)/) },
    shows: ["node app.cjs"],
  },
  "docs/guide/console-import.md": {
    before: "telltale-console export --signal traces --out spans.jsonl && gzip spans.jsonl",
  },
  "docs/guide/detector.md": { files: { "latency.csv": latencies() } },
  "docs/guide/enrichment.md": { files: { "app.js": app } },
  "docs/guide/file-pipeline.md": {
    copies: ["examples/file-pipeline"],
    codes: { "node src/main.ts process": 1, curl: 1 },
    // the command shows nothing because the counter is missing, not because nothing answers
    after: {
      curl: "curl --silent http://localhost:9464/metrics > shown && grep --quiet stage_duration shown && ! grep --quiet stage_runs shown",
    },
    stays: { "node src/main.ts process /tmp/volumes -o /tmp/results --prometheus": /metrics at/ },
    shows: ["node src/main.ts process /tmp/volumes -o /tmp/results --stages"],
    ports: ["localhost:9464"],
    replaced: ({ folder }) => ({ "/tmp/": `${folder}/` }),
  },
  "docs/guide/http-servers.md": settings,
  "docs/guide/lint.md": {
    files: {
      ...misspelled,
      "eslint.config.js": blockOf("docs/guide/lint.md", /^\/\/ eslint\.config\.js/),
      ".oxlintrc.json": blockOf("docs/guide/lint.md", /jsPlugins/),
    },
    after: {
      "npm install": `${eslintFinds("declared-attributes")} && { ! oxlint src/order.js > found; } && grep --quiet "telltale(end-span)" found`,
    },
  },
  "docs/guide/migrate-opentelemetry.md": {
    files: { "package.json": packageJson, "src/charge.ts": stockCode },
    before: commit,
  },
  "docs/guide/migrate-prom-client.md": {
    files: {
      "package.json": packageJson,
      "src/main.ts": promClientStart,
      "src/orders.ts": promClientCode,
    },
    before: commit,
  },
  "docs/guide/operating.md": {
    after: { "telltale-console --retain": "node ../shop/shop.ts" },
    replaced: ({ folder, page }) => ({
      "/var/lib/": `${folder}/lib/`,
      "/backups/": `${folder}/backups/`,
      "https://console.example": page,
    }),
    before: "mkdir lib backups",
  },
  "docs/guide/profiles.md": { replaced: ({ cpuProfile }) => ({ "/ID": `/${cpuProfile}` }) },
  "docs/guide/security.md": {
    before:
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem",
    after: {
      "telltale-console --listen":
        "export TELLTALE_TOKEN=$(cat console.token) TOKEN=$(cat console.token) NODE_EXTRA_CA_CERTS=$PWD/cert.pem CURL_CA_BUNDLE=$PWD/cert.pem",
    },
    env: ({ page }) => ({ PAGE: page.replace("http:", "https:") }),
    replaced: ({ printed }) => ({
      "token:Y6vwcpbyhw5Z": /\btoken:[\w-]+/.exec(printed)?.[0] ?? "token:unknown",
    }),
  },
  "docs/guide/source-maps.md": {
    files: {
      "package.json": packageJson,
      "index.html": `<script type="module" src="main.js"></script>`,
      "main.js": "export const fail = () => {\n  throw new Error('no');\n};\nfail();\n",
      "vite.config.js": "export default { build: { sourcemap: true } };",
    },
    before: "vite build",
    env: ({ page }) => ({ VERSION: "1.0.0", TELLTALE_CONSOLE_URL: page }),
  },
  "docs/guide/ways-to-instrument.md": { files: { "app.js": app } },
  "docs/guide/zero-code.md": {
    files: {
      "package.json": JSON.stringify({ name: "shop", private: true, scripts: { start: "node app.js" } }),
      "app.js": app,
      "tenant.mjs": blockOf("docs/guide/zero-code.md", /tenant\.mjs: a processor/),
      "audit.cjs": "module.exports = { onEnd() {} };",
    },
  },
  "examples/zero-code/README.md": {
    copies: ["examples/zero-code"],
    stays: { "npm start": /listening \d+/ },
    ports: ["127.0.0.1:8080"],
  },
  "packages/cli/README.md": {
    files: {
      "package.json": packageJson,
      "index.html": `<script type="module" src="main.js"></script>`,
      "main.js": "console.log('no');\n",
      "vite.config.js": "export default { build: { sourcemap: true } };",
    },
    before: "vite build && npm install telltale",
  },
  "packages/create-telltale/template/shared/README.md": {
    before: "create-telltale my-service --no-install && cd my-service && ln -s ../node_modules .",
    stays: { "npm start": /listen/ },
    ports: ["localhost:8080"],
  },
  "packages/eslint-plugin/README.md": {
    files: {
      ...misspelled,
      "eslint.config.js": blockOf("packages/eslint-plugin/README.md", /^\/\/ eslint\.config\.js/),
    },
    after: { "npm install": eslintFinds("end-span") },
  },
  "packages/telltale/README.md": { files: { "package.json": packageJson } },
  "docs/guide/uninstall.md": {
    files: { "src/app.cjs": blockOf("docs/guide/commonjs.md", /require\("telltale"\)/) },
  },
};

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createProject } from "../../code/project.ts";
import { parseModule, type SourceModule } from "../../code/source-module.ts";
import { converted } from "../converted-for-test.ts";
import { findUnstarted, type Unstarted } from "../unstarted.ts";

export type Texts = Readonly<Record<string, string>>;

export const traced = `import { trace } from "@opentelemetry/api";
const tracer = trace.getTracer("pay");
export const charge = () => tracer.startActiveSpan("charge", (span) => { try { return 1; } finally { span.end(); } });
`;
/** An application of which one process is started with Telltale by its own code, and `worker.js` has converted calls. */
const sources = {
  "web.js": `import { start } from "telltale";\nstart();\n${traced}`,
  "worker.js": traced,
  "plain.js": "jobs();\n",
};

/** What is known of the start of an application with these files, and those above. */
export function judged(files: Texts, isElsewhere = false): Unstarted {
  return judgedAlone({ ...sources, ...files }, isElsewhere);
}

/** The same, of these files only. */
export function judgedAlone(files: Texts, isElsewhere = false): Unstarted {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-units-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
    }
    const code = Object.fromEntries(Object.entries(files).filter(([name]) => /^[\w/]+\.js$/.test(name)));
    const modules = Object.entries(code).map(([file, text]) => parseModule(file, text) as SourceModule);
    return findUnstarted(folder, createProject(modules), converted(code).files, isElsewhere);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const compose = (service: string): Texts => ({
  "compose.yaml": `services:\n  web:\n    image: acme/pay\n    command: node -r telltale/register worker.js\n  worker:\n${service}`,
});
export const pod = (container: string): Texts => ({
  "k8s/pay.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pay\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          command: [node, -r, telltale/register, worker.js]\n        - name: jobs\n${container}`,
});

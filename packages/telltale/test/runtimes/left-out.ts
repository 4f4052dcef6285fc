// What does not run outside vitest, and why. Everything else of the library's tests runs on every Node.

const builds = "runs the build, which needs Node 20.19; packed.test.ts tries what is built";
const mocks = "puts API 1.10 in place by vitest's module mocks; here all suites run on it";
const typescript = "starts programs in TypeScript files";

/** Whole files, from `packages/telltale/`. */
export const leftOutFiles: Readonly<Record<string, string>> = {
  "src/engine/builtin.test.ts": "reads the sources",
  "src/business/frames.test.ts": "reads its own stack, which a bundle changes",
  "test/business-over-http.test.ts": typescript,
  "test/decorators/both-kinds.test.ts": "runs the compiler, which needs later Nodes",
  "test/decorators/nest.test.ts": "runs the compiler, which needs later Nodes",
  "test/calls/real.test.ts": "`pg` cannot be bundled",
  "test/engine/api-1-10.test.ts": mocks,
  "test/engine/copies.test.ts": builds,
  "test/engine/instrumentations.test.ts": "what is instrumented needs later Nodes",
  "test/engine/mock-server.test.ts": "`@elastic/mockotlpserver` cannot be bundled",
  "test/engine/packed.test.ts": builds,
  "test/engine/processes.test.ts": typescript,
  "test/error-sources.test.ts": "runs the bundler, which needs later Nodes",
  "test/instrumented/stock.test.ts": "what is instrumented needs later Nodes",
  "test/log-bridges/official.test.ts": "what is instrumented needs later Nodes",
  "test/metrics/early-1-10.test.ts": mocks,
  "test/packed.test.ts": builds,
  "test/runtimes.test.ts": "runs all of this",
  "test/testing/runners.test.ts": builds,
  "test/vocabulary.test.ts": "reads the documentation and the sources",
};

/** Single tests, by what their names begin with. */
export const leftOutTests: Readonly<Record<string, string>> = {
  "a grandchild continues the trace of its grandparent": typescript,
  "after `stop` nothing of us listens to the ends":
    "Node 18 listens itself to the end of a module given by -e",
  "beside others > a process ends although it is scraped": typescript,
  "beside others > in a cluster one worker has the port": typescript,
  "cluster and worker threads under one configuration": typescript,
  "an error leaves as an exception record on the active span": "reads its own stack, which a bundle changes",
  "an error is recorded with its type, message and stack": "reads its own stack, which a bundle changes",
  "never unless asked for; by the environment too": typescript,
  "the command > ": "starts the command in TypeScript; packed.test.ts tries what is built",
};

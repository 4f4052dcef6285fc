// A console that only runs for leader, and prints when it becomes leader and when it stops being it.
// Run as `node --conditions=telltale-source leading-console.ts TTL_MS URL…`.
import { startLeader } from "../../src/lease/leader.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { leaseOf } from "../../src/store/schema/exclusive.ts";

const [ttl, ...urls] = process.argv.slice(2) as [string, ...string[]];
const ttlMs = Number(ttl);
const backend = await openBackend({ urls, cluster: "shop" }, () => undefined);
process.stdout.write("open\n");
startLeader({
  lease: leaseOf(backend, "background", ttlMs),
  jobs: [],
  stepMs: ttlMs / 5,
  onChange: (isLeader) => process.stdout.write(isLeader ? "leads\n" : "follows\n"),
});
// A leader alone keeps no process alive; in a console its servers do.
setInterval(() => undefined, 60_000);

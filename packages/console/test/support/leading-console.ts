// A console that does nothing but stand for leader, and tells on its output when it is and when it is no more.
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

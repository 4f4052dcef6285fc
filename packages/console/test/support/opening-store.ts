// Opens the store of a directory, as `later` with the step of a later version as well, and closes it again. Run as
// `node --conditions=telltale-source opening-store.ts DIRECTORY [later]`, to be killed.
import { openBackend } from "../../src/store/open-backend.ts";
import { migrate, readSteps, toMigrations } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { laterStep } from "./later-step.ts";

const [directory, version] = process.argv.slice(2) as [string, "later" | undefined];
if (version === "later") {
  const backend = await openBackend({ directory }, () => undefined);
  await migrate(backend.writer, { steps: [...readSteps(), ...toMigrations([laterStep])] });
  await backend.close();
} else {
  const store = await openStore({ directory });
  await store.close();
}

// Opens the store of a directory and closes it again. Run as `node --conditions=telltale-source opening-store.ts DIRECTORY`, to be killed.
import { openStore } from "../../src/store/store.ts";

const [directory] = process.argv.slice(2) as [string];
const store = await openStore({ directory });
await store.close();

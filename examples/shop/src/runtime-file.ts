// Where a running shop says how it can be reached.
import { tmpdir } from "node:os";
import path from "node:path";

export const runtimeFile: string = path.join(tmpdir(), `telltale-shop-${process.getuid?.() ?? 0}.json`);

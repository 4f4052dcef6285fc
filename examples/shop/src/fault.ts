// `npm run fault -- NAME on|off`: switches a fault of a running shop.
import { readFileSync } from "node:fs";

import { runtimeFile } from "./runtime-file.ts";

const [name, state] = process.argv.slice(2);
const runtime = read();
process.env["SHOP_DATABASE_URL"] = runtime.databaseUrl;
const { faults, setFault } = await import("./faults.ts");
const { pool } = await import("./pool.ts");

if (name === undefined || !Object.hasOwn(faults, name) || (state !== "on" && state !== "off")) {
  const listed = Object.entries(faults).map(([fault, what]) => `  ${fault.padEnd(16)} ${what}`);
  console.error(`npm run fault -- NAME on|off\n\n${listed.join("\n")}`);
  process.exitCode = 1;
} else {
  await setFault(name as keyof typeof faults, state === "on");
  console.log(`${name} is ${state}`);
}
await pool.end();

function read(): { databaseUrl: string } {
  try {
    return JSON.parse(readFileSync(runtimeFile, "utf8")) as { databaseUrl: string };
  } catch {
    console.error(
      `Cannot find a running shop: expected its addresses in ${runtimeFile}. Start it with \`npm start\`.`,
    );
    process.exit(1);
  }
}

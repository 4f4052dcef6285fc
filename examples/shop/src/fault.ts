// `npm run fault -- NAME on|off`, or `node fault.js` of the package `telltale-demo`: switches a fault of a running shop.
import { findShop } from "./announce.ts";
import { faultCommand } from "./fault-command.ts";
import { faults, type Fault } from "./fault-names.ts";

const [name, state] = process.argv.slice(2);
if (name === undefined || !Object.hasOwn(faults, name) || (state !== "on" && state !== "off")) {
  const listed = Object.entries(faults).map(([fault, what]) => `  ${fault.padEnd(16)} ${what}`);
  console.error(`${faultCommand} NAME on|off\n\n${listed.join("\n")}`);
  process.exitCode = 1;
} else await switchFault(name as Fault, state);

async function switchFault(fault: Fault, to: "on" | "off"): Promise<void> {
  const shop = findShop();
  if (shop === undefined) {
    console.error(
      "Cannot find a running shop. Start it with `npm start` in a checkout, or with `npx telltale-console demo`.",
    );
    process.exitCode = 1;
    return;
  }
  process.env["SHOP_DATABASE_URL"] = shop.databaseUrl;
  const { setFault } = await import("./faults.ts");
  const { pool } = await import("./pool.ts");
  await setFault(fault, to === "on");
  await pool.end();
  console.log(`${fault} is ${to}`);
}

// Faults that can be switched on while the shop runs: a table in its database, read by each process every second.
import type { Fault } from "./fault-names.ts";
import { pool } from "./pool.ts";

const on = new Set<string>();

/** Whether `fault` is on, as of the last look. */
export function faultIsOn(fault: Fault): boolean {
  return on.has(fault);
}

/** Looks at once, and then every second until the process ends. Calls `changed` with the faults that are on when they have changed. */
export async function watchFaults(
  changed: (on: ReadonlySet<string>) => void = () => {},
): Promise<NodeJS.Timeout> {
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ name: string }>("SELECT name FROM faults WHERE is_on ORDER BY name");
    const now = rows.map(({ name }) => name);
    if (now.join() === [...on].join()) return;
    on.clear();
    for (const name of now) on.add(name);
    changed(on);
  };
  await look().catch(() => {});
  const timer = setInterval(() => void look().catch(() => {}), 1000);
  return timer.unref();
}

/** Switches a fault in the database; every process follows within a second. */
export async function setFault(fault: Fault, isOn: boolean): Promise<void> {
  const text = "INSERT INTO faults VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET is_on = EXCLUDED.is_on";
  await pool.query(text, [fault, isOn]);
}

// What `npm run test:nightly` raises: counts of attempts and forms of tests that take hours. Each variable is read by the test that it is
// about; a variable that is set already stays.
export const nightlyVariables: Readonly<Record<string, string>> = {
  TELLTALE_ATTACKS: "2000",
  TELLTALE_CONTRACTS: "all",
  TELLTALE_EXPORT_RUNS: "20",
  TELLTALE_FAULT_STORES: "300",
  TELLTALE_HOSTILE: "1",
  TELLTALE_IMPORT_KILLS: "12",
  TELLTALE_KILL_ROUNDS: "10",
  // answers reach the pages in another order each night
  TELLTALE_LATE_ANSWERS: new Date().toISOString().slice(0, 10),
  TELLTALE_LEASE_RUNS: "3000",
  TELLTALE_LONG_RUN_MINUTES: "720",
  TELLTALE_MALFORMED: "2000",
  TELLTALE_MEMORY_MINUTES: "60",
  // of all files together
  TELLTALE_ORACLE_STORES: "2000",
  TELLTALE_SEED: "random",
  TELLTALE_SLOW_TEXTS: "all",
  TELLTALE_SQL_ATTACKS: "20000",
  TELLTALE_TENANT_RUNS: "10",
};

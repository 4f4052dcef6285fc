// Ids of processes and instances. Each value is one of few processes, so some differ by chance and none says why: a version or a host,
// which are compared, says the same and more.

/** As a pattern of the engine, too: it leaves them out of the traces. */
export const identities =
  "^(process\\.([^r]|r[^u])|telemetry\\.|thread\\.)|^(service\\.instance|container|host|faas\\.instance)\\.id$|^faas\\.instance$|^k8s\\.[a-z.]+\\.uid$";

const pattern = new RegExp(identities);

/** Whether the attribute is the identity of a process or an instance. What a process runs on (`process.runtime.version`) does not count. */
export function isIdentity(key: string): boolean {
  return pattern.test(key);
}

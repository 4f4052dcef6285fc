// Reports of failures in the background: the same one once a minute, not at each look.

type Report = (what: string, error: Error) => void;

export function createReports(report: Report, nowMs: () => number): Report {
  const reported = new Map<string, { readonly message: string; readonly ms: number }>();
  return (what, error) => {
    const before = reported.get(what);
    if (before?.message === error.message && Math.abs(nowMs() - before.ms) < 60_000) return;
    reported.set(what, { message: error.message, ms: nowMs() });
    report(what, error);
  };
}

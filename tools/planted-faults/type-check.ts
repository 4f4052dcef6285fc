// Which planted faults the type check finds. TypeScript checks the file with the fault alone: what it breaks elsewhere is not seen.
import path from "node:path";
import { API } from "typescript/unstable/sync";

import type { Checkout } from "./checkout.ts";
import type { Fault } from "./fault.ts";

const configs = ["tsconfig.json", "tsconfig.workspace.json", "packages/web/tsconfig.json"];

/** `faults` with `types`: plants one after the other in `checkout`, which has to be installed. */
export function withTypes(faults: readonly Fault[], checkout: Checkout): readonly Fault[] {
  const api = new API({ cwd: checkout.folder });
  let last: string[] = [];
  const findsIn = (fault: Fault): boolean => {
    const file = path.join(checkout.folder, fault.file);
    if (!checkout.plant(fault)) return false;
    // the file of the fault before is as it was again
    const snapshot = api.updateSnapshot({ fileChanges: { changed: [...last, file] } });
    const found = snapshot.getDefaultProjectForFile(file)?.program.getSemanticDiagnostics(file) ?? [];
    checkout.restore();
    last = [file];
    return found.length > 0;
  };
  try {
    api.updateSnapshot({ openProjects: configs.map((file) => path.join(checkout.folder, file)) });
    return faults.map(({ types: _types, ...fault }) =>
      !fault.file.endsWith(".sql") && findsIn(fault) ? { ...fault, types: true } : fault,
    );
  } finally {
    checkout.restore();
    api.close();
  }
}

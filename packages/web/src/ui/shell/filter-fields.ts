// What conditions of a signal name as if it were an attribute.
import { eventFieldsByKey, filterFieldsByKey } from "contract";

import type { FilterSignal } from "../../state/filter-signal.ts";

export const fieldsOf = (signal: FilterSignal): typeof filterFieldsByKey =>
  signal === "records" ? eventFieldsByKey : filterFieldsByKey;

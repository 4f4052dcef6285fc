import { expect, test } from "vitest";
import { toParamTexts } from "../../store/query/param-texts.ts";
import { maxPeople, toHashText } from "./people-hashes.ts";

test("as many hashes as are compared can be sent, whatever their bytes are", () => {
  let seed = 7;
  const random = Array.from(
    { length: maxPeople },
    () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0),
  );
  const same = random.map(() => 0xff_ff_ff_ff);
  for (const droppedRecords of [random, same].map(toHashText))
    expect(() => toParamTexts({ droppedRecords, continuedRecords: "" })).not.toThrow();
});

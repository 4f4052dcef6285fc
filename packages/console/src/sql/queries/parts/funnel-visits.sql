-- The steps of a row as numbers: how long after the beginning of the range, in ns, times 64, and the step's place in the funnel, from 1 on;
-- 0 for a step that is not the funnel's or not of the range. The range begins nine years before its end or later, so 64 bits hold them.
WITH arrayFlatten(arrayMap((journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)}, {steps:Array(Array(String))})) AS hashes,
  arrayFlatten(arrayMap(list -> arrayMap(step -> toUInt8(indexOf(list, step)), list), {steps:Array(Array(String))})) AS places,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high, greatest(toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})), high - 288000000000000000) AS low

-- The steps of a row as numbers: how long after the beginning of the range, in units of ns, times 64, and the step's place in the funnel,
-- from 1 on; 0 for a step that is not the funnel's or not of the range. A unit is a nanosecond in ranges of up to four years, and as much
-- more in longer ones as it takes for 64 bits to hold them.
WITH arrayFlatten(arrayMap((journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)}, {steps:Array(Array(String))})) AS hashes,
  arrayFlatten(arrayMap(list -> arrayMap(step -> toUInt8(indexOf(list, step)), list), {steps:Array(Array(String))})) AS places,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high, toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low,
  toUInt64(intDiv(high - low, 144115188075855872) + 1) AS unit

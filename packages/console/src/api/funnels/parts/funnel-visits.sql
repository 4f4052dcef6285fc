-- The steps of a row as numbers: the time since the beginning of the range in units, times 64, plus the step's place
-- in the funnel from 1; 0 for a step outside the funnel or the range. A unit is one nanosecond in ranges of up to
-- four years; longer ranges have longer units, so that the number fits into 64 bits.
WITH
  arrayFlatten(
    arrayMap(
      (journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)},
      {steps:Array(Array(String))})) AS hashes,
  arrayFlatten(
    arrayMap(list -> arrayMap(step -> toUInt8(indexOf(list, step)), list), {steps:Array(Array(String))})) AS places,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low,
  toUInt64(intDiv(high - low, 144115188075855872) + 1) AS unit

-- The steps of a row as numbers: the time since the beginning of the range in units, times 64, plus the step's place
-- in the funnel from 1, 63 for a step that ends an attempt, 0 for another step; 0 outside the range. `places` are
-- those of the steps in `listed`, the steps of all funnels and those that end attempts. A unit is one nanosecond in
-- ranges of up to four years; longer ranges have longer units, so that the number fits into 64 bits.
WITH
  arrayFlatten(
    arrayMap(
      (journey, list) -> arrayMap(step -> sipHash64(journey, step), list), {names:Array(String)},
      {listed:Array(Array(String))})) AS hashes,
  {places:Array(UInt8)} AS places,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low,
  toUInt64(intDiv(high - low, 144115188075855872) + 1) AS unit,
  toUInt64(intDiv({windowNs:UInt64}, unit) + (unit > 1)) AS longest
  -- include matching-steps

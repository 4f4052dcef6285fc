-- How far a person came, by their `visits`, as `attempts.ts` defines it. One of `inOrder` (1), `inOrderSplit` (63: the
-- funnel has steps that end an attempt, and each attempt counts alone), `strict` (1) and `anyOrder` (the number of
-- steps) is given. `strict`: a run of steps at places that follow each other begins anew at each step that does not
-- (`starts`); a step taken again is left out (`path`). `anyOrder`: at each step, how many steps were last taken within
-- the window that ends there.
toUInt8( -- when inOrder
  -- include funnel-window
  ) AS level
arraySort(arrayFilter(visit -> visit > 0, visits)) AS walked, -- when inOrderSplit
  toUInt8(arrayMax(
    arrayMap(
      visits ->
        -- include funnel-window
      ,
      arraySplit(visit -> bitAnd(visit, 63) = 63, walked)))) AS level
arraySort(arrayFilter(visit -> visit > 0, visits)) AS walked, -- when strict
  arrayFilter(
    (visit, before) -> bitAnd(visit, 63) <= 1 OR bitAnd(visit, 63) != bitAnd(before, 63),
    walked,
    arrayShiftRight(walked, 1)) AS path,
  arrayFill(
    start -> start > 0,
    arrayMap(
      (visit, before) -> if(bitAnd(visit, 63) <= 1 OR bitAnd(visit, 63) != bitAnd(before, 63) + 1, visit, toUInt64(0)),
      path,
      arrayShiftRight(path, 1))) AS starts,
  toUInt8(arrayMax(
    arrayMap(
      (visit, start) -> if(
        bitAnd(start, 63) = 1 AND bitAnd(visit, 63) < 63
          AND bitShiftRight(visit, 6) - bitShiftRight(start, 6) <= longest,
        bitAnd(visit, 63), 0),
      path,
      starts))) AS level
arraySort(arrayFilter(visit -> bitAnd(visit, 63) > 0, visits)) AS walked, -- if anyOrder
  toUInt8(arrayMax(
    arrayReduce(
      'sumForEach',
      arrayMap(
        place -> arrayMap(
          (last, visit) -> bitAnd(last, 63) = place AND bitShiftRight(visit, 6) - bitShiftRight(last, 6) <= longest,
          arrayFill(
            last -> last > 0,
            arrayMap(visit -> if(bitAnd(visit, 63) IN (place, 63), visit, toUInt64(0)), walked)),
          walked),
        range(1, {anyOrder:UInt8} + 1))))) AS level
